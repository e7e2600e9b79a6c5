// Requests as the collector tells of them, gathered so that the page draws once for many.

import { Requests, type Told } from './requests.js';

/** Milliseconds between two drawings while requests come. */
const PACE = 80;

export type Connection = 'connecting' | 'live' | 'lost';

/** What the page shows of what arrives. */
export class Feed {
  readonly requests = new Requests();
  connection: Connection = 'connecting';
  isPaused = false;
  /** Those that came meanwhile. */
  #waiting: [string, Told][] = [];
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    const source = new EventSource(url);
    source.onopen = () => this.#connected('live');
    source.onerror = () => this.#connected('lost');
    source.addEventListener('hello', ({ data }) => {
      this.requests.forgotten += JSON.parse(data).forgotten;
    });
    source.onmessage = ({ data, lastEventId }) => {
      this.#waiting.push([lastEventId, JSON.parse(data)]);
      this.#soon();
    };
  }

  get waiting(): number {
    return this.isPaused ? this.#waiting.length : 0;
  }

  pause(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.#draw();
  }

  clear(): void {
    this.requests.clear();
    this.#waiting = [];
    this.#draw();
  }

  /** Calls back after each change. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #connected(connection: Connection): void {
    this.connection = connection;
    this.#draw();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#draw(), PACE);
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.isPaused) {
      for (const [id, told] of this.#waiting) this.requests.add(id, told);
      this.#waiting = [];
    }
    for (const listener of this.#listeners) listener();
  }
}
