// The component over the glue that jco makes of it, which knows nothing of ours: a judge.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { component } from '../component.mjs';
import { ComponentError } from '../src/component/canonical.js';

/** A function that makes instances, as `link` of smoke.mjs does. */
export async function judge() {
  const { files } = await transpileBytes(component(), {
    name: 'telemetry',
    outDir: '.',
    instantiation: 'sync',
    nodejsCompat: false,
    noComponentErrorWrapping: false,
    strict: true,
  });
  /** @param {string} name */
  const file = (name) => {
    const found = Object.entries(files).find(([path]) => path.endsWith(name));
    if (!found) throw new Error(`jco makes no ${name}`);
    return found[1];
  };
  const folder = await mkdtemp(join(tmpdir(), 'nemo-telemetry-jco-'));
  const path = join(folder, 'telemetry.mjs');
  // It takes a byte order mark for no part of a text.
  const source = new TextDecoder().decode(file('telemetry.js')).split('new TextDecoder()');
  if (source.length === 1) throw new Error('jco decodes texts in another way than it did');
  await writeFile(path, source.join("new TextDecoder('utf-8', { ignoreBOM: true })"));
  const { instantiate } = await import(pathToFileURL(path).href);
  await rm(folder, { recursive: true });
  /** @type {Map<string, WebAssembly.Module>} */
  const modules = new Map();
  const compile = (/** @type {string} */ name) => {
    const module = modules.get(name) ?? new WebAssembly.Module(Uint8Array.from(file(name)));
    modules.set(name, module);
    return module;
  };
  /** @param {Record<string, unknown>} imports @returns {import('../src/component/types.js').Root} */
  return (imports) => {
    // It looks imports up without their versions.
    const unversioned = Object.fromEntries(Object.entries(imports).map(([name, functions]) => [name.split('@')[0], functions]));
    const { client, ...rest } = instantiate(compile, unversioned);
    /** @param {unknown[]} given */
    const open = (...given) => {
      try {
        return client.Client.open(...given);
      } catch (error) {
        // The error of a `result`, in a class that it does not export.
        if (error instanceof Error && 'payload' in error) throw new ComponentError(error.payload);
        throw error;
      }
    };
    return { ...rest, client: { Client: { open } } };
  };
}
