// What an object has itself. Libraries add to all of them, and that is said by nobody.

/**
 * What a caller passed, without what it inherits; nothing counts as an empty object.
 *
 * @template {object} T
 * @param {T | null | undefined} options
 * @returns {T}
 * @throws what a getter throws
 */
export function own(options) {
  return Object.assign(Object.create(null), options);
}

/**
 * @template T
 * @param {Readonly<Record<string, T>>} values
 * @param {string} name
 * @returns {T | undefined}
 */
export function ownValue(values, name) {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
