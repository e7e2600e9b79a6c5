// The package without the component.

import { TelemetryError } from './error.js';
import { NAME, setModule } from './modules/slim.js';

export * from './api.js';

/** @type {typeof import('./slim.d.ts').provide} */
export function provide(module) {
  setModule(module);
}

/** @type {typeof import('./slim.d.ts').load} */
export async function load(folder) {
  const url = new URL(NAME, String(folder).replace(/\/?$/, '/'));
  const response = await fetch(url);
  if (!response.ok) throw new TelemetryError(`expected ${NAME} at ${url}, found the status ${response.status}`);
  // Servers that do not know the type of a module are many, and then a browser does not compile while it receives.
  setModule(await WebAssembly.compile(await response.arrayBuffer()));
}
