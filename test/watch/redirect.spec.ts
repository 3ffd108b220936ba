import { describe, expect, it } from '@jest/globals';
import { leadsOf } from '../../client/watch/origins.js';
import { redirect } from '../../client/watch/redirect.js';

const place = {
  protocol: 'http:',
  hostname: 'localhost',
  origin: 'http://localhost:4600',
  href: 'http://localhost:4600/room?x',
};
const list = 'http://localhost:3000 http://localhost:5000=4602 https://api.example=4603';

describe('where a page is led', () => {
  it.each([
    ['http://localhost:3000/a?b#c', 'http://localhost:4600/a?b#c'],
    ['ws://127.0.0.1:3000/ws', 'ws://localhost:4600/ws'],
    ['http://localhost:5000', 'http://localhost:4602/'],
    ['wss://localhost:5000/socket.io/?EIO=4', 'ws://localhost:4602/socket.io/?EIO=4'],
    ['//localhost:5000/x', 'http://localhost:4602/x'],
    ['https://api.example/v1', 'http://localhost:4603/v1'],
    ['wss://api.example:443/v1', 'ws://localhost:4603/v1'],
    ['/own/path', '/own/path'],
    ['http://localhost:4600/x', 'http://localhost:4600/x'],
    ['http://localhost:5001/', 'http://localhost:5001/'],
    ['http://elsewhere.example:5000/', 'http://elsewhere.example:5000/'],
    ['blob:http://localhost:5000/x', 'blob:http://localhost:5000/x'],
    ['data:text/plain,x', 'data:text/plain,x'],
  ])('from %s to %s', (from, to) => {
    expect(leadsOf(list, place).lead(from)).toBe(to);
  });

  it('goes to the proxy as the page has found it: with TLS, by the address of the machine', () => {
    const phone = {
      ...place,
      protocol: 'https:',
      hostname: '192.168.1.7',
      origin: 'https://192.168.1.7:4600',
      href: 'https://192.168.1.7:4600/',
    };
    const { lead, back } = leadsOf(list, phone);
    expect(lead('http://192.168.1.7:5000/x')).toBe('https://192.168.1.7:4602/x');
    expect(lead('ws://localhost:3000/x')).toBe('wss://192.168.1.7:4600/x');
    expect(back('wss://192.168.1.7:4602/x')).toBe('ws://localhost:5000/x');
  });

  it('is not to be seen afterwards, where the origin is another than its own', () => {
    const { back } = leadsOf(list, place);
    expect(back('ws://localhost:4602/x?y')).toBe('ws://localhost:5000/x?y');
    expect(back('http://localhost:4603/')).toBe('https://api.example/');
    expect(back('http://localhost:4600/x')).toBe('http://localhost:4600/x');
  });
});

/** As much of a browser as is led. */
function browser() {
  class WebSocket {
    constructor(
      readonly asked: string,
      readonly protocols?: string,
    ) {}
    get url(): string {
      return this.asked;
    }
  }
  class XMLHttpRequest {
    asked: unknown[] = [];
    open(...args: unknown[]): void {
      this.asked = args;
    }
  }
  return { WebSocket, XMLHttpRequest, fetch: (...args: unknown[]) => args };
}

const fails = () => {
  throw new Error('ours');
};

describe('what a page asks with', () => {
  it('stays what it is, and asks the proxy', () => {
    const globals = browser();
    const native = globals.WebSocket;
    redirect(globals, leadsOf(list, place));
    const { WebSocket, XMLHttpRequest, fetch } = globals;
    const socket = new WebSocket('ws://localhost:5000/x', 'chat');
    expect([socket.asked, socket.url, socket.protocols]).toEqual([
      'ws://localhost:4602/x',
      'ws://localhost:5000/x',
      'chat',
    ]);
    expect([WebSocket.name, WebSocket.length, WebSocket.prototype]).toEqual([
      native.name,
      native.length,
      native.prototype,
    ]);
    expect([socket instanceof WebSocket, socket instanceof native, socket.constructor]).toEqual([
      true,
      true,
      WebSocket,
    ]);
    class Own extends WebSocket {}
    expect(new Own('ws://localhost:5000/x') instanceof Own).toBe(true);
    const request = new XMLHttpRequest();
    request.open('GET', new URL('http://localhost:5000/x'), false);
    expect(request.asked).toEqual(['GET', 'http://localhost:4602/x', false]);
    expect(fetch('http://localhost:5000/x', { method: 'POST' })).toEqual([
      'http://localhost:4602/x',
      { method: 'POST' },
    ]);
  });

  it('gets what the page gave where that is no address, or where a line of ours fails', () => {
    const globals = browser();
    redirect(globals, { lead: fails, back: fails });
    const given = [{ toString: fails }, 1];
    expect(globals.fetch(...given)).toEqual(given);
    expect(globals.fetch('http://localhost:5000/')).toEqual(['http://localhost:5000/']);
    expect(new globals.WebSocket('ws://x').url).toBe('ws://x');
  });

  it('may be missing', () => {
    expect(() => redirect({}, leadsOf(list, place))).not.toThrow();
  });
});
