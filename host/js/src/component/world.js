// Written by `cargo xtask gen` from wit; edit the files there.

import { at, bool, ComponentError, guarded, indexOf, invalid, memoryOf, u32, u64 } from './canonical.js';

/** @typedef {import('./types.js').Answer} Answer */
/** @typedef {import('./types.js').BodyVerdict} BodyVerdict */
/** @typedef {import('./types.js').Checked} Checked */
/** @typedef {import('./types.js').Datetime} Datetime */
/** @typedef {import('./types.js').Decision} Decision */
/** @typedef {import('./types.js').DecisionFile} DecisionFile */
/** @typedef {import('./types.js').Entry} Entry */
/** @typedef {import('./types.js').EventId} EventId */
/** @typedef {import('./types.js').Fact} Fact */
/** @typedef {import('./types.js').FileChange} FileChange */
/** @typedef {import('./types.js').FileQuery} FileQuery */
/** @typedef {import('./types.js').Ledger} Ledger */
/** @typedef {import('./types.js').Order} Order */
/** @typedef {import('./types.js').Problem} Problem */
/** @typedef {import('./types.js').Query} Query */
/** @typedef {import('./types.js').RefusedEvent} RefusedEvent */
/** @typedef {import('./types.js').Rejection} Rejection */
/** @typedef {import('./types.js').Report} Report */
/** @typedef {import('./types.js').Settled} Settled */
/** @typedef {import('./types.js').Tally} Tally */

const SCHEMA_KIND = /** @type {const} */ (['input', 'wire']);
const OUTCOME = /** @type {const} */ (['answered', 'timeout', 'unreachable', 'denied', 'failed']);
const SOURCE = /** @type {const} */ (['variable', 'file', 'call', 'host']);
const STATE = /** @type {const} */ (['off', 'ask', 'notify', 'on']);
const BODY_FORM = /** @type {const} */ (['envelope', 'not-envelope', 'not-json', 'too-large']);
const SINK = /** @type {const} */ (['http', 'stdout', 'stderr', 'file', 'none', 'denied']);

/**
 * A new instance of the component's core module, with these imports.
 *
 * @param {WebAssembly.Module} module
 * @param {import('./types.js').ImportObject} imports
 * @returns {import('./types.js').Root}
 */
