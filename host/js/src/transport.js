// Requests under way, as the component sees them: a ticket, and an answer that can be asked for once.

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
  /** Requests under way. @type {Map<number, AbortController>} */
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

  get busy() {
    return this.#underWay.size;
  }

  /** @param {Request} request */
  start(request) {
    this.#last += 1;
    this.#run(this.#last, request);
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
    this.#answers.delete(ticket);
    const controller = this.#underWay.get(ticket);
    this.#underWay.delete(ticket);
    controller?.abort();
  }

  /** @param {number} ticket @param {Request} request */
  async #run(ticket, request) {
    const controller = new AbortController();
    this.#underWay.set(ticket, controller);
    let hasLeft = false;
    const leaves = () => {
      hasLeft = true;
    };
    const deadline = this.#timer(() => this.#settle(ticket, unanswered('timeout', hasLeft)), request.timeoutMs, false);
    try {
      this.#settle(ticket, await this.#send(request, controller.signal, leaves));
    } catch {
      this.#settle(ticket, unanswered('failed', hasLeft));
    } finally {
      deadline.cancel();
    }
  }

  /** The first end counts. @param {number} ticket @param {Answer} answer */
  #settle(ticket, answer) {
    const controller = this.#underWay.get(ticket);
    if (!controller) return;
    this.#underWay.delete(ticket);
    this.#answers.set(ticket, answer);
    controller.abort();
    this.onAnswer();
  }
}
