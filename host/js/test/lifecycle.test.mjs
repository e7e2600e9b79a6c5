// The end of a program: nothing holds it up, nothing changes its exit code, and what is left is there for the next one.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { collector, EVENT, folder, isBalanced, PARAMETERS } from './world.mjs';

/** No program here takes this long, unless something holds it; in milliseconds. */
const HELD = 20_000;

/**
 * Runs a program in a process whose home is a folder, and which has no other variables.
 *
 * @param {string} home
 * @param {string} endpoint
 * @param {string} text a module in which `telemetry` is open and `event()` enqueues one
 * @returns {Promise<{ code: number | string | null | undefined, stdout: string, stderr: string }>}
 */
function run(home, endpoint, text) {
  const program = `
    import { open } from 'nemo-telemetry';
    const options = { product: 'agent-toolkit', clientVersion: '1.9.0', enabled: true, endpoint: '${endpoint}', timeoutMs: 60000 };
    const event = (more) => telemetry.enqueue('${EVENT}', { ...${JSON.stringify(PARAMETERS)}, ...more });
    ${text.includes('const telemetry') ? '' : 'const telemetry = open(options);'}
    ${text}`;
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  return new Promise((resolve) => {
    const options = { cwd, env: { HOME: home, PATH: process.env.PATH }, timeout: HELD };
    execFile(process.execPath, ['--input-type=module', '--eval', program], options, (error, stdout, stderr) => {
      resolve({ code: error ? (error.killed ? 'held' : error.code) : 0, stdout, stderr });
    });
  });
}

/** The lines in the outbox below a home, and whether the next program may take them. @param {string} home */
function kept(home) {
  const outbox = join(home, '.local/state/nemo-telemetry/agent-toolkit');
  const segments = readdirSync(outbox).filter((name) => /^[0-9a-f]{16}-\d+\./.test(name));
  const lines = segments.flatMap((name) => readFileSync(join(outbox, name), 'utf8').split('\n').slice(0, -1));
  return { events: lines.map((line) => JSON.parse(line)), ready: segments.every((name) => name.endsWith('.ready.jsonl')) };
}

/** A collector that takes requests and answers none. @param {import('node:test').TestContext} t */
const silent = (t) => collector(t, () => {});

test('a program that has nothing more to do ends, and keeps what is left', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  assert.deepEqual(await run(home, server.endpoint, 'event(); event();'), { code: 0, stdout: '', stderr: '' });
  const { events, ready } = kept(home);
  assert.deepEqual([events.length, ready, events[0].parameters.command, events[0].raw ?? false], [2, true, 'run', false]);
});

test('a request under way does not hold a program, and its events are known as unsure', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  assert.equal((await run(home, server.endpoint, 'event(); telemetry.flush(); setTimeout(() => {}, 500);')).code, 0);
  await server.until(1);
  assert.deepEqual(
    kept(home).events.map(({ unsure }) => unsure),
    [true],
  );
});

test('an exit code stays what it is', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  const programs = /** @type {const} */ ([
    ['event(); process.exitCode = 3;', 3],
    ['event(); process.exit(7);', 7],
    ['event(); throw new Error("of the program");', 1],
    ['event(); Promise.reject(new Error("of the program"));', 1],
    ['event(); process.on("exit", () => { process.exitCode = 9; });', 9],
  ]);
  for (const [text, expected] of programs) assert.equal((await run(home, server.endpoint, text)).code, expected, text);
  assert.equal(kept(home).events.length, programs.length);
});

test('the next program sends what was left', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  await run(home, (await silent(t)).endpoint, 'event({ command: "eval" }); process.exit();');
  assert.equal(kept(home).events.length, 1);
  const { stdout } = await run(home, server.endpoint, 'console.log(JSON.stringify(await telemetry.flush()));');
  const { recovered, delivered, accepted } = JSON.parse(stdout);
  assert.deepEqual({ recovered, delivered, accepted }, { recovered: 1, delivered: 1, accepted: 0 });
  assert.equal(server.events[0].parameters.command, 'eval');
  assert.deepEqual(kept(home).events, []);
});

test('a collector that answers at once gets the events of a program that is ending', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  await run(home, server.endpoint, 'event();');
  // The 50 ms may be over before an answer is there; the event is then in the outbox, too.
  assert.ok(server.events.length === 1 || kept(home).events.length === 1);
});

test('a home of any name in UTF-8 has the outbox', async (t) => {
  const [home, server] = [join(folder(t), 'é 漢😀\u2028'), await collector(t)];
  await run(home, (await silent(t)).endpoint, 'event();');
  assert.equal(kept(home).events.length, 1);
  const { stdout } = await run(home, server.endpoint, 'console.log((await telemetry.flush()).delivered);');
  assert.equal(stdout, '1\n');
});

