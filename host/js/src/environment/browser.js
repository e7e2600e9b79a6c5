// A page or a worker of a browser. Nothing is stored: events live in memory, and leave when the page is hidden.

import { byFetch } from '../fetch.js';
import { TicketTransport } from '../transport.js';
import { environment as other } from './other.js';

/**
 * Signals of a person that forbid, as `navigator` has them; absent where it has none.
 *
 * @returns {Record<string, string>}
 */
function signals() {
  if (typeof navigator !== 'object') return {};
  const { globalPrivacyControl, doNotTrack } = /** @type {{ globalPrivacyControl?: unknown, doNotTrack?: unknown }} */ (navigator);
  /** @type {Record<string, string>} */
  const found = {};
  if (globalPrivacyControl !== undefined && globalPrivacyControl !== null)
    found['global-privacy-control'] = String(globalPrivacyControl);
  if (doNotTrack !== undefined && doNotTrack !== null) found['do-not-track'] = String(doNotTrack);
  return found;
}

/** @type {import('../imports.js').Environment} */
export const environment = {
  ...other,
  name: 'browser',
  // So few fit into the 64 KiB that may leave while a page is closed, unless they are long.
  settings: { ...other.settings, flushEvents: 25, batchEvents: 25 },
  facts: (queries, surroundings) => other.facts(queries, { ...surroundings, hosts: { ...signals(), ...surroundings.hosts } }),
  transport: () => new TicketTransport(byFetch({ keepalive: true }), environment.timer),
  onExit: (callback) => {
    // A worker has no document; it is told nothing before it ends.
    if (typeof document !== 'object') return () => {};
    const hidden = () => {
      if (document.visibilityState === 'hidden') callback('hidden');
    };
    const left = () => callback('hidden');
    document.addEventListener('visibilitychange', hidden);
    addEventListener('pagehide', left);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      removeEventListener('pagehide', left);
    };
  },
};
