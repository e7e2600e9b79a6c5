// A connection over which nothing has been said yet: direct, or through a proxy. Nothing here keeps the process alive but the system's
// look-up of a name.

import * as http from 'node:http';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { own } from '../own.js';
import { lookupUntil } from './lookup.js';

/** @typedef {import('./proxy.js').Route} Route */

/** `localhost` must be this machine, whatever a name server says. */
const LOCALHOST = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * Connects to the host of a URL, with TLS for https. Rejects when that is not possible, or when the signal is aborted; an abort also ends
 * a connection that was made.
 *
 * @param {URL} url
 * @param {Exclude<Route, 'none'>} route
 * @param {AbortSignal} signal
 * @returns {Promise<net.Socket>}
 */
export async function connect(url, route, signal) {
  if (route === 'direct') return open(url, signal);
  const socket = await tunnel(await open(route, signal), url, route);
  return secure(tls.connect({ ...identity(url.hostname), socket }), signal);
}

/** @param {URL} url @param {AbortSignal} signal */
function open(url, signal) {
  const isSecure = url.protocol === 'https:';
  const target = {
    host: bare(url.hostname),
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
    // What a host has of both kinds of addresses is tried; that is what Node 20 does by itself.
    autoSelectFamily: true,
    lookup: url.hostname === 'localhost' ? localhost : lookupUntil(signal),
  };
  if (isSecure) return secure(tls.connect({ ...target, ...identity(url.hostname) }), signal);
  const socket = net.connect(own(target));
  return established(socket, 'connect', signal);
}

/** @param {tls.TLSSocket} socket @param {AbortSignal} signal */
function secure(socket, signal) {
  return established(socket, 'secureConnect', signal);
}

/**
 * Whom a certificate must name. It is checked whatever `NODE_TLS_REJECT_UNAUTHORIZED` says: that is set for other servers than this one.
 *
 * @param {string} hostname
 */
function identity(hostname) {
  const host = bare(hostname);
  // An address is not sent as the server's name, but the certificate has to have it.
  return { host, rejectUnauthorized: true, ...(net.isIP(host) === 0 && { servername: host }) };
}

/** Asks a proxy for a way to the host of a URL. @param {net.Socket} socket @param {URL} url @param {URL} proxy @returns {Promise<net.Socket>} */
function tunnel(socket, url, proxy) {
  const authority = `${url.hostname}:${url.port === '' ? 443 : url.port}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...authorization(proxy) },
      createConnection: () => socket,
    });
    request.once('connect', ({ statusCode }) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy answered ${statusCode}`));
    });
    request.on('error', reject);
    request.once('close', () => reject(new Error('the proxy ended the connection')));
    request.end();
  });
}

/** @param {URL} proxy */
function authorization({ username, password }) {
  if (username === '' && password === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/**
 * Waits until a socket is established; from then on its errors are those of whoever uses it.
 *
 * @template {net.Socket} S
 * @param {S} socket
 * @param {string} event
 * @param {AbortSignal} signal
 * @returns {Promise<S>}
 */
function established(socket, event, signal) {
  socket.unref();
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(new Error('given up'));
    // Stays for as long as the socket does: an error that nobody listens to would end the program.
    socket.on('error', reject);
    socket.once('close', () => {
      signal.removeEventListener('abort', abort);
      reject(new Error('the connection was closed'));
    });
    socket.once(event, () => resolve(socket));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}

/** @type {net.LookupFunction} */
function localhost(_, { all }, callback) {
  if (all) callback(null, LOCALHOST);
  else callback(null, LOCALHOST[0].address, LOCALHOST[0].family);
}

/** A host without the brackets of an IPv6 address. @param {string} hostname */
function bare(hostname) {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
