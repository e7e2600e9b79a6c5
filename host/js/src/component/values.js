// The component's values, as programs see them.

/** @typedef {import('./types.js').Ledger} RawLedger */
/** @typedef {import('./types.js').Decision} RawDecision */
/** @typedef {import('./types.js').Query} RawQuery */

/** The ledger of a client that has taken nothing. @type {RawLedger} */
export const NOTHING = { accepted: 0, recovered: 0, delivered: 0, pending: 0, kept: 0, unsure: 0, dropped: [] };

/** @param {RawLedger} ledger @returns {import('../index.js').Ledger} */
export function ledgerOf({ dropped, ...ledger }) {
  return { ...ledger, dropped: Object.fromEntries(dropped.map(({ reason, count }) => [reason, count])) };
}

/** @param {RawDecision} decision @returns {import('../index.js').Decision} */
export function decisionOf({ settled, ...decision }) {
  return { ...decision, resolved: settled };
}

/** @param {RawQuery} query @returns {import('../index.js').Query} */
export function queryOf(query) {
  if (query.tag !== 'file') return { source: query.tag, name: query.val };
  const { path, variable } = query.val;
  return { source: 'file', name: path, ...(variable !== undefined && { variable }) };
}
