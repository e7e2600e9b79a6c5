// The package without the component.

import { TelemetryError } from './error.js';
import { NAMES, setModules } from './modules/slim.js';

export * from './api.js';
export { setModules as provide };

/** @type {typeof import('./slim.d.ts').load} */
export async function load(folder) {
  const base = String(folder).replace(/\/?$/, '/');
  const modules = await Promise.all(NAMES.map(async (name) => [name, await compile(name, new URL(name, base))]));
  setModules(Object.fromEntries(modules));
}

/** @param {string} name @param {URL} url */
async function compile(name, url) {
  const response = await fetch(url);
  if (!response.ok) throw new TelemetryError(`expected ${name} at ${url}, found the status ${response.status}`);
  // Servers that do not know the type of a module are many, and then a browser does not compile while it receives.
  return WebAssembly.compile(await response.arrayBuffer());
}
