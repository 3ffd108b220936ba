import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../../support/browser.js';
import { until } from '../../support/read.js';
import { everybody, jsonInMessage, positional } from './broadcasts.js';
import { peerJs, plainSockets, socketIo2 } from './other-servers.js';
import { acknowledgements, envelope, names, ownNamespace } from './people.js';
import { callOf, runApp, verdicts, ways, type Way } from './run-app.js';
import { hasPython, pythonServer } from './python.js';
import { callUser, signals } from './simple-peers.js';
import { targeted } from './targeted.js';
import type { WildApp } from './wild-app.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const env = { WAIT_PROBE: '1000', LOG_LEVEL: 'silent', LIMIT_API: '100000' };

const apps: Record<string, WildApp> = {
  'a target under `to`': targeted('to'),
  'a target under `target`': targeted('target'),
  'a target under `userToCall`': targeted('userToCall'),
  'a target under `peerId`': targeted('peerId'),
  'a broadcast with positional arguments': positional,
  'a broadcast to everybody': everybody,
  'callUser and answerCall, of simple-peer': callUser,
  'signal, of simple-peer with trickle': signals(true),
  'signal, of simple-peer without trickle': signals(false),
  'one event for everything': envelope,
  'JSON in a string': jsonInMessage,
  'names in a map': names,
  'a namespace and a path of its own': ownNamespace,
  'answers in acknowledgements': acknowledgements,
  'Socket.IO 2': socketIo2,
  'WebSockets with JSON': plainSockets,
};

async function expectWell(app: WildApp, way: Way): Promise<void> {
  const run = await runApp(browser, app, { way, env });
  const pages = await callOf(run);
  for (const page of pages) await page.waitForFunction('window.up');
  const outcome = way.endsWith('probe') ? 'connected' : 'signaled';
  expect((await verdicts(run, outcome)).map((one) => one.outcome)).toEqual([outcome]);
}

describe('an app with PeerJS', () => {
  // Its signaling is on a port of its own, to which nothing leads through the proxy where pages are left alone.
  it.each(ways.filter((way) => way !== 'proxy, bare'))('that is well: %s', (way) => expectWell(peerJs, way));
});

describe.each(Object.entries(apps))('an app with %s', (_, app) => {
  it.each(ways)('that is well: %s', (way) => expectWell(app, way));
});

// Only where its library is installed: PYTHON names one that has it.
(hasPython ? describe : describe.skip)('an app with a server in Python', () => {
  it('that is well: proxy, probe', () => expectWell(pythonServer, 'proxy, probe'));
});

describe.each(Object.entries({ everybody, trickle: signals(true), plainSockets, peerJs, names, socketIo2 }))(
  'an app with %s',
  (_, app) => {
    it.each<Way>(['proxy, probe', 'in process, bare'])('that is well call after call: %s', async (way) => {
      const run = await runApp(browser, app, { way, env });
      const outcome = way.endsWith('probe') ? 'connected' : 'signaled';
      for (let calls = 1; calls <= 5; calls++) {
        const pages = await callOf(run);
        for (const page of pages) await page.waitForFunction('window.up');
        await until(
          () => run.handshakes(),
          (all) => all.filter((one) => one.outcome === outcome).length === calls,
        );
        for (const page of pages) await page.close();
      }
      const told = (await run.handshakes()).flatMap(({ history }) => history.map((change) => change.outcome));
      expect(told).not.toContain('failed');
    });
  },
);
