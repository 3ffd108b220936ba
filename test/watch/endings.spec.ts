import { EventEmitter } from 'node:events';
import { duplexPair, type Duplex } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Ending, Observer } from '../../src/watch/observed.js';
import { observeSocketIo } from '../../src/watch/in-process/socket-io.js';
import { Tunnel } from '../../src/watch/proxy/tunnel.js';

const ignore = () => undefined;

/** An observer of one connection; answers with how that ended. */
function ending(): [observer: Observer, ended: Promise<Ending>] {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const connection = { identified: ignore, received: ignore, sent: ignore, proves: ignore, ponged: () => false };
  return [{ opened: () => ({ ...connection, closed: resolve }) }, promise];
}

/** A page and a server with a tunnel between, and how the connection ended. */
function tunnelled(): { page: Duplex; inner: Duplex; server: Duplex; ended: Promise<Ending> } {
  const [page, inner] = duplexPair();
  const [server, outer] = duplexPair();
  const ended = new Promise<Ending>((closed) => {
    void new Tunnel(inner, outer, () => ({ received: () => 0, sent: () => 0, ponged: () => false, closed }));
  });
  for (const end of [page, server])
    end
      .on('error', () => undefined)
      .on('end', () => end.end())
      .resume();
  return { page, inner, server, ended };
}

const reset = (code: string) => Object.assign(new Error(code), { code });
/** An empty close frame of a server (RFC 6455, section 5.2), and of a page, masked with nothing. */
const goodbye = { server: Buffer.from([0x88, 0]), page: Buffer.from([0x88, 0x80, 0, 0, 0, 0]) };

describe('a connection through the proxy that ended', () => {
  it.each(['ECONNRESET', 'EPIPE'])('was closed by its page, where it is reset: %s', async (code) => {
    const { inner, ended } = tunnelled();
    inner.destroy(reset(code));
    expect(await ended).toBe('closed');
  });

  it.each(['ETIMEDOUT', 'EHOSTUNREACH'])('was lost, where nothing comes any more: %s', async (code) => {
    const { inner, ended } = tunnelled();
    inner.destroy(reset(code));
    expect(await ended).toBe('lost');
  });

  it('was closed by its page, by its last word or by ending it', async () => {
    const [said, ended] = [tunnelled(), tunnelled()];
    said.server.on('data', () => said.server.end(goodbye.server));
    said.page.write(goodbye.page);
    ended.page.end();
    expect(await Promise.all([said.ended, ended.ended])).toEqual(['closed', 'closed']);
  });

  it('was cut by its server, where the page is there to take note', async () => {
    const [said, ended, broke] = [tunnelled(), tunnelled(), tunnelled()];
    said.page.on('data', () => said.page.write(goodbye.page));
    said.server.on('data', () => said.server.end());
    said.server.write(goodbye.server);
    ended.server.end();
    broke.server.destroy(reset('ECONNRESET'));
    expect(await Promise.all([said.ended, ended.ended, broke.ended])).toEqual(['cut', 'cut', 'cut']);
  });

  it('was lost, where its server has given up a page that is silent', async () => {
    const { page, server, ended } = tunnelled();
    page.pause();
    server.end();
    expect(await ended).toBe('lost');
  });
});

describe('a connection that ended of a Socket.IO server ended', () => {
  it.each([
    ['transport close', 'closed'],
    ['transport error', 'closed'],
    ['forced close', 'cut'],
    ['ping timeout', 'lost'],
  ])('%s: %s', async (reason, how) => {
    const [observer, ended] = ending();
    const engine = new EventEmitter();
    const conn = Object.assign(new EventEmitter(), { id: 'a', protocol: 4, transport: { name: 'polling' } });
    observeSocketIo({ engine, on: ignore }, observer);
    engine.emit('connection', conn);
    conn.emit('close', reason);
    expect(await ended).toBe(how);
  });
});
