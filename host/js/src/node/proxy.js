// Which way a request goes: the proxies of the environment. Node's own reading of them came with 22.21 and 24.5, has to be switched on, and
// knows no `ALL_PROXY`.

import { isIPv4, isIPv6 } from 'node:net';
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
 * reached directly, as in `tests/host/no-proxy.json`. Loopback is always reached directly; as plain http goes nowhere else, `http_proxy` is
 * not read.
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
 * Whether a pattern of `NO_PROXY`, in lower case, covers a host: `*`, a name with its subdomains, an address, each with or without a port;
 * or a network.
 *
 * @param {string} pattern
 * @param {string} host
 * @param {number} port
 */
function covers(pattern, host, port) {
  const address = bytesOf(bare(host));
  if (pattern.includes('/')) return address !== undefined && isWithin(pattern, address);
  const [, before, digits] = /^(.*):([^:]*)$/.exec(pattern) ?? [];
  // A colon before it belongs to an IPv6 address.
  const hasPort = before !== undefined && (!before.includes(':') || before.endsWith(']'));
  if (hasPort && (!/^\d+$/.test(digits) || Number(digits) !== port)) return false;
  const place = hasPort ? before : pattern;
  if (place === '*') return true;
  if (address) return bytesOf(bare(place))?.join() === address.join();
  const name = place.replace(/^\*?\.+/, '');
  return name !== '' && (host === name || host.endsWith(`.${name}`));
}

/** Whether an address lies in a network such as `10.0.0.0/8`. @param {string} network @param {number[]} address */
function isWithin(network, address) {
  const [, start, digits] = /^([^/]+)\/(\d+)$/.exec(network) ?? [];
  const bytes = start === undefined ? undefined : bytesOf(start);
  if (bytes?.length !== address.length) return false;
  // An address of IPv4 may be written as one of IPv6, which has 96 bits more.
  const prefix = Number(digits) - (isIPv6(start) && bytes.length === 4 ? 96 : 0);
  if (prefix < 0 || prefix > bytes.length * 8) return false;
  return bytes.every((byte, index) => {
    const ignored = 8 - Math.min(Math.max(prefix - index * 8, 0), 8);
    return byte >> ignored === address[index] >> ignored;
  });
}

/** The bytes of an address, of IPv4 also where it is written as one of IPv6; nothing for a name. @param {string} text */
function bytesOf(text) {
  if (isIPv4(text)) return text.split('.').map(Number);
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [head, tail] = bare(new URL(`http://[${text}]/`).hostname)
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const groups = [...head, ...Array(8 - head.length - (tail?.length ?? 0)).fill('0'), ...(tail ?? [])];
  const bytes = groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  return /^(?:0,){10}255,255,/.test(bytes.join()) ? bytes.slice(12) : bytes;
}

/** A host without the brackets of an IPv6 address. @param {string} host */
function bare(host) {
  return host.replace(/^\[(.*)\]$/, '$1');
}
