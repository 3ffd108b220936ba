import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';

/** Who a request comes from: the address of its connection, or what declared proxies say in `X-Forwarded-For`. */
export class Addresses {
  private readonly proxies = new BlockList();
  private readonly told = new WeakMap<object, string>();

  /** @param trusted addresses, or networks as `address/prefix length` */
  constructor(trusted: readonly string[]) {
    for (const entry of trusted) {
      const [address = '', prefix] = entry.split('/');
      const type = isIPv4(address) ? 'ipv4' : 'ipv6';
      if (prefix === undefined) this.proxies.addAddress(address, type);
      else this.proxies.addSubnet(address, Number(prefix), type);
    }
  }

  /**
   * What the limits of an address are counted by. Each proxy appends whom it got the request from, so the header is read
   * from its end, and only as far as declared proxies vouch for it: what a client wrote itself is never reached.
   */
  of(request: Pick<IncomingMessage, 'socket' | 'headers'>): string {
    const known = this.told.get(request);
    if (known !== undefined) return known;
    const own = request.socket.remoteAddress ?? '';
    if (request.headers['x-forwarded-for'] === undefined || !this.isProxy(own)) return network(plain(own));
    const chain = proxyAddr.all(request as IncomingMessage, (address) => this.isProxy(withoutPort(address)));
    return network(plain(chain.map(withoutPort).findLast((address) => isIP(address) !== 0) ?? own));
  }

  /** Another instance of the gateway has brought a request, and says whose it is. */
  tell(request: object, address: string): void {
    this.told.set(request, address);
  }

  /** Does the connection itself come from a declared proxy? */
  isProxy(address: string): boolean {
    const known = plain(address);
    return isIP(known) !== 0 && this.proxies.check(known, isIPv4(known) ? 'ipv4' : 'ipv6');
  }
}

/** IPv4 as it is, where a socket for both families has mapped it into IPv6 (RFC 4291, section 2.5.5.2). */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** Some proxies add the port that they were called from. */
const withoutPort = (text: string) =>
  /^\[([\da-f:.]+)\](?::\d+)?$|^([\d.]+):\d+$/i.exec(text)?.slice(1).find(Boolean) ?? text;

/** A household has a whole /64 of IPv6 (RFC 6177) and may take any of its addresses: it counts as one. */
export function network(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
