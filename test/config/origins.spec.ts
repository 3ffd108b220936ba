import { describe, expect, it } from '@jest/globals';
import { hostAllowed, originAllowed, type OriginHeaders } from '../../src/config/origins.js';

const host = 'call.example:3000';

describe('who may talk to the gateway', () => {
  it.each<[string, OriginHeaders, readonly string[] | undefined, boolean]>([
    ['no browser, which has no origin', { host }, undefined, true],
    ['no browser, where origins are listed', { host }, ['https://app.example'], true],
    ['a page of its own', { host, origin: `https://${host}` }, undefined, true],
    ['a page of its own host on another port', { host, origin: 'https://call.example' }, undefined, false],
    [
      'a page of its own behind a proxy',
      { host: 'gateway:3000', 'x-forwarded-host': 'call.example', origin: 'https://call.example' },
      undefined,
      true,
    ],
    [
      'a page of its own where the port is that of the scheme',
      { host: 'call.example:443', origin: 'https://call.example' },
      undefined,
      true,
    ],
    [
      'a page of its own whose host is asked for in capitals',
      { host: 'Call.Example', origin: 'https://call.example' },
      undefined,
      true,
    ],
    [
      'an origin in capitals, which no browser writes',
      { host: 'call.example', origin: 'https://CALL.example' },
      undefined,
      false,
    ],
    [
      'a page of its own behind several proxies',
      { host: 'gateway:3000', 'x-forwarded-host': 'call.example, inner', origin: 'https://call.example' },
      undefined,
      true,
    ],
    [
      'a page that only begins like its own',
      { host: 'call.example', origin: 'https://call.example.elsewhere.example' },
      undefined,
      false,
    ],
    [
      'a page that only ends like its own',
      { host: 'call.example', origin: 'https://evilcall.example' },
      undefined,
      false,
    ],
    ['a page below its own', { host: 'call.example', origin: 'https://x.call.example' }, undefined, false],
    [
      'its own name as a user name',
      { host: 'call.example', origin: 'https://call.example@elsewhere.example' },
      undefined,
      false,
    ],
    ['its own origin with a path', { host: 'call.example', origin: 'https://call.example/x' }, undefined, false],
    ['a file', { host: '', origin: 'file://' }, undefined, false],
    [
      'two origins at once',
      { host: 'call.example', origin: 'https://call.example, https://elsewhere.example' },
      undefined,
      false,
    ],
    ['a sandboxed page, where origins are listed', { host, origin: 'null' }, ['https://app.example'], false],
    ['a listed page in capitals', { host, origin: 'https://APP.example' }, ['https://app.example'], false],
    [
      'a page that only begins like a listed one',
      { host, origin: 'https://app.example.elsewhere.example' },
      ['https://app.example'],
      false,
    ],
    ['a page of localhost', { host, origin: 'http://localhost:5173' }, undefined, true],
    ['a page below localhost', { host, origin: 'http://app.localhost' }, undefined, true],
    ['a page of the loopback address', { host, origin: 'http://127.0.0.1:8080' }, undefined, true],
    ['a page of the loopback address, version 6', { host, origin: 'http://[::1]:8080' }, undefined, true],
    ['a foreign page', { host, origin: 'https://elsewhere.example' }, undefined, false],
    [
      'a page that only begins like localhost',
      { host, origin: 'http://localhost.elsewhere.example' },
      undefined,
      false,
    ],
    ['a page that only begins like loopback', { host, origin: 'http://127.0.0.1.elsewhere.example' }, undefined, false],
    ['a page that only ends like localhost', { host, origin: 'http://evillocalhost' }, undefined, false],
    ['a page of an address close by', { host, origin: 'http://128.0.0.1' }, undefined, false],
    ['a sandboxed page', { host, origin: 'null' }, undefined, false],
    ['nonsense', { host, origin: 'nonsense' }, undefined, false],
    ['a listed page', { host, origin: 'https://app.example' }, ['https://app.example'], true],
    ['a listed page on another port', { host, origin: 'https://app.example:8443' }, ['https://app.example'], false],
    ['a listed page without TLS', { host, origin: 'http://app.example' }, ['https://app.example'], false],
    ['localhost, where others are listed', { host, origin: 'http://localhost' }, ['https://app.example'], false],
    ['anybody, where all are', { host, origin: 'https://elsewhere.example' }, ['*'], true],
    ['nobody, where the list is empty', { host, origin: `https://${host}` }, [], false],
  ])('%s', (_, headers, allowed, expected) => {
    expect(originAllowed(headers, allowed)).toBe(expected);
  });
});

describe('what a gateway may be asked for as, where reaching it is enough', () => {
  it.each([
    '127.0.0.1:3002',
    'localhost',
    'LOCALHOST:3002',
    'a.localhost:1',
    '[::1]:3002',
    '10.0.0.7',
    '192.168.1.4:80',
    'gateway:3002',
    'console.example:443',
    undefined,
  ])('is %s', (asked) => {
    expect(hostAllowed(asked, ['console.example'])).toBe(true);
  });

  it.each([
    'evil.example',
    'evil.example:3002',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost.',
    'x.console.example',
    'evil.',
    'a b',
    '',
  ])('is not %j, which may be the name of a page', (asked) => {
    expect(hostAllowed(asked, ['console.example'])).toBe(false);
  });
});
