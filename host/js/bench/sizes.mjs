// What a user loads and what is installed: `npm run sizes`.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { programs } from './programs.mjs';

/** @param {string} name @param {string | Buffer} content */
function row(name, content) {
  const bytes = Buffer.from(content);
  console.log(`| ${name} | ${bytes.length} | ${gzipSync(bytes, { level: 9 }).length} |`);
}

/** @param {string} name */
const dist = (name) => readFileSync(new URL(`../dist/${name}`, import.meta.url));

const folder = fileURLToPath(new URL('..', import.meta.url));
const packed = execFileSync('npm', ['pack', '--json', '--dry-run', '--ignore-scripts'], { cwd: folder, encoding: 'utf8' });
const [{ size, unpackedSize }] = JSON.parse(packed);

console.log('| file | bytes, minified | gzip |\n| --- | ---: | ---: |');
for (const name of ['node.js', 'browser.js', 'slim.browser.js', 'workerd.js', 'command.js', 'telemetry.core.wasm'])
  row(`\`dist/${name}\``, dist(name));
for (const [name, program] of Object.entries(await programs())) row(`a program that checks one event: ${name}`, program);
console.log(`\nTarball: ${size} bytes, unpacked ${unpackedSize}.`);
