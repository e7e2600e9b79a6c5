// In a process of its own: milliseconds from the import of a program to its first answer.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [program, event] = process.argv.slice(2);
const text = readFileSync(event, 'utf8');
const start = performance.now();
const { default: check } = await import(pathToFileURL(program).href);
const isRight = check(text);
const ms = performance.now() - start;
if (!isRight) throw new Error(`${program} refuses the event`);
console.log(ms);
