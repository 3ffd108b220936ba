/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import type { Socket } from 'socket.io';
import type { Socket as PageSocket } from 'socket.io-client';
import { logLines } from '../../client/probe/log-lines.js';
import { launchBrowser } from '../support/browser.js';
import { until } from '../support/clients.js';
import { runIntake } from '../support/probe-intake.js';
import { runSignalingSite } from '../support/probe-signaling.js';
import { atEnd } from '../support/teardown.js';

it.each([
  '42["ready"]',
  '42["ready",null]',
  '42["join-room","den","Anna"]',
  '42["room-users",[null]]',
  '43[1]',
  '430[null]',
  '2',
])('the log lets any packet of a page pass: %s', (packet) => {
  for (const went of [true, false]) expect(() => logLines('en')({ packet, went, socket: {}, at: 0 })).not.toThrow();
});

/** Refuses whatever comes, as the gateway does: in the acknowledgement where there is one. */
function refuse(socket: Socket, event: string, payload: unknown[]): void {
  const error = { code: 'target-missing', message: 'No such participant is in this room.' };
  const acknowledge = payload.at(-1);
  if (typeof acknowledge !== 'function') socket.emit('signaling-error', { ...error, event });
  else acknowledge(event === 'join-room' ? { ok: true } : { ok: false, error });
}

describe('the log of the probe', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  it.each([
    ['en', 'refused'],
    ['ru', 'отклонён'],
  ])('has a line for each message that is refused, acknowledged or not (%s)', async (language, word) => {
    const intake = await runIntake();
    const page = await browser.newPage();
    atEnd(() => page.close());
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text().replace(/^.* s\] /, '')));
    await page.goto(await runSignalingSite(intake.url, `data-log data-lang="${language}"`, refuse));
    await page.evaluate(() => {
      // oxlint-disable-next-line unicorn/consistent-function-scoping -- runs in the page
      const connect = () =>
        (window as unknown as { io: (options: object) => PageSocket }).io({
          transports: ['websocket'],
          forceNew: true,
        });
      // Both count the packets that they want acknowledged from 0.
      const [one, other] = [connect(), connect()];
      one.emit('join-room', 'den', 'Anna', () => undefined);
      one.emit('offer', { target: 'gone' }, () => undefined);
      other.emit('answer', { target: 'gone' }, () => undefined);
      other.emit('ice-candidate', { target: 'gone' });
    });

    const refused = ['offer', 'answer', 'ice-candidate'].map(
      (event) => `✗ ${event} ${word}: target-missing: No such participant is in this room.`,
    );
    const heard = await until(
      () => Promise.resolve(said.filter((line) => line.startsWith('✗'))),
      (lines) => lines.length >= refused.length,
    );
    expect(heard.toSorted()).toEqual(refused.toSorted());
  });
});
