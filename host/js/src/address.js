// Which addresses a request may go to.

/** An address of 127.0.0.0/8, as `URL` writes it, or the loopback address of IPv6, or the name that always means one of them. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The URL, when a request may go there: https to any host, http to a loopback address, no user name or password in it.
 *
 * @param {string} text
 * @returns {URL | undefined}
 */
export function permitted(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if (url.username || url.password) return undefined;
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return safe ? url : undefined;
}

/** Whether a host as `URL` has it, without port, can only be this machine. @param {string} host */
export function isLoopback(host) {
  return LOOPBACK.test(host);
}
