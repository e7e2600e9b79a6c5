// A process of a test with many: `node node-filer.mjs WHAT STATE NAME COUNT [LIMIT]`.

import { FileAudit } from '../src/node/audit.js';
import { FileOutbox } from '../src/node/outbox.js';

const [what, state, name, digits, limit] = process.argv.slice(2);
const count = Number(digits);

/** What the engine does with the segments of others: their lines become its own, and then their segment goes. @param {FileOutbox} outbox */
function takeOver(outbox) {
  for (let segment = outbox.claim(64 * 1024); segment; segment = outbox.claim(64 * 1024)) {
    if (outbox.append(segment.lines)) outbox.discard(segment.id);
    else outbox.release(segment.id);
  }
}

switch (what) {
  // Many clients, one after the other, each of which takes what others have left, adds a line, and ends.
  case 'share':
    for (let number = 0; number < count; number++) {
      const outbox = new FileOutbox(state, 'agent-toolkit');
      takeOver(outbox);
      if (!outbox.append(`${name}-${number}\n`)) process.exitCode = 1;
      outbox.end();
    }
    break;
  // Lines for as long as it lives; each is told once it is kept.
  case 'live': {
    const outbox = new FileOutbox(state, 'agent-toolkit');
    for (let number = 0; ; number++) {
      if (number % 10 === 9 && !outbox.replace(`${name}-again-${number}\n`)) process.exit(1);
      if (number % 10 !== 9 && !outbox.append(`${name}-${number}\n`)) process.exit(1);
      process.stdout.write(`${number}\n`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  case 'audit': {
    const audit = new FileAudit({ state, config: undefined, product: 'agent-toolkit', limit: limit ? Number(limit) : undefined });
    for (let number = 0; number < count; number++) {
      if (!audit.append(JSON.stringify({ name, number, filling: 'x'.repeat(200) }))) process.exitCode = 1;
    }
    break;
  }
  default:
    throw new Error(`unknown: ${what}`);
}
