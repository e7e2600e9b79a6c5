// What needs no client.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBody, decide, labels, preview, queries, TelemetryError, validate } from 'nemo-telemetry';
import { EVENT, PARAMETERS, yes } from './world.mjs';

test('an event is checked, as an object and as text', () => {
  const canonical =
    '{"nemoSource":"agent_toolkit","command":"run","subcommand":"undefined","taskStatus":"success","durationMs":-1,"exitCode":-1,"errorClass":"undefined","pythonVersion":"3.12.4"}';
  assert.deepEqual(validate(EVENT, PARAMETERS), { canonical, problems: [] });
  assert.deepEqual(validate(EVENT, JSON.stringify(PARAMETERS), { schemaVersion: '1.5' }), { canonical, problems: [] });
});

test('a problem says where, what and what to do', () => {
  const { canonical, problems } = validate(EVENT, { ...PARAMETERS, taskStatus: 'sucess' });
  assert.equal(canonical, undefined);
  assert.equal(problems.length, 1);
  const [{ pointer, code, suggestion, message }] = problems;
  assert.deepEqual({ pointer, code, suggestion }, { pointer: '/taskStatus', code: 'not-allowed', suggestion: 'success' });
  assert.match(message, /^expected one of success, failure, /);
  assert.ok(!JSON.stringify(problems).includes('sucess'), 'a value is not repeated');
});

test('what cannot be checked is a problem and no exception', () => {
  /** @type {Record<string, unknown>} */
  const circle = {};
  circle.self = circle;
  for (const parameters of [circle, 1n, undefined, () => {}, Symbol('x'), { toJSON: () => assert.fail('no') }]) {
    const { canonical, problems } = validate(EVENT, parameters);
    assert.equal(canonical, undefined);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['syntax'],
    );
  }
  assert.equal(validate(EVENT, 'x'.repeat(1e6)).problems[0].code, 'too-long');
  assert.equal(validate(EVENT, '{').problems[0].code, 'syntax');
  assert.equal(validate('no_such_event', {}).problems[0].code, 'unknown-event');
  assert.equal(validate(/** @type {any} */ (7), {}).problems.length, 1);
  assert.ok(validate(EVENT, PARAMETERS).canonical, 'the next call is not harmed');
});

test('the body of a request is checked, event by event', async () => {
  const { bodies } = await preview(yes(), [
    { event: EVENT, parameters: PARAMETERS },
    { event: EVENT, parameters: PARAMETERS },
  ]);
  const [body] = bodies;
  const right = { form: 'envelope', status: 200, problems: [], accepted: 2, refused: 0, rejections: [] };
  assert.deepEqual(checkBody(body), right);
  const { rejections, ...verdict } = checkBody(body.replace('"taskStatus":"success"', '"taskStatus":"secret"'));
  assert.deepEqual(verdict, { form: 'envelope', status: 200, problems: [], accepted: 1, refused: 1 });
  const [{ index, problems }] = rejections;
  assert.deepEqual({ index, pointer: problems[0].pointer }, { index: 0, pointer: '/events/0/parameters/taskStatus' });
  assert.ok(!JSON.stringify(rejections).includes('secret'), 'a value is not repeated');
});

test('a body of any length and kind has a verdict', () => {
  /** @param {any} body */
  const told = (body) => {
    const { form, status, problems } = checkBody(body);
    return [form, status, problems[0].code];
  };
  assert.deepEqual(told('{'), ['not-json', 400, 'syntax']);
  assert.deepEqual(told('[]'), ['not-envelope', 400, 'wrong-type']);
  assert.deepEqual(told(undefined), ['not-json', 400, 'syntax']);
  const mebibyte = 1024 * 1024;
  for (const letter of ['x', 'é', '語', '😀', '\ud800']) {
    const bytes = new TextEncoder().encode(letter).length;
    assert.equal(told(letter.repeat(Math.floor(mebibyte / bytes)))[0], 'not-json', letter);
    assert.deepEqual(told(letter.repeat(Math.floor(mebibyte / bytes) + 1)), ['too-large', 413, 'too-large'], letter);
    assert.deepEqual(told(letter.repeat(3 * mebibyte)), ['too-large', 413, 'too-large'], letter);
  }
});

