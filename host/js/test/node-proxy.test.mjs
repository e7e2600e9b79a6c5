import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proxyFor } from '../src/node/proxy.js';

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

test('NO_PROXY names hosts with their subdomains', () => {
  for (const [list, url, isDirect] of /** @type {const} */ ([
    ['example.com', 'https://example.com/', true],
    ['example.com', 'https://a.Example.com./', true],
    ['example.com', 'https://notexample.com/', false],
    ['a.example.com', 'https://example.com/', false],
    ['.example.com', 'https://a.example.com/', true],
    ['*.example.com', 'https://a.example.com/', true],
    ['other, EXAMPLE.com ,third', 'https://example.com/', true],
    ['*', 'https://example.com/', true],
    ['', 'https://example.com/', false],
    [',., ,', 'https://example.com/', false],
    ['example.com:443', 'https://example.com/', true],
    ['example.com:8443', 'https://example.com/', false],
    ['example.com:', 'https://example.com/', false],
    ['10.0.0.7', 'https://10.0.0.7/', true],
    ['10.0.0.7', 'https://110.0.0.7/', false],
    ['fd00::7', 'https://[fd00::7]/', true],
    ['[fd00::7]:443', 'https://[fd00::7]/', true],
    ['fd00::7', 'https://[fd00::8]/', false],
  ])) {
    const expected = isDirect ? 'direct' : 'proxy:1';
    assert.equal(route({ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: list }, url), expected, `${list} ${url}`);
  }
});
