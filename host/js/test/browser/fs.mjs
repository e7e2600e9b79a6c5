// `node:fs` in a page, as far as the testee needs it: the core module of the component.

import core from '../../generated/telemetry.core.wasm';

/** As the build of the page loads it. */
const base64 = /** @type {string} */ (/** @type {unknown} */ (core));

/** @param {URL} url */
export function readFileSync(url) {
  if (!url.pathname.endsWith('/telemetry.core.wasm')) throw new Error(`no file ${url.pathname}`);
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
