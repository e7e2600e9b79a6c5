// Which addresses a request may go to: `host/HTTP.md` has the rules, `tests/host/addresses.json` the cases.

/** An address of 127.0.0.0/8, as `URL` writes it, or the loopback address of IPv6, or the name that always means one of them. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** What every reader takes for the same place. `URL` reads much more, and mends it. */
const FORM = /^https?:\/\/(\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=-]+)(?::\d+)?(?:[/?#][!#-;=?-[\]_a-z~]*)?$/i;

/** What ends in a number is an address of IPv4 to some readers, and each fills in another one. */
const NUMBER = /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/i;
const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}\\.?$`);

/**
 * The URL, when a request may go there: https to any host, http to a loopback address, no user name or password in it.
 *
 * @param {string} text
 * @returns {URL | undefined}
 */
export function permitted(text) {
  const [, host] = FORM.exec(text) ?? [];
  if (host === undefined || (NUMBER.test(host) && !IPV4.test(host))) return undefined;
  let url;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const safe = url.protocol === 'https:' || (isLoopback(url.hostname) && !host.endsWith('.'));
  return safe ? url : undefined;
}

/** Whether a host as `URL` has it, without port, can only be this machine. @param {string} host */
export function isLoopback(host) {
  return LOOPBACK.test(host);
}
