import { describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { pageMarks } from '../../src/connections/page-marks.js';
import { DefectLog } from '../../src/telemetry/defect-log.js';
import { LogSink } from '../../src/telemetry/log-sink.js';
import { AppModule } from '../../src/app.module.js';
import { readConfig } from '../../src/config/config.js';
import type { Hop } from '../../src/domain/hop.js';
import { SocketIoAdapter } from '../../src/relay/socket-io.adapter.js';
import { inRoom } from '../support/clients.js';
import { relayHouse } from '../support/relay-house.js';
import { atEnd } from '../support/teardown.js';

const marks = (origin: string | undefined, address = '192.0.2.1', userAgent = 'Browser/1') =>
  pageMarks({ headers: { 'user-agent': userAgent, ...(origin !== undefined && { origin }) } }, address);

describe('a page', () => {
  it.each([
    'http://192.168.1.20:3000',
    'http://chat.example',
    'http://localhost.example',
    'http://128.0.0.1',
    'http://[2001:db8::1]',
  ])('of %s has no devices to ask for', (origin) => expect(marks(origin).insecure).toBe(true));

  it.each([
    'https://chat.example',
    'http://localhost:3000',
    'http://app.localhost',
    'http://LOCALHOST',
    'http://127.0.0.1:3000',
    'http://127.8.9.10',
    'http://[::1]:3000',
    'null',
    'file://',
    'chrome-extension://abcdef',
    'http://',
    '',
    undefined,
  ])('of %s may have, as far as is known', (origin) => expect(marks(origin)).not.toHaveProperty('insecure'));

  it('of any origin has its marks', () => {
    const any = fc.property(fc.string(), (origin) => {
      expect(marks(origin).browser).toMatch(/^[0-9a-z]+$/);
    });
    fc.assert(any);
  });

  it('in the same browser is known by address, name and origin together', () => {
    const one = marks('https://chat.example');
    expect(marks('https://chat.example')).toEqual(one);
    const others = [
      marks('https://chat.example', '192.0.2.2'),
      marks('https://other.example'),
      marks('https://chat.example', '192.0.2.1', 'Browser/2'),
      marks(undefined),
    ];
    expect(new Set([one, ...others].map(({ browser }) => browser)).size).toBe(5);
  });

  it('has its marks on the hop of its join, and on no other', () => {
    const house = relayHouse();
    house.join('anna', 'Anna', 'den', { browser: 'b1', insecure: true });
    house.join('boris', 'Boris', 'den', { browser: 'b2' });
    house.disconnect('boris');
    const of = (kind: string) => house.hops.filter((hop) => hop.kind === kind).map(({ from }) => from);
    expect(of('joined')).toMatchObject([{ browser: 'b1', insecure: true }, { browser: 'b2' }]);
    expect(of('left')).toEqual([{ id: 'boris', username: 'Boris' }]);
  });
});

describe('the connection of a page', () => {
  it.each(['websocket', 'polling'])(
    'over %s tells its marks, by the address that a proxy vouches for',
    async (transport) => {
      const { url, stream } = await runHouse({ TRUST_PROXY: '127.0.0.1' });
      const joins: Hop[] = [];
      stream.watch({ name: 'test', onHop: (hop) => void (hop.kind === 'joined' && joins.push(hop)) });
      const join = (forwarded: string) => {
        const extraHeaders = { origin: 'http://chat.example', 'user-agent': 'Browser/1', 'x-forwarded-for': forwarded };
        return inRoom(url, 'den', 'Anna', { transports: [transport], extraHeaders });
      };

      const anna = await join('192.0.2.77');
      await join('192.0.2.78');

      expect(joins.map(({ from }) => [from?.browser, from?.insecure])).toEqual([
        [marks('http://chat.example', '192.0.2.77').browser, true],
        [marks('http://chat.example', '192.0.2.78').browser, true],
      ]);
      const joined = await anna.join('den', 'Anna');
      expect(`${JSON.stringify(joined)} ${await (await fetch(`${url}/api/rooms`)).text()}`).not.toMatch(
        /browser|insecure/,
      );
    },
  );
});

/** A gateway whose hops can be watched. */
async function runHouse(env: Record<string, string>) {
  const config = readConfig({ PORT: '0', LOG_FORMAT: 'json', ...env });
  const logger = pino({ level: 'silent' });
  const sink = new LogSink({ write: (_, written) => written(), writeLast: () => undefined });
  const defects = new DefectLog(logger);
  const { module, stream, webSockets, enqueue } = AppModule.with({ config, sink, logger, defects, version: '0' });
  const app = await NestFactory.create(module, { logger: false });
  const open = {
    admit: () => Promise.resolve(undefined),
    enqueue,
    mayAsk: () => true,
    closing: () => undefined,
    askFor: undefined,
    bodies: undefined,
    adopts: false,
  };
  app.useWebSocketAdapter(new SocketIoAdapter(app, webSockets, { ...open, attach: () => undefined }));
  await app.listen(0, '127.0.0.1');
  atEnd(() => app.close());
  return { url: await app.getUrl(), stream };
}
