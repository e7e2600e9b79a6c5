// The testee in a page: `answer` takes a line of `tests/vectors/TESTEE.md` and gives one.

import { Testee } from '../../vectors.mjs';

const testee = new Testee();
Object.assign(globalThis, { answer: (/** @type {string} */ line) => testee.answer(line) });