test('what is awaited is waited for', async (t) => {
  const [home, server] = [folder(t), await collector(t, (_, response) => void setTimeout(() => response.end(), 300))];
  const { stdout, code } = await run(home, server.endpoint, 'event(); console.log((await telemetry.flush()).delivered);');
  assert.deepEqual([stdout, code], ['1\n', 0]);
});

test('a flush that is not answered in time says so, and the program goes on', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  const { stdout } = await run(home, server.endpoint, 'event(); console.log((await telemetry.flush({ timeoutMs: 100 })).pending);');
  assert.equal(stdout, '1\n');
});

test('a program that ends in a callback leaves lines for the next one to check', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  const text = `
    const telemetry = open({ ...options, onProblem: () => { event({ command: 'eval' }); process.exit(); } });
    event();
    telemetry.enqueue('no_such_event', {});`;
  assert.equal((await run(home, server.endpoint, text)).code, 0);
  const { events, ready } = kept(home);
  assert.deepEqual(events.map(({ raw = false, parameters: { command } }) => [raw, command]).sort(), [
    [false, 'run'],
    [true, 'eval'],
  ]);
  assert.equal(ready, true);
  const { stdout } = await run(home, server.endpoint, 'console.log(JSON.stringify(await telemetry.flush()));');
  assert.equal(JSON.parse(stdout).delivered, 2);
});

