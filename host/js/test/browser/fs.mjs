// `node:fs` in a page, as far as the testee needs it: the core modules of the component.

import core from '../../generated/telemetry.core.wasm';
import core2 from '../../generated/telemetry.core2.wasm';
import core3 from '../../generated/telemetry.core3.wasm';

/** In base64, as the build has them. @type {Record<string, string>} */
const FILES = { 'telemetry.core.wasm': core, 'telemetry.core2.wasm': core2, 'telemetry.core3.wasm': core3 };

/** @param {URL} url */
export function readFileSync(url) {
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  if (!(name in FILES)) throw new Error(`no file ${name}`);
  return Uint8Array.from(atob(FILES[name]), (character) => character.charCodeAt(0));
}
