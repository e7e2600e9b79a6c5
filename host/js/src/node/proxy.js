// Which way a request goes: the proxies of the environment. Node's own reading of them came with 22.21 and 24.5, has to be switched on, and
// knows no `ALL_PROXY`.

import { isLoopback } from '../address.js';
import { ownValue } from '../own.js';

/**
 * The way to a host: a connection of one's own, through a proxy, or none, because a proxy is wanted that cannot be used.
 *
 * @typedef {'direct' | 'none' | URL} Route
 */

/**
 * The way to a URL. The first of `https_proxy`, `HTTPS_PROXY`, `all_proxy` and `ALL_PROXY` that is not blank holds for https; what is not
 * the URL of an http or https proxy is no way at all, rather than a way past the proxy. `no_proxy` or `NO_PROXY` lists hosts that are
 * reached directly: a name covers its subdomains, `*` is every host, ranges of addresses are not understood. Loopback is always reached
 * directly; as plain http goes nowhere else, `http_proxy` is not read.
 *
 * @param {URL} url
 * @param {Readonly<Record<string, string | undefined>>} variables
 * @returns {Route}
 */
export function proxyFor(url, variables) {
  const first = (/** @type {string[]} */ ...names) => names.map((name) => ownValue(variables, name)?.trim()).find(Boolean);
  const host = url.hostname.replace(/\.+$/, '');
  if (isLoopback(host)) return 'direct';
  const port = url.port === '' ? 443 : Number(url.port);
  const patterns = (first('no_proxy', 'NO_PROXY') ?? '').toLowerCase().split(/[,\s]+/);
  if (patterns.some((pattern) => covers(pattern, host, port))) return 'direct';
  const proxy = first('https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY');
  return proxy === undefined ? 'direct' : parse(proxy);
}

/** A proxy without a scheme is one for http. @param {string} text @returns {URL | 'none'} */
function parse(text) {
  try {
    const proxy = new URL(text.includes('://') ? text : `http://${text}`);
    return proxy.protocol === 'http:' || proxy.protocol === 'https:' ? proxy : 'none';
  } catch {
    return 'none';
  }
}

/**
 * Whether a pattern of `NO_PROXY`, in lower case, covers a host: `*`, or a name with its subdomains, with or without a port.
 *
 * @param {string} pattern
 * @param {string} host
 * @param {number} port
 */
function covers(pattern, host, port) {
  const [, before, digits] = /^(.*):([^:]*)$/.exec(pattern) ?? [];
  // A colon before it belongs to an IPv6 address.
  const hasPort = before !== undefined && (!before.includes(':') || before.endsWith(']'));
  if (hasPort && (!/^\d+$/.test(digits) || Number(digits) !== port)) return false;
  const name = (hasPort ? before : pattern)
    .replace(/^\*+/, '')
    .replace(/^\.+/, '')
    .replaceAll(/^\[|\]$/g, '');
  if (name === '') return pattern.startsWith('*');
  const bare = host.replaceAll(/^\[|\]$/g, '');
  return bare === name || bare.endsWith(`.${name}`);
}
