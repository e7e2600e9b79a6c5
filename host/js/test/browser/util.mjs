// `node:util` in a page, as far as vectors.mjs needs it.

/**
 * Whether two values of JSON, with bigints, are the same.
 *
 * @param {unknown} left
 * @param {unknown} right
 * @returns {boolean}
 */
export function isDeepStrictEqual(left, right) {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return Object.is(left, right);
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [mine, others] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
  if (mine.size !== others.size) return false;
  return [...mine].every(([key, value]) => others.has(key) && isDeepStrictEqual(value, others.get(key)));
}
