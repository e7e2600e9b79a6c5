// Requests under way, as the component sees them: a ticket, and an answer that can be asked for once.

import { MAX_REQUESTS } from './limits.js';

/** @typedef {import('./imports.js').Answer} Answer */
/** @typedef {import('./imports.js').Request} Request */

/**
 * Sends a request and says how it ended. When the signal is aborted the time is over, or nobody wants the answer any more: it stops at
 * once, and what it says then does not matter. It calls `leaves` before the first byte of the body may leave; until then it is certain that
 * nothing has arrived.
 *
 * @typedef {(request: Request, signal: AbortSignal, leaves: () => void) => Promise<Answer>} Send
 */

/** How a request ended that nobody answered. @param {Answer['outcome']} outcome @param {boolean} unsure @returns {Answer} */
export function unanswered(outcome, unsure) {
  return { outcome, status: 0, retryAfter: '', unsure };
}

/** @typedef {import('./imports.js').Transport} Transport */

/** @implements {Transport} */
export class TicketTransport {
  onAnswer = () => {};
  /** Requests under way. @type {Map<number, { controller: AbortController, hasLeft: boolean }>} */
  #underWay = new Map();
  /** Answers that nobody has asked for yet. @type {Map<number, Answer>} */
  #answers = new Map();
  #last = 0;
  #send;
  #timer;

  /**
   * @param {Send} send
   * @param {import('./imports.js').Environment['timer']} timer
   */
  constructor(send, timer) {
    this.#send = send;
    this.#timer = timer;
  }

  /** @param {Request} request */
  start(request) {
    // 0 is no ticket, and answers as any that is not known.
    if (this.#underWay.size >= MAX_REQUESTS) return 0;
    const state = { controller: new AbortController(), hasLeft: false };
    this.#last += 1;
    this.#underWay.set(this.#last, state);
    this.#run(this.#last, request, state);
    return this.#last;
  }

  /** @param {number} ticket @returns {Answer | undefined} */
  poll(ticket) {
    if (this.#underWay.has(ticket)) return undefined;
    const answer = this.#answers.get(ticket) ?? unanswered('failed', false);
    this.#answers.delete(ticket);
    return answer;
  }

  /** @param {number} ticket */
  cancel(ticket) {
    const answer = this.#answers.get(ticket);
    const request = this.#underWay.get(ticket);
    this.#answers.delete(ticket);
    this.#underWay.delete(ticket);
    request?.controller.abort();
    return request?.hasLeft ?? (answer !== undefined && (answer.unsure || answer.outcome === 'answered'));
  }

  abandon() {
    for (const ticket of [...this.#underWay.keys()]) this.cancel(ticket);
  }

  /** @param {number} ticket @param {Request} request @param {{ controller: AbortController, hasLeft: boolean }} state */
  async #run(ticket, request, state) {
    const leaves = () => {
      state.hasLeft = true;
    };
    const late = () => this.#settle(ticket, unanswered('timeout', state.hasLeft));
    const deadline = this.#timer(late, request.timeoutMs, false);
    try {
      this.#settle(ticket, await this.#send(request, state.controller.signal, leaves));
    } catch {
      this.#settle(ticket, unanswered('failed', state.hasLeft));
    } finally {
      deadline.cancel();
    }
  }

  /** The first end counts. @param {number} ticket @param {Answer} answer */
  #settle(ticket, answer) {
    const request = this.#underWay.get(ticket);
    if (!request) return;
    this.#underWay.delete(ticket);
    this.#answers.set(ticket, answer);
    request.controller.abort();
    this.onAnswer();
  }
}
