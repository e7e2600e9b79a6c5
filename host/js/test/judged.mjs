// Two testees in one: `node test/judged.mjs` answers a message where the component says the same over our glue and over jco's.

import { linesOf, Testee } from '../vectors.mjs';
import { judge } from './jco.mjs';

const ours = new Testee();
const theirs = new Testee(await judge());
for await (const line of linesOf(process.stdin)) {
  const [answer, expected] = [ours.answer(line), theirs.answer(line)];
  const isSame = answer === expected;
  process.stdout.write(`${isSame ? answer : JSON.stringify({ error: `${answer}; over the glue of jco ${expected}` })}\n`);
}
