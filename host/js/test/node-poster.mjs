// A program that posts a body to an address and prints the answer: `node node-poster.mjs URL BODY [idle]`. With `idle` it has nothing else to wait
// for.

import { byNode } from '../src/node/post.js';

const [url, body, idle] = process.argv.slice(2);
const alive = idle ? undefined : setInterval(() => {}, 1000);
let left = false;
const answer = await byNode(process.env)({ url, body, timeoutMs: 60_000 }, new AbortController().signal, () => {
  left = true;
});
clearInterval(alive);
process.stdout.write(`${JSON.stringify({ ...answer, left })}\n`);
