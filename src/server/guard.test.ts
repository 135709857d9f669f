import { describe, expect, it } from 'vitest';
import { Guard, isLoopback } from './guard.ts';

const TOKEN = 'a-token-of-24-characters';

const guard = (token?: string, ...names: string[]): Guard => new Guard({ token, names });
const caller = (headers: Readonly<Record<string, string>>) => ({ method: 'GET', header: (name: string) => headers[name] });

describe('the guard', () => {
  it.each([
    [{ host: '127.0.0.1:4600' }],
    [{ host: '[::1]:4600' }],
    [{ host: 'LocalHost' }],
    [{ host: 'skein.lan:4600' }],
    [{ host: '127.0.0.1:4600', origin: 'http://127.0.0.1:4600', 'sec-fetch-site': 'same-origin' }],
    [{ host: '127.0.0.1:4600', 'sec-fetch-site': 'none' }],
  ])('lets %j ask', (headers) => {
    expect(() => guard(undefined, 'Skein.LAN').checkSite(caller(headers))).not.toThrow();
  });

  it.each([
    [{}],
    [{ host: '' }],
    [{ host: 'evil.example:4600' }],
    [{ host: 'localhost.evil.example' }],
    [{ host: 'localhost:4600:4600' }],
    [{ host: 'user@localhost' }],
    [{ host: '127.0.0.1:4600', origin: 'null' }],
    [{ host: '127.0.0.1:4600', origin: 'http://127.0.0.1:4601' }],
    [{ host: '127.0.0.1:4600', origin: '' }],
    [{ host: '127.0.0.1:4600', 'sec-fetch-site': 'same-site' }],
  ])('refuses %j', (headers) => {
    expect(() => guard(undefined, 'skein.lan').checkSite(caller(headers))).toThrow(/Host|Origin|Sec-Fetch-Site/);
  });

  it.each([
    [`Bearer ${TOKEN}`, true],
    [`bearer  ${TOKEN} `, true],
    [`Bearer ${TOKEN}x`, false],
    [`Bearer ${TOKEN.slice(1)}`, false],
    [`Basic ${TOKEN}`, false],
    [TOKEN, false],
    ['Bearer ', false],
    ['', false],
  ])('knows who shows %j: %s', (authorization, known) => {
    expect(guard(TOKEN).knows(caller({ authorization }))).toBe(known);
    expect(guard().knows(caller({ authorization }))).toBe(true);
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
])('%s is an address of this machine alone: %s', (host, alone) => {
  expect(isLoopback(host)).toBe(alone);
});
