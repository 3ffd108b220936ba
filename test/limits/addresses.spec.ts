import { describe, expect, it } from '@jest/globals';
import { Addresses, network } from '../../src/limits/addresses.js';

/** Who a request is from that came from an address, and through what it says of itself. */
const from = (remoteAddress: string, forwarded: string | undefined, ...trusted: string[]) =>
  new Addresses(trusted).of({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as never);

describe('the address that a request is counted by', () => {
  it.each([
    ['the connection, where no proxy is declared', ['203.0.113.5', '198.51.100.1'], '203.0.113.5'],
    ['the connection, where another proxy is declared', ['203.0.113.5', '198.51.100.1', '10.0.0.1'], '203.0.113.5'],
    ['what a declared proxy says', ['10.0.0.1', '198.51.100.1', '10.0.0.1'], '198.51.100.1'],
    ['what a proxy of a declared network says', ['10.9.8.7', '198.51.100.1', '10.0.0.0/8'], '198.51.100.1'],
    ['what any proxy says, where all are declared', ['10.0.0.1', '198.51.100.1', '0.0.0.0/0'], '198.51.100.1'],
    ['without the port, of a proxy too', ['10.0.0.1', '198.51.100.1, 10.0.0.2:80', '10.0.0.0/8'], '198.51.100.1'],
    ['an IPv4 proxy on a socket for both', ['::ffff:10.0.0.1', '198.51.100.1', '10.0.0.1'], '198.51.100.1'],
    ['an IPv6 proxy', ['fd00::1', '198.51.100.1', 'fd00::/8'], '198.51.100.1'],
    ['the last that is no proxy', ['10.0.0.1', '1.1.1.1, 198.51.100.1, 10.0.0.2', '10.0.0.0/8'], '198.51.100.1'],
    ['not what the client wrote itself', ['10.0.0.1', '127.0.0.1, 198.51.100.1', '10.0.0.1'], '198.51.100.1'],
    [
      'not what hides behind a declared proxy that the client made up',
      ['10.0.0.1', '9.9.9.9, 10.0.0.1, 198.51.100.1', '10.0.0.1'],
      '198.51.100.1',
    ],
    ['without the port', ['10.0.0.1', '198.51.100.1:4711', '10.0.0.1'], '198.51.100.1'],
    ['without brackets', ['10.0.0.1', '[2001:db8:1:2::9]:443', '10.0.0.1'], '2001:db8:1:2'],
    ['the proxy, where it says nothing', ['10.0.0.1', undefined, '10.0.0.1'], '10.0.0.1'],
    ['the proxy, where it says nonsense', ['10.0.0.1', 'unknown', '10.0.0.1'], '10.0.0.1'],
    ['the proxy, where there are only commas', ['10.0.0.1', ',,,,', '10.0.0.1'], '10.0.0.1'],
  ] as const)('is %s', (_, [remote, forwarded, ...trusted], expected) => {
    expect(from(remote, forwarded, ...trusted)).toBe(expected);
  });

  it('is the /64 of IPv6, however it is written', () => {
    const ways = ['2001:db8:0:7::1', '2001:0DB8:0:0007:ffff:1:2:3', '2001:db8::7:0:0:0:1'];

    expect(new Set(ways.map(network))).toEqual(new Set(['2001:db8:0:7']));
    expect(network('fe80::1%eth0')).toBe('fe80:0:0:0');
    expect(network('::1')).toBe('0:0:0:0');
    expect(network('192.0.2.1')).toBe('192.0.2.1');
  });
});
