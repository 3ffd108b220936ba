import { once } from 'node:events';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { call, connect, metric, pairIn, runGateway } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';
import { frame, upgrade, wireTo } from '../support/wire.js';

describe('a connection that takes its time', () => {
  it('is closed in the middle of its headers, its body, or before it says anything, and others are served', async () => {
    const { url, adminUrl } = await runGateway({ ADMIN_PORT: '0' });
    const [anna, boris] = await pairIn(url);
    const silent = await wireTo(url);
    const headers = await wireTo(url);
    const ofAdmin = await wireTo(adminUrl);
    const body = await wireTo(url);
    headers.wire.write('GET /api/rooms HTTP/1.1\r\nHost: x\r\n');
    ofAdmin.wire.write('GET /api/rooms HTTP/1.1\r\nHost: x\r\n');
    body.wire.write('POST /reports HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n');
    const drip = setInterval(() => {
      for (const { wire } of [headers, ofAdmin]) wire.write('X-A: b\r\n');
      body.wire.write('x');
    }, 500);
    atEnd(() => clearInterval(drip));

    await call(anna, boris);
    await Promise.all([silent.closed, headers.closed, ofAdmin.closed, body.closed]);

    for (const { heard } of [headers, ofAdmin]) expect(heard()).toMatch(/^HTTP\/1\.1 408 /);
    await call(anna, boris);
  }, 40_000);

  it('is closed when it opens a WebSocket and never says who it is', async () => {
    const { url } = await runGateway();
    const { wire, closed, heard } = await wireTo(url);

    wire.write(upgrade());
    await closed;

    expect(heard()).toMatch(/^HTTP\/1\.1 101 /);
  }, 20_000);

  it.each(['silent', 'on hold'])('counts as one of its address: %s', async (kind) => {
    const { url } = await runGateway({ LIMIT_CONNECTIONS: '3' });
    const wires = [];
    for (let one = 0; one < 6; one++) {
      const { wire } = await wireTo(url);
      if (kind === 'on hold') wire.write('GET / HTTP/1.1\r\n');
      wires.push(wire);
    }

    const more = await wireTo(url);
    await more.closed;
    for (const wire of wires) wire.destroy();

    await expect(retry(() => connect(url))).resolves.toBeDefined();
    expect(await metric(url, 'hopline_limited_total{limit="connections"}')).toBeGreaterThanOrEqual(1);
  });
});

describe('a frame', () => {
  it('over the bound closes its connection before it is read, whole or in parts, and others are served', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const whole = await wireTo(url);
    const parts = await wireTo(url);
    whole.wire.write(upgrade());
    parts.wire.write(upgrade());
    await Promise.all([whole, parts].map(({ wire }) => once(wire, 'data')));

    whole.wire.write(Buffer.from([0x81, 0xff, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]));
    parts.wire.write(frame(0x01, Buffer.alloc(60_000, 52)));
    for (let part = 0; part < 3; part++) parts.wire.write(frame(0x00, Buffer.alloc(60_000, 52)));

    await Promise.all([whole.closed, parts.closed]);
    expect([whole, parts].map(({ wire }) => wire.closed)).toEqual([true, true]);
    await call(anna, boris);
  });

  it('that is compressed is none: compression is never agreed on, so a bomb has nothing to burst in', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const { wire, heard, closed } = await wireTo(url);
    wire.write(upgrade('Sec-WebSocket-Extensions: permessage-deflate\r\n'));
    await once(wire, 'data');
    expect(heard()).toMatch(/^HTTP\/1\.1 101 /);
    expect(heard().toLowerCase()).not.toContain('permessage-deflate');

    wire.write(frame(0xc1, deflateRawSync(Buffer.alloc(50_000_000))));

    await closed;
    await call(anna, boris);
  });

  it('in a compressed body is bounded by what comes out of it', async () => {
    const { url } = await runGateway();

    const answer = await fetch(`${url}/reports`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' },
      body: gzipSync(Buffer.alloc(20_000_000, 32)),
    });

    expect([answer.status, await answer.json()]).toEqual([
      413,
      { statusCode: 413, message: 'The body could not be read.' },
    ]);
  });
});

describe('a thousand connections at once from one address', () => {
  it('leave those who are in untouched, and others are let in', async () => {
    const { url } = await runGateway({ LIMIT_CONNECTS: '5' });
    const [anna, boris] = await pairIn(url);

    const wires = await Promise.all(
      Array.from({ length: 1000 }, () => wireTo(url, '127.0.0.2').catch(() => undefined)),
    );
    for (const one of wires) one?.wire.write(upgrade());
    await call(anna, boris);
    await Promise.all(wires.flatMap((one) => (one ? [one.answered] : [])));

    const opened = wires.filter((one) => one?.heard().startsWith('HTTP/1.1 101')).length;
    expect(opened).toBeLessThanOrEqual(50);
    expect(await metric(url, 'hopline_limited_total{limit="connects"}')).toBeGreaterThan(900);
    await call(anna, boris);
    await expect(connect(url)).resolves.toBeDefined();
  });
});

/** Tries again until it works; what was closed is counted a moment later. */
async function retry<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return await act();
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return act();
}
