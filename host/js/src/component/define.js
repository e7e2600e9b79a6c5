// `Object.defineProperty`, for which a descriptor has its own members alone. The build puts it in place of that of jco's glue: a `value` or
// `get` that a library has added to all objects makes the engine refuse every descriptor of the other kind.

const { defineProperty, setPrototypeOf } = Object;

/** @type {typeof Object.defineProperty} */
export const define = (target, name, descriptor) => defineProperty(target, name, setPrototypeOf(descriptor, null));
