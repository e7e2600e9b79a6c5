// Addresses of a name, as the system finds them, unless its name server does not answer.
//
// The system's look-up runs in a thread that nothing can end, and the process does not end before that thread: with a silent name server
// that takes 10 s and more. So the name server is asked first, in a way that can be given up. What it says is not used. It only shows
// that the system will get an answer, too; addresses come from the system, with its files, search domains and order.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup, Resolver } from 'node:dns';
import { readFileSync } from 'node:fs';
import { isIP, isIPv6 } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { CONNECT_MS } from '../limits.js';

/** Of a query, after its identifier: recursion is desired, there is one question. */
const HEADER = [1, 0, 0, 1, 0, 0, 0, 0, 0, 0];

/** Types of records that hold an address of IPv4, and of IPv6. */
const TYPES = [1, 28];

/** Codes of an answer after which the system asks the next server: failed, not implemented, refused. */
const ELSEWHERE = [2, 4, 5];

/** How long the second answer is waited for after the first; there has to be time left to connect. */
const PATIENCE_MS = CONNECT_MS / 4;

const HOSTS = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';

/** What a server said; nothing: it is silent. @typedef {'answered' | 'elsewhere' | undefined} Word */

/** @typedef {{ servers: readonly string[], hosts: string }} Names where names come from: name servers, and a file */

/** @returns {Names} */
const ofSystem = () => ({ servers: new Resolver().getServers(), hosts: HOSTS });

/**
 * A `lookup` for sockets. Until the system is asked nothing keeps the process alive.
 *
 * @param {AbortSignal} signal after its abort the system is not asked any more
 * @param {Names} [names]
 * @returns {import('node:net').LookupFunction}
 */
export function lookupUntil(signal, names) {
  return async (name, options, callback) => {
    try {
      const family = await familyOf(name, signal, names);
      signal.throwIfAborted();
      lookup(name, { ...options, ...(family && { family }) }, callback);
    } catch (error) {
      callback(/** @type {Error} */ (error), '');
    }
  };
}

/**
 * The one family of addresses that the name servers answer for; 0: both, or nobody needs to ask them.
 *
 * @param {string} name
 * @param {AbortSignal} signal how long an answer is waited for
 * @param {Names} [names]
 * @returns {Promise<0 | 4 | 6>}
 * @throws where they do not answer
 */
export async function familyOf(name, signal, names) {
  // Deno and Bun look names up in their own way; Deno would ask the person for each server.
  if ('Deno' in globalThis || 'Bun' in globalThis) return 0;
  const { servers, hosts } = names ?? ofSystem();
  const question = questionOf(name);
  if (!question || isInFile(name, hosts)) return 0;
  for (const server of servers) {
    signal.throwIfAborted();
    const [four, six] = await ask(server, question, signal);
    if (!four && !six) throw new Error('the name server does not answer');
    if (!six) return 4;
    if (!four) return 6;
    if (four === 'answered' || six === 'answered') return 0;
  }
  return 0;
}

/** A name as it stands in a question; nothing: it is an address, or no name that can be asked for. @param {string} name */
function questionOf(name) {
  const labels = name.replace(/\.$/, '').split('.');
  if (isIP(name) !== 0 || labels.some((label) => label === '' || label.length > 63)) return undefined;
  return [...labels.flatMap((label) => [label.length, ...Buffer.from(label, 'latin1')]), 0];
}

/** Whether the file of hosts has the name. @param {string} name @param {string} hosts */
function isInFile(name, hosts) {
  try {
    const words = readFileSync(hosts, 'latin1').toLowerCase().replaceAll(/#.*/g, '').split(/\s+/);
    return words.includes(name.toLowerCase().replace(/\.$/, ''));
  } catch {
    return false;
  }
}

/**
 * Asks a server for both kinds of addresses. Any datagram with a question's identifier is its answer: nothing depends on what is in it.
 *
 * @param {string} server an address, maybe with a port
 * @param {number[]} question
 * @param {AbortSignal} signal
 * @returns {Promise<[four: Word, six: Word]>}
 */
function ask(server, question, signal) {
  const { address, port } = placeOf(server);
  const questions = TYPES.map((type) => Buffer.from([...randomBytes(2), ...HEADER, ...question, 0, type, 0, 1]));
  /** @type {[Word, Word]} */
  const words = [undefined, undefined];
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4').unref();
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      socket.close();
      resolve(words);
    };
    socket.on('message', (answer) => {
      const index = questions.findIndex((each) => each.subarray(0, 2).equals(answer.subarray(0, 2)));
      if (index < 0) return;
      words[index] = ELSEWHERE.includes(answer[3] & 15) ? 'elsewhere' : 'answered';
      if (words[0] && words[1]) end();
      else timer ??= setTimeout(end, PATIENCE_MS).unref();
    });
    // Nobody is there, or there is no way to it. The system learns that as soon.
    const fail = () => {
      words.fill('elsewhere');
      end();
    };
    socket.on('error', fail);
    socket.on('connect', () => {
      for (const each of questions) socket.send(each, (error) => error && fail());
    });
    signal.addEventListener('abort', end);
    socket.connect(port, address);
  });
}

/** @param {string} server as `getServers` says it: `1.2.3.4`, `1.2.3.4:53`, `::1` or `[::1]:53` */
function placeOf(server) {
  const [, address = server, port = '53'] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(isIPv6(server) ? '' : server) ?? [];
  return { address, port: Number(port) };
}
