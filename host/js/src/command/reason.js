// What the system says, without the call and the path, which stand elsewhere.

import { reason } from '../error.js';

/** @param {unknown} error */
export function reasonOf(error) {
  const [, words = ''] = /^[A-Z0-9]+: ([^,]+), /.exec(reason(error)) ?? [];
  return words === '' ? reason(error) : words.charAt(0).toUpperCase() + words.slice(1);
}
