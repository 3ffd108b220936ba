/// <reference lib="dom" />
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.js';
import { runGateway } from '../support/clients.js';
import { ownAddress } from '../support/address.js';
import { atEnd } from '../support/teardown.js';
import { startTurnServer } from '../support/turn-server.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The types of the candidates that a page gathers with what `GET /ice-servers` gives it. */
async function gathered(secret: string): Promise<{ types: string[]; refused: number[] }> {
  const turn = await startTurnServer({ ip: ownAddress() });
  atEnd(() => turn.close());
  const { url } = await runGateway({
    STUN_URLS: turn.urls.udp.replace('turn:', 'stun:').replace(/\?.*/, ''),
    TURN_URLS: `${turn.urls.udp},${turn.urls.tcp}`,
    TURN_SECRET: secret,
  });
  const page = await browser.newPage();
  atEnd(() => page.close());
  await page.goto(`${url}/health/live`);
  return page.evaluate(async () => {
    const answer = (await (await fetch('/ice-servers')).json()) as { iceServers: RTCIceServer[] };
    const connection = new RTCPeerConnection({ iceServers: answer.iceServers, iceTransportPolicy: 'relay' });
    const types = new Set<string>();
    const refused = new Set<number>();
    const gatheredAll = new Promise<void>((complete) => {
      connection.addEventListener('icecandidate', ({ candidate }) => {
        const { type, url: server } = (candidate ?? {}) as { type?: string; url?: string };
        if (type) types.add(`${type} ${server?.split('=').at(-1)}`);
      });
      connection.addEventListener('icecandidateerror', ({ errorCode }) => refused.add(errorCode));
      connection.addEventListener('icegatheringstatechange', () => {
        if (connection.iceGatheringState === 'complete') complete();
      });
    });
    connection.createDataChannel('x');
    await connection.setLocalDescription();
    await gatheredAll;
    connection.close();
    return { types: [...types].toSorted(), refused: [...refused] };
  });
}

describe('a browser with the ICE servers of the gateway', () => {
  it('gets a relay from coturn over UDP and over TCP', async () => {
    expect(await gathered('the-shared-secret')).toMatchObject({ types: ['relay tcp', 'relay udp'] });
  });

  it('gets none where the gateway has another secret than coturn', async () => {
    expect(await gathered('another')).toEqual({ types: [], refused: [401] });
  });
});
