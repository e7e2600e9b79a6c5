// The component's values, as programs see them.

/** @typedef {import('../../generated/interfaces/nemo-telemetry-client.js').Ledger} RawLedger */
/** @typedef {import('../../generated/interfaces/nemo-telemetry-policy.js').Decision} RawDecision */

/** @param {RawDecision} decision @returns {import('../index.js').Decision} */
export function decisionOf({ resolved, ...decision }) {
  return { ...decision, resolved: JSON.parse(resolved) };
}
