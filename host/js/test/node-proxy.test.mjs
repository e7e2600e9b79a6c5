import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyFor } from '../src/node/proxy.js';
import { cases } from './node-data.mjs';

/** @param {Record<string, string>} variables @param {string} url */
function route(variables, url) {
  const found = proxyFor(new URL(url), variables);
  return found instanceof URL ? `${found.hostname}:${found.port}` : found;
}

test('the proxy for https wins over the one for all', () => {
  const all = { ALL_PROXY: 'http://all:1' };
  assert.equal(route({ ...all, HTTPS_PROXY: 'secure:2' }, 'https://example.com/'), 'secure:2');
  assert.equal(route(all, 'https://example.com/'), 'all:1');
});

test('lower case wins, and an empty value counts as none', () => {
  const both = { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:2' };
  assert.equal(route(both, 'https://example.com/'), 'low:1');
  for (const empty of ['', ' ']) assert.equal(route({ ...both, https_proxy: empty }, 'https://example.com/'), 'up:2');
});

test('the proxy for http is not used for https', () => {
  assert.equal(route({ HTTP_PROXY: 'http://plain:1', http_proxy: 'plain:1' }, 'https://example.com/'), 'direct');
});

test('loopback is always direct', () => {
  for (const host of ['localhost', 'LOCALHOST:8443', '127.0.0.1', '127.9.9.9:1', '[::1]:2']) {
    for (const scheme of ['https', 'http']) assert.equal(route({ ALL_PROXY: 'http://all:1' }, `${scheme}://${host}/`), 'direct');
  }
});

test('a proxy that cannot be used is not passed by', () => {
  for (const proxy of ['socks5://socks:1080', 'ftp://x', 'not a url', 'http://']) {
    const variables = { HTTPS_PROXY: proxy, NO_PROXY: 'in.example' };
    assert.equal(route(variables, 'https://example.com/'), 'none', proxy);
    assert.equal(route(variables, 'https://in.example/'), 'direct', proxy);
  }
});

for (const { noProxy, url, direct, why } of cases('no-proxy.json')) {
  test(`NO_PROXY: ${why}: ${noProxy} ${url}`, () => {
    assert.equal(route({ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: noProxy }, url), direct ? 'direct' : 'proxy:1');
  });
}