export function instantiate(module, imports) {
  const {
    getBool,
    getList,
    getOption,
    getText,
    getU16,
    getU32,
    getU8,
    look,
    passList,
    passText,
    passed,
    putBool,
    putF64,
    putOption,
    putText,
    putU32,
    putU64,
    putU8,
    textAt,
  } = memoryOf(() => exports);

  /** @param {number} place @param {Datetime} value */
  function putDatetime(place, value) {
    putU64(place, value.seconds);
    putU32(place + 8, value.nanoseconds);
  }

  /** @param {number} place @param {Answer} value */
  function putAnswer(place, value) {
    putU8(place, indexOf(OUTCOME, value.outcome));
    putU32(place + 4, value.status);
    putText(place + 8, value.retryAfter);
    putBool(place + 16, value.unsure);
  }

  /** @param {number} place @param {Entry} value */
  function putEntry(place, value) {
    putU32(place, value.bytes);
    putF64(place + 8, value.touchedMs);
  }

  /** @param {number} place @param {Fact} value */
  function putFact(place, value) {
    putU8(place, indexOf(SOURCE, value.source));
    putText(place + 4, value.name);
    putText(place + 12, value.value);
  }

  /** @param {number} place @param {Tally} value */
  function putTally(place, value) {
    putText(place, value.reason);
    putU32(place + 8, value.count);
  }

  /** @param {number} place @returns {Problem} */
  function getProblem(place) {
    return {
      pointer: getText(place),
      code: getText(place + 8),
      message: getText(place + 16),
      suggestion: getOption(place + 24, 4, getText),
      offset: getU32(place + 36),
    };
  }

  /** @param {number} place @returns {Decision} */
  function getDecision(place) {
    return {
      state: at(STATE, getU8(place)),
      signal: getFact(place + 4),
      ignored: getList(place + 24, 20, getFact),
      text: getText(place + 32),
      settled: getSettled(place + 40),
    };
  }

  /** @param {number} place @returns {Report} */
  function getReport(place) {
    return {
      accepted: getU32(place),
      ignored: getU32(place + 4),
      rejected: getList(place + 8, 12, getRejection),
    };
  }

  /** @param {number} place @returns {Order} */
  function getOrder(place) {
    switch (getU8(place)) {
      case 0:
        return { tag: 'wait', val: getOption(place + 4, 4, getU32) };
      case 1:
        return { tag: 'look', val: getList(place + 4, 24, getQuery) };
      case 2:
        return { tag: 'show', val: getText(place + 4) };
      case 3:
        return { tag: 'warn', val: getText(place + 4) };
      case 4:
        return { tag: 'store', val: getDecisionFile(place + 4) };
      case 5:
        return { tag: 'done' };
      default:
        return invalid();
    }
  }

  /** @param {number} place @returns {Ledger} */
  function getLedger(place) {
    return {
      accepted: getU32(place),
      recovered: getU32(place + 4),
      delivered: getU32(place + 8),
      pending: getU32(place + 12),
      kept: getU32(place + 16),
      unsure: getU32(place + 20),
      dropped: getList(place + 24, 12, getTally),
    };
  }

  /** @param {number} place @returns {EventId} */
  function getEventId(place) {
    return {
      name: getText(place),
      version: getText(place + 8),
    };
  }

  /** @param {number} place @returns {Checked} */
  function getChecked(place) {
    return {
      canonical: getOption(place, 4, getText),
      problems: getList(place + 12, 40, getProblem),
    };
  }

  /** @param {number} place @returns {BodyVerdict} */
  function getBodyVerdict(place) {
    return {
      form: at(BODY_FORM, getU8(place)),
      status: getU16(place + 2),
      problems: getList(place + 4, 40, getProblem),
      accepted: getU32(place + 12),
      refused: getU32(place + 16),
      rejections: getList(place + 20, 12, getRefusedEvent),
    };
  }

  /** @param {number} place @returns {Query} */
  function getQuery(place) {
    switch (getU8(place)) {
      case 0:
        return { tag: 'variable', val: getText(place + 4) };
      case 1:
        return { tag: 'file', val: getFileQuery(place + 4) };
      case 2:
        return { tag: 'call', val: getText(place + 4) };
      case 3:
        return { tag: 'host', val: getText(place + 4) };
      default:
        return invalid();
    }
  }

  /** @param {number} place @returns {FileChange} */
  function getFileChange(place) {
    switch (getU8(place)) {
      case 0:
        return { tag: 'none' };
      case 1:
        return { tag: 'write', val: getText(place + 4) };
      case 2:
        return { tag: 'remove' };
      default:
        return invalid();
    }
  }

  /** @param {number} place @returns {Fact} */
  function getFact(place) {
    return {
      source: at(SOURCE, getU8(place)),
      name: getText(place + 4),
      value: getText(place + 12),
    };
  }

  /** @param {number} place @returns {Settled} */
  function getSettled(place) {
    return {
      endpoint: getText(place),
      sink: at(SINK, getU8(place + 8)),
      deploymentType: getText(place + 12),
      sessionPrefix: getText(place + 20),
      sessionId: getText(place + 28),
      heartbeatIntervalMs: getU32(place + 36),
      redacted: getU32(place + 40),
      warnings: getList(place + 44, 8, getText),
    };
  }

  /** @param {number} place @returns {Rejection} */
  function getRejection(place) {
    return {
      line: getU32(place),
      problems: getList(place + 4, 40, getProblem),
    };
  }

  /** @param {number} place @returns {DecisionFile} */
  function getDecisionFile(place) {
    return {
      place: getFileQuery(place),
      text: getOption(place + 20, 4, getText),
    };
  }

  /** @param {number} place @returns {Tally} */
  function getTally(place) {
    return {
      reason: getText(place),
      count: getU32(place + 8),
    };
  }

  /** @param {number} place @returns {RefusedEvent} */
  function getRefusedEvent(place) {
    return {
      index: getU32(place),
      problems: getList(place + 4, 40, getProblem),
    };
  }

  /** @param {number} place @returns {FileQuery} */
  function getFileQuery(place) {
    return {
      path: getText(place),
      variable: getOption(place + 8, 4, getText),
    };
  }

  /** @type {Record<string, Record<string, (...values: any[]) => any>>} */
  const given = {
    'wasi:clocks/wall-clock@0.2.12': {
      now: (place) => {
        const answer = imports['wasi:clocks/wall-clock@0.2.12'].now();
        look();
        putDatetime(place, answer);
      },
    },
    'wasi:clocks/monotonic-clock@0.2.12': {
      now: () => {
        const answer = imports['wasi:clocks/monotonic-clock@0.2.12'].now();
        return u64(answer);
      },
    },
    'wasi:random/random@0.2.12': {
      'get-random-u64': () => {
        const answer = imports['wasi:random/random@0.2.12'].getRandomU64();
        return u64(answer);
      },
    },
    'nemo:telemetry/http@0.2.0': {
      start: (requestUrl, requestUrlSize, requestBody, requestBodySize, requestTimeoutMs) => {
        look();
        const answer = imports['nemo:telemetry/http@0.2.0'].start({
          url: textAt(requestUrl, requestUrlSize),
          body: textAt(requestBody, requestBodySize),
          timeoutMs: requestTimeoutMs >>> 0,
        });
        return u32(answer);
      },
      poll: (ticket, place) => {
        const answer = imports['nemo:telemetry/http@0.2.0'].poll(ticket >>> 0);
        look();
        putOption(place, answer, 4, putAnswer);
      },
      cancel: (ticket) => {
        const answer = imports['nemo:telemetry/http@0.2.0'].cancel(ticket >>> 0);
        return bool(answer);
      },
    },
    'nemo:telemetry/folder@0.2.0': {
      entries: (place) => {
        const answer = imports['nemo:telemetry/folder@0.2.0'].entries();
        look();
        putText(place, answer);
      },
      stat: (name, nameSize, place) => {
        look();
        const answer = imports['nemo:telemetry/folder@0.2.0'].stat(textAt(name, nameSize));
        look();
        putOption(place, answer, 8, putEntry);
      },
      read: (name, nameSize, offset, most, place) => {
        look();
        const answer = imports['nemo:telemetry/folder@0.2.0'].read(textAt(name, nameSize), offset >>> 0, most >>> 0);
        look();
        putOption(place, answer, 4, putText);
      },
      create: (name, nameSize, text, textSize) => {
        look();
        const answer = imports['nemo:telemetry/folder@0.2.0'].create(textAt(name, nameSize), textAt(text, textSize));
        return bool(answer);
      },
      append: (name, nameSize, text, textSize) => {
        look();
        const answer = imports['nemo:telemetry/folder@0.2.0'].append(textAt(name, nameSize), textAt(text, textSize));
        return bool(answer);
      },
      write: (name, nameSize, text, textSize) => {
        look();
        const answer = imports['nemo:telemetry/folder@0.2.0'].write(textAt(name, nameSize), textAt(text, textSize));
        return bool(answer);
      },
      rename: (name, nameSize, to, toSize) => {
        look();
        const answer = imports['nemo:telemetry/folder@0.2.0'].rename(textAt(name, nameSize), textAt(to, toSize));
        return bool(answer);
      },
      touch: (name, nameSize) => {
        look();
        const answer = imports['nemo:telemetry/folder@0.2.0'].touch(textAt(name, nameSize));
        return bool(answer);
      },
      remove: (name, nameSize) => {
        look();
        const answer = imports['nemo:telemetry/folder@0.2.0'].remove(textAt(name, nameSize));
        return bool(answer);
      },
    },
    // A handle is what it stands for: nobody else has any.
    '[export]nemo:telemetry/client@0.2.0': {
      '[resource-new]client': (rep) => rep,
      '[resource-rep]client': (handle) => handle,
      '[resource-drop]client': (handle) => exports['nemo:telemetry/client@0.2.0#[dtor]client'](handle),
    },
  };
  const { exports } = /** @type {{ exports: Record<string, any> }} */ (new WebAssembly.Instance(module, given));
  const core = guarded(exports);

  class Client {
    #rep;

    /** @param {number} rep */
    constructor(rep) {
      this.#rep = rep;
    }

    /**
     * @param {string} settings
     * @param {readonly import('./types.js').Fact[]} facts
     * @param {import('./types.js').Life} life
     * @returns {import('./types.js').Client}
     */
    static open(settings, facts, life) {
      const place = core['nemo:telemetry/client@0.2.0#[static]client.open'](
        passText(settings),
        passed(),
        passList(facts, 20, 4, putFact),
        passed(),
        passText(life.token),
        passed(),
        u32(life.traps),
        u32(life.ledger.accepted),
        u32(life.ledger.recovered),
        u32(life.ledger.delivered),
        u32(life.ledger.pending),
        u32(life.ledger.kept),
        u32(life.ledger.unsure),
        passList(life.ledger.dropped, 12, 4, putTally),
        passed(),
      );
      look();
      if (getBool(place)) {
        const error = getList(place + 4, 40, getProblem);
        core['cabi_post_nemo:telemetry/client@0.2.0#[static]client.open'](place);
        throw new ComponentError(error);
      }
      const answer = new Client(getU32(place + 4));
      core['cabi_post_nemo:telemetry/client@0.2.0#[static]client.open'](place);
      return answer;
    }

    /** @returns {import('./types.js').Decision} */
    decision() {
      const place = core['nemo:telemetry/client@0.2.0#[method]client.decision'](this.#rep);
      look();
      const answer = getDecision(place);
      core['cabi_post_nemo:telemetry/client@0.2.0#[method]client.decision'](place);
      return answer;
    }

    /** @param {readonly import('./types.js').Fact[]} facts */
    tell(facts) {
      core['nemo:telemetry/client@0.2.0#[method]client.tell'](this.#rep, passList(facts, 20, 4, putFact), passed());
    }

    /**
     * @param {string} lines
     * @returns {import('./types.js').Report}
     */
    enqueue(lines) {
      const place = core['nemo:telemetry/client@0.2.0#[method]client.enqueue'](this.#rep, passText(lines), passed());
      look();
      const answer = getReport(place);
      core['cabi_post_nemo:telemetry/client@0.2.0#[method]client.enqueue'](place);
      return answer;
    }

    /** @returns {import('./types.js').Order} */
    poll() {
      const place = core['nemo:telemetry/client@0.2.0#[method]client.poll'](this.#rep);
      look();
      const answer = getOrder(place);
      core['cabi_post_nemo:telemetry/client@0.2.0#[method]client.poll'](place);
      return answer;
    }

    flush() {
      core['nemo:telemetry/client@0.2.0#[method]client.flush'](this.#rep);
    }

    /**
     * @param {number} withinMs
     * @returns {number}
     */
    close(withinMs) {
      return core['nemo:telemetry/client@0.2.0#[method]client.close'](this.#rep, u32(withinMs)) >>> 0;
    }

    optOut() {
      core['nemo:telemetry/client@0.2.0#[method]client.opt-out'](this.#rep);
    }

    /** @returns {import('./types.js').Ledger} */
    ledger() {
      const place = core['nemo:telemetry/client@0.2.0#[method]client.ledger'](this.#rep);
      look();
      const answer = getLedger(place);
      core['cabi_post_nemo:telemetry/client@0.2.0#[method]client.ledger'](place);
      return answer;
    }
  }

  return {
    catalog: {
      events: () => {
        const place = core['nemo:telemetry/catalog@0.2.0#events']();
        look();
        const answer = getList(place, 16, getEventId);
        core['cabi_post_nemo:telemetry/catalog@0.2.0#events'](place);
        return answer;
      },
      jsonSchema: (id, kind) => {
        const place = core['nemo:telemetry/catalog@0.2.0#json-schema'](
          passText(id.name),
          passed(),
          passText(id.version),
          passed(),
          indexOf(SCHEMA_KIND, kind),
        );
        look();
        const answer = getOption(place, 4, getText);
        core['cabi_post_nemo:telemetry/catalog@0.2.0#json-schema'](place);
        return answer;
      },
      settingsSchema: () => {
        const place = core['nemo:telemetry/catalog@0.2.0#settings-schema']();
        look();
        const answer = getText(place);
        core['cabi_post_nemo:telemetry/catalog@0.2.0#settings-schema'](place);
        return answer;
      },
      inventory: () => {
        const place = core['nemo:telemetry/catalog@0.2.0#inventory']();
        look();
        const answer = getText(place);
        core['cabi_post_nemo:telemetry/catalog@0.2.0#inventory'](place);
        return answer;
      },
      validate: (id, parameters) => {
        const place = core['nemo:telemetry/catalog@0.2.0#validate'](
          passText(id.name),
          passed(),
          passText(id.version),
          passed(),
          passText(parameters),
          passed(),
        );
        look();
        const answer = getChecked(place);
        core['cabi_post_nemo:telemetry/catalog@0.2.0#validate'](place);
        return answer;
      },
      checkBody: (body) => {
        const place = core['nemo:telemetry/catalog@0.2.0#check-body'](passText(body), passed());
        look();
        const answer = getBodyVerdict(place);
        core['cabi_post_nemo:telemetry/catalog@0.2.0#check-body'](place);
        return answer;
      },
    },
    policy: {
      queries: (product) => {
        const place = core['nemo:telemetry/policy@0.2.0#queries'](passText(product), passed());
        look();
        const answer = getList(place, 24, getQuery);
        core['cabi_post_nemo:telemetry/policy@0.2.0#queries'](place);
        return answer;
      },
      decide: (product, facts) => {
        const place = core['nemo:telemetry/policy@0.2.0#decide'](
          passText(product),
          passed(),
          passList(facts, 20, 4, putFact),
          passed(),
        );
        look();
        const answer = getDecision(place);
        core['cabi_post_nemo:telemetry/policy@0.2.0#decide'](place);
        return answer;
      },
      consentFile: (product, granted, atMs) => {
        const place = core['nemo:telemetry/policy@0.2.0#consent-file'](passText(product), passed(), bool(granted), +atMs);
        look();
        const answer = getFileChange(place);
        core['cabi_post_nemo:telemetry/policy@0.2.0#consent-file'](place);
        return answer;
      },
    },
    client: {
      Client,
    },
    labels: {
      sanitizeModel: (name, onDisk) => {
        const place = core['nemo:telemetry/labels@0.2.0#sanitize-model'](
          name == null ? 0 : 1,
          name == null ? 0 : passText(name),
          name == null ? 0 : passed(),
          bool(onDisk),
        );
        look();
        const answer = getText(place);
        core['cabi_post_nemo:telemetry/labels@0.2.0#sanitize-model'](place);
        return answer;
      },
      bucketRecords: (count) => {
        const place = core['nemo:telemetry/labels@0.2.0#bucket-records'](+count);
        look();
        const answer = getText(place);
        core['cabi_post_nemo:telemetry/labels@0.2.0#bucket-records'](place);
        return answer;
      },
      bucketColumns: (count) => {
        const place = core['nemo:telemetry/labels@0.2.0#bucket-columns'](+count);
        look();
        const answer = getText(place);
        core['cabi_post_nemo:telemetry/labels@0.2.0#bucket-columns'](place);
        return answer;
      },
      classifyModelHost: (endpoint, strict) => {
        const place = core['nemo:telemetry/labels@0.2.0#classify-model-host'](
          endpoint == null ? 0 : 1,
          endpoint == null ? 0 : passText(endpoint),
          endpoint == null ? 0 : passed(),
          bool(strict),
        );
        look();
        const answer = getText(place);
        core['cabi_post_nemo:telemetry/labels@0.2.0#classify-model-host'](place);
        return answer;
      },
      collectModelHosts: (hosts) => {
        const place = core['nemo:telemetry/labels@0.2.0#collect-model-hosts'](
          passList(hosts, 12, 4, (each, value) => putOption(each, value, 4, putText)),
          passed(),
        );
        look();
        const answer = getList(place, 8, getText);
        core['cabi_post_nemo:telemetry/labels@0.2.0#collect-model-hosts'](place);
        return answer;
      },
      joinAliases: (aliases) => {
        const place = core['nemo:telemetry/labels@0.2.0#join-aliases'](passList(aliases, 8, 4, putText), passed());
        look();
        const answer = getText(place);
        core['cabi_post_nemo:telemetry/labels@0.2.0#join-aliases'](place);
        return answer;
      },
      averageTokens: (total, records) => {
        return core['nemo:telemetry/labels@0.2.0#average-tokens'](+total, u32(records));
      },
      derive: (name, input) => {
        const place = core['nemo:telemetry/labels@0.2.0#derive'](passText(name), passed(), passText(input), passed());
        look();
        const answer = getChecked(place);
        core['cabi_post_nemo:telemetry/labels@0.2.0#derive'](place);
        return answer;
      },
      derivations: () => {
        const place = core['nemo:telemetry/labels@0.2.0#derivations']();
        look();
        const answer = getList(place, 8, getText);
        core['cabi_post_nemo:telemetry/labels@0.2.0#derivations'](place);
        return answer;
      },
    },
  };
}