test('what a program that ends in a callback can keep nowhere is counted and told', async (t) => {
  const no = "fs.mkdirSync(nat, { recursive: true }); fs.writeFileSync(nat + '/telemetry.toml', 'consent = \"disabled\"');";
  for (const [name, settings, before, dropped] of /** @type {const} */ ([
    ['no outbox', 'outbox: false,', '', { closed: 2 }],
    ['a folder that takes no more', '', "fs.writeFileSync = fs.writeSync = () => { throw new Error('full'); };", { closed: 2 }],
    ['a no', '', no, { 'opt-out': 2 }],
  ])) {
    const [home, server] = [folder(t), await collector(t, () => {})];
    const text = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const nat = '${home}/.config/nat';
      const problems = [];
      const onProblem = (problem) => {
        if (problems.push(problem) > 1) return;
        ${before}
        syncBuiltinESMExports();
        event();
        event();
        // After the client's own listener.
        process.on('exit', () => console.log(JSON.stringify([telemetry.ledger(), problems])));
        process.exit();
      };
      const telemetry = open({ ...options, ${settings} onProblem });
      telemetry.enqueue('no_such_event', {});`;
    const { stdout, code } = await run(home, server.endpoint, text);
    const [ledger, problems] = JSON.parse(stdout);
    assert.equal(code, 0);
    assert.deepEqual([ledger.accepted, ledger.dropped], [2, dropped], name);
    assert.equal(isBalanced(ledger), true, name);
    assert.equal(
      problems.some((/** @type {string} */ problem) => problem.startsWith('events lost: 2; ')),
      name !== 'a no',
      name,
    );
    const isMade = existsSync(join(home, '.local/state/nemo-telemetry/agent-toolkit'));
    assert.equal(isMade ? kept(home).events.length : 0, 0, name);
  }
});

test('what a client has taken is counted and told where the component does not work', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  const text = `
    const problems = [];
    WebAssembly.Instance = class { constructor() { throw new Error('of a test'); } };
    const telemetry = open({ ...options, onProblem: (problem) => problems.push(problem) });
    event();
    event();
    const ledger = await telemetry.flush();
    console.log(JSON.stringify([ledger, problems, event(), telemetry.status().text]));`;
  const { stdout } = await run(home, server.endpoint, text);
  const [ledger, problems, answer, said] = JSON.parse(stdout);
  assert.deepEqual([ledger.accepted, ledger.dropped, answer], [2, { closed: 2 }, 'closed']);
  assert.match(problems[0], /^telemetry does not work: /);
  assert.equal(said, problems[0]);
  assert.equal(problems[1], 'events lost: 2; telemetry does not work');
});

test('the status says in a line what is wrong with the settings', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  const text = `
    const telemetry = open({ ...options, product: 'made-up', retries: -1 });
    event();
    await telemetry.flush();
    console.log(telemetry.status().text);`;
  const { stdout } = await run(home, server.endpoint, text);
  assert.match(
    stdout,
    /^telemetry does not work: the settings are wrong; \/product: expected one of agent-toolkit, .*; \/retries: .*\n$/,
  );
});

test('a no is stored where the component does not work', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  const state = join(home, '.local/state/nemo-telemetry/agent-toolkit');
  const text = `
    import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
    WebAssembly.Instance = class { constructor() { throw new Error('of a test'); } };
    const telemetry = open({ ...options, onProblem: () => {} });
    event();
    await telemetry.flush();
    const [stored, waiting] = ${JSON.stringify([join(home, '.config/nat/telemetry.toml'), join(state, 'cccccccccccccccc-1.ready.jsonl')])};
    // Asked once more, it is done once more.
    for (let time = 0; time < 2; time += 1) {
      mkdirSync(${JSON.stringify(state)}, { recursive: true, mode: 0o700 });
      writeFileSync(waiting, '{}\\n');
      rmSync(stored, { force: true });
      await telemetry.optOut();
      console.log(JSON.stringify([readFileSync(stored, 'utf8'), existsSync(waiting)]));
    }`;
  const { stdout } = await run(home, server.endpoint, text);
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(answers.length, 2);
  for (const [stored, isWaiting] of answers) {
    assert.match(stored, /^consent = "disabled"$/m);
    assert.equal(isWaiting, false);
  }
});

test('what waits and cannot be removed is told where the component does not work', async (t) => {
  const home = folder(t);
  const state = join(home, '.local/state/nemo-telemetry');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeFileSync(join(state, 'agent-toolkit'), 'in the way');
  const text = `
    WebAssembly.Instance = class { constructor() { throw new Error('of a test'); } };
    const told = [];
    const telemetry = open({ ...options, onProblem: (problem) => told.push(problem) });
    await telemetry.optOut();
    console.log(JSON.stringify(told));`;
  const { stdout } = await run(home, 'http://127.0.0.1:1/', text);
  assert.match(stdout, /"events that waited could not be removed: expected a folder, found a link or a file: /);
});

test('a program that goes on after it had nothing more to do loses nothing', async (t) => {
  for (const [answers, first] of /** @type {const} */ ([
    [true, 'event();'],
    [true, 'event(); await telemetry.flush();'],
    [false, 'event();'],
  ])) {
    const [home, server] = [folder(t), answers ? await collector(t) : await silent(t)];
    const text = `
      ${first}
      let rounds = 0;
      process.on('beforeExit', () => { if (++rounds < 4) setTimeout(() => event({ command: 'eval' }), rounds * 20); });
      process.on('exit', () => console.log(JSON.stringify(telemetry.ledger())));`;
    const { code, stdout } = await run(home, server.endpoint, text);
    const { accepted, recovered, delivered, pending, kept: left, dropped } = JSON.parse(stdout);
    assert.deepEqual([code, accepted, pending, dropped], [0, 4, 0, {}]);
    assert.equal(accepted + recovered, delivered + left);
    const { events, ready } = kept(home);
    assert.deepEqual([events.length, ready], [4 - delivered, true]);
  }
});

/** A listener of `exit` that runs after the client's own. @param {string} late what it does */
const afterTheEnd = (late) => `import * as fs from 'node:fs'; event(); process.on('exit', () => { ${late} });`;

test('events that come after the end are kept, and counted, each once', async (t) => {
  const [home, server] = [folder(t), await collector(t)];
  const late = `
    const said = Array.from({ length: 19 }, () => event({ command: 'eval' }));
    console.log(JSON.stringify([[...new Set(said)], telemetry.ledger()]));`;
  const { stdout, stderr } = await run(home, (await silent(t)).endpoint, afterTheEnd(late));
  const [said, { accepted, recovered, kept: left, pending, dropped }] = JSON.parse(stdout);
  assert.deepEqual([said, accepted, recovered, left, pending, dropped, stderr], [['buffered'], 20, 0, 20, 0, {}, '']);
  const { events, ready } = kept(home);
  assert.deepEqual([events.length, new Set(events.map(({ id }) => id)).size, ready], [20, 20, true]);
  assert.equal(new Set(events.map(({ sessionId, clientVer }) => `${sessionId} ${clientVer}`)).size, 1, 'of one session');
  const next = await run(home, server.endpoint, 'console.log((await telemetry.flush()).delivered);');
  assert.equal(next.stdout, '20\n');
});

test('an event that comes after the end, and may or can not be kept, is not taken', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  const decision = join(home, '.config/nat');
  const stored = `fs.mkdirSync('${decision}', { recursive: true }); fs.writeFileSync('${decision}/telemetry.toml', 'consent = "disabled"\\n');`;
  const tell = 'console.log(event(), telemetry.enqueue("nat_cli_command", "{"), telemetry.ledger().accepted);';
  assert.equal((await run(home, server.endpoint, afterTheEnd(stored + tell))).stdout, 'off off 1\n');
  assert.equal(kept(home).events.length, 1);

  const other = folder(t);
  const outbox = join(other, '.local/state/nemo-telemetry/agent-toolkit');
  const taken = `fs.renameSync('${outbox}', '${outbox}.gone'); fs.writeFileSync('${outbox}', '');`;
  const lost = await run(other, server.endpoint, afterTheEnd(taken + tell));
  assert.equal(lost.stdout, 'closed unusable 1\n');
  assert.match(lost.stderr, /an event is lost: it came after the end, and could not be kept: expected a folder/);

  const memory = `const telemetry = open({ ...options, outbox: false }); ${afterTheEnd(tell)}`;
  assert.equal((await run(folder(t), server.endpoint, memory)).stdout, 'closed closed 1\n');

  // Neither is kept, or the next program would send what was not to leave.
  const dry = folder(t);
  const rehearsal = `const telemetry = open({ ...options, dryRun: true }); ${afterTheEnd('event(); console.log(JSON.stringify(telemetry.ledger()));')}`;
  const { accepted, kept: left, dropped } = JSON.parse((await run(dry, server.endpoint, rehearsal)).stdout);
  assert.deepEqual([accepted, left, Object.keys(dropped).sort()], [2, 0, ['closed', 'dry-run']]);
  assert.deepEqual(kept(dry).events, []);
});

test('after the end no more files are made than an outbox may have', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  const late =
    'console.log(Array.from({ length: 520 }, () => event()).filter((said) => said === "buffered").length, telemetry.ledger().kept);';
  const { stdout } = await run(home, server.endpoint, afterTheEnd(late));
  // The audit log and the count of exits are files, too.
  const [taken, left] = stdout.split(' ').map(Number);
  assert.ok(taken > 500 && taken < 512, stdout);
  assert.deepEqual([left, kept(home).events.length], [taken + 1, taken + 1]);
});

test('where no folder can be made a program ends all the same, and says why', async (t) => {
  if (process.platform !== 'linux') return t.skip('no /proc');
  const { code, stderr } = await run('/proc/self', (await silent(t)).endpoint, 'event(); telemetry.flush();');
  assert.equal(code, 0);
  assert.match(stderr, /events are kept in memory only/);
});

test('without a home nothing is expected to be kept, and nothing is said', async (t) => {
  assert.deepEqual(await run('', (await silent(t)).endpoint, 'event();'), { code: 0, stdout: '', stderr: '' });
});

test('a no is stored, and holds for the next program', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  await run(home, server.endpoint, 'event();');
  const { stdout } = await run(home, server.endpoint, 'event(); telemetry.optOut(); console.log(telemetry.status().state);');
  assert.equal(stdout, 'off\n');
  assert.match(readFileSync(join(home, '.config/nat/telemetry.toml'), 'utf8'), /consent = "disabled"/);
  assert.deepEqual(kept(home).events, [], 'what was left before is gone, too');
  const later = await run(home, server.endpoint, 'console.log(telemetry.status().state, event());');
  assert.equal(later.stdout, 'off off\n');
});

test('while it is off, or there is no event, no folder is made', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  await run(home, server.endpoint, '');
  await run(home, server.endpoint, 'const telemetry = open({ ...options, enabled: false }); event();');
  assert.deepEqual(readdirSync(home), []);
  await run(home, server.endpoint, 'event();');
  assert.equal(statSync(join(home, '.local/state/nemo-telemetry')).mode & 0o777, 0o700);
});

test('what is told goes to standard error, and ends no program whose reader is gone', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  const text = 'telemetry.enqueue("no_such_event", {}); setTimeout(() => console.log("alive"), 100);';
  const { code, stderr } = await run(home, server.endpoint, text);
  assert.deepEqual([code, stderr.trimEnd().split('\n').length], [0, 1], stderr);
  const gone = await run(home, server.endpoint, `process.stderr.destroy(); ${text}`);
  assert.deepEqual([gone.code, gone.stdout], [0, 'alive\n']);
});

test('many clients are no trouble at the end', async (t) => {
  const [home, server] = [folder(t), await silent(t)];
  const text =
    'for (let count = 0; count < 20; count++) open(options).enqueue("nat_cli_command", { command: "run", taskStatus: "success", pythonVersion: "3" });';
  assert.deepEqual(await run(home, server.endpoint, text), { code: 0, stdout: '', stderr: '' });
  assert.equal(kept(home).events.length, 20);
});

test('after five ends that reached nobody, one waits longer', async (t) => {
  const home = folder(t);
  const slow = await collector(t, (_, response) => void setTimeout(() => response.end(), 300));
  for (let count = 0; count < 5; count++) await run(home, slow.endpoint, 'event(); process.exit();');
  assert.equal(kept(home).events.length, 5);
  const count = join(home, '.local/state/nemo-telemetry/agent-toolkit/exits.json');
  assert.equal(JSON.parse(readFileSync(count, 'utf8')).exits, 5);
  await run(home, slow.endpoint, 'event();');
  assert.ok(kept(home).events.length < 6, 'an answer came, for which 50 ms are too short');
  assert.equal(existsSync(count), false, 'the count begins anew');
});
