// A server for pages: files by their path, on a free port of this machine.

import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
});

/**
 * What is at a path: a text with its type, or a folder's files.
 *
 * @typedef {{ text: string, type: string, headers?: Record<string, string> } | URL} Source
 */

/**
 * Serves these sources. A key that ends in a slash stands for every path below it, and its URL is a folder.
 *
 * @param {Record<string, Source>} sources
 * @param {Record<string, (text: string) => void>} listeners told what is posted to a path
 */
export async function serve(sources, listeners = {}) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (request.method === 'POST' && path in listeners) {
      let text = '';
      for await (const part of request.setEncoding('utf8')) text += part;
      response.writeHead(204).end();
      listeners[path](text);
      return;
    }
    const key = Object.keys(sources).find((key) => path === key || (key.endsWith('/') && key !== '/' && path.startsWith(key)));
    const source = key === undefined ? undefined : sources[key];
    if (source === undefined || key === undefined) {
      response.writeHead(404).end();
    } else if (source instanceof URL) {
      const file = fileURLToPath(new URL(path.slice(key.length), source));
      if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
    } else {
      response.writeHead(200, { 'content-type': source.type, ...source.headers }).end(source.text);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected an address with a port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A page around a module script. @param {string} script @param {Record<string, string>} headers @returns {Source} */
export function page(script, headers = {}) {
  const text = `<!doctype html><title>test</title><link rel="icon" href="data:,"><script type="module" src="${script}"></script>`;
  return { text, type: TYPES['.html'], headers };
}
