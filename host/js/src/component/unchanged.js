// Where there is no `WebAssembly.promising`, jco's glue tries it a dozen times for each instance and catches the errors, which takes
// V8 longer than all the rest. No export here suspends, so the build puts this in its place.

/** @template T @param {T} exported @returns {T} */
export const unchanged = (exported) => exported;