test('consent is decided from facts', () => {
  assert.equal(decide('agent-toolkit').state, 'ask');
  const yes = decide('agent-toolkit', [{ source: 'call', name: 'enabled', value: 'true' }]);
  assert.equal(yes.state, 'on');
  assert.equal(yes.resolved.sink, 'http');
  const no = decide('agent-toolkit', [yes.signal, { source: 'variable', name: 'DO_NOT_TRACK', value: '1' }]);
  assert.deepEqual([no.state, no.signal.name, no.ignored[0].name], ['off', 'DO_NOT_TRACK', 'enabled']);
  assert.equal(decide('unknown').state, 'off');
  assert.equal(decide('agent-toolkit', [/** @type {any} */ ({ source: 'oops', name: '', value: '' })]).state, 'off');
  assert.deepEqual(queries('agent-toolkit')[0], { source: 'variable', name: 'DO_NOT_TRACK' });
  assert.deepEqual(queries('unknown'), []);
});

test('every label is made, and a wrong argument does no harm', () => {
  assert.equal(labels.sanitizeModel('nvidia/nemotron'), 'nvidia/nemotron');
  assert.equal(labels.sanitizeModel('nvidia/nemotron', { onDisk: true }), 'local_path');
  assert.equal(labels.sanitizeModel(null), 'undefined');
  assert.equal(labels.bucketRecords(201), '201-1000');
  assert.equal(labels.bucketColumns(6), '6-10');
  assert.equal(labels.classifyModelHost('https://x.example/localhost'), 'local');
  assert.equal(labels.classifyModelHost('https://x.example/localhost', { strict: true }), 'other');
  assert.deepEqual(labels.collectModelHosts(['openrouter', null, 'local', undefined, 'local']), ['local', 'openrouter']);
  assert.equal(labels.joinAliases([' b ', 'a']), 'a,b');
  assert.equal(labels.averageTokens(8, 3), 2);
  assert.ok(labels.derivations().includes('command-outcome'));
  const derived = labels.derive('command-outcome', { ending: 'interrupt' });
  assert.deepEqual(JSON.parse(derived.canonical ?? ''), {
    taskStatus: 'interrupted',
    exitCode: 130,
    errorClass: 'KeyboardInterrupt',
  });

  const wrong = /** @type {any} */ (labels);
  assert.equal(wrong.bucketRecords('seven'), '100001+', 'what is not a number falls in the last');
  assert.equal(wrong.averageTokens(8, 1.5), -1);
  assert.deepEqual(wrong.collectModelHosts({ length: Number.NaN }), ['other']);
  assert.deepEqual(wrong.collectModelHosts(null), []);
  assert.equal(wrong.joinAliases(undefined), 'undefined');
  assert.equal(wrong.derive('command-outcome', 1n).problems[0].code, 'unavailable');
  assert.equal(labels.bucketColumns(6), '6-10');
});

test('a preview is the exact bodies, and says which event is wrong', () => {
  const ts = '2026-01-01T00:00:00.000Z';
  const events = [
    { event: EVENT, parameters: PARAMETERS, ts },
    { event: EVENT, parameters: { ...PARAMETERS, taskStatus: 'sucess' } },
    { event: EVENT, parameters: 1n },
    { event: EVENT, parameters: PARAMETERS, ts, schemaVersion: '1.5' },
  ];
  const { bodies, rejected, problems } = preview(yes({ sessionId: 's' }), events);
  assert.deepEqual(problems, []);
  assert.equal(bodies.length, 1);
  const { events: sent, sessionId, clientVer } = JSON.parse(bodies[0]);
  assert.deepEqual([sessionId, clientVer, sent.length], ['s', '1.9.0', 2]);
  assert.deepEqual(
    rejected.map(({ index, problems: [{ code }] }) => [index, code]),
    [
      [1, 'not-allowed'],
      [2, 'syntax'],
    ],
  );
  assert.equal(preview(yes(/** @type {any} */ ({ retries: -1 })), events).problems[0].pointer, '/retries');
  assert.equal(preview(/** @type {any} */ ({}), events).bodies.length, 0);
});

test('more than one crossing can take is previewed whole', () => {
  const event = { event: EVENT, parameters: { ...PARAMETERS, command: 'x'.repeat(500) } };
  const { bodies, rejected } = preview(yes(), Array(999).fill(event));
  assert.deepEqual(rejected, []);
  assert.equal(
    bodies.map((body) => JSON.parse(body).events.length).reduce((sum, count) => sum + count),
    999,
  );
});

test('an error is an Error that lists every problem', () => {
  const error = new TelemetryError('the settings are wrong', [
    { pointer: '/a', code: 'unknown-field', message: 'expected no such field', suggestion: 'b', offset: 0 },
    { pointer: '', code: 'syntax', message: 'expected an object', offset: 0 },
  ]);
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'TelemetryError');
  assert.equal(
    error.message,
    'the settings are wrong\n  /a: expected no such field; did you mean b? [unknown-field]\n  (the whole): expected an object [syntax]',
  );
});
