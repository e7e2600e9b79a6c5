// Ledgers of several clients, as one.

/** @typedef {import('./index.js').Ledger} Ledger */
/** @typedef {{ -readonly [K in keyof Ledger]: K extends 'dropped' ? Record<string, number> : Ledger[K] }} Counts */

/** @returns {Counts} */
export function nothing() {
  return { accepted: 0, recovered: 0, delivered: 0, pending: 0, kept: 0, unsure: 0, dropped: {} };
}

/** @param {import('../generated/interfaces/nemo-telemetry-client.js').Ledger} ledger @returns {Counts} */
export function countsOf({ dropped, ...ledger }) {
  return { ...ledger, dropped: Object.fromEntries(dropped.map(({ reason, count }) => [reason, count])) };
}

/** @param {Ledger} one @param {Ledger} other @returns {Counts} */
export function sum(one, other) {
  const total = { ...one, dropped: { ...one.dropped } };
  for (const key of /** @type {const} */ (['accepted', 'recovered', 'delivered', 'pending', 'kept', 'unsure']))
    total[key] += other[key];
  for (const [reason, count] of Object.entries(other.dropped)) drop(total, reason, count);
  return total;
}

/** Counts dropped events. @param {Counts} ledger @param {string} reason @param {number} count */
export function drop(ledger, reason, count) {
  if (count > 0) ledger.dropped[reason] = (ledger.dropped[reason] ?? 0) + count;
}
