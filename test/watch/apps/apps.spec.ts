import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../../support/browser.js';
import { everybody, jsonInMessage, positional } from './broadcasts.js';
import { peerJs, plainSockets, socketIo2 } from './other-servers.js';
import { acknowledgements, envelope, names, ownNamespace } from './people.js';
import { callOf, runApp, verdicts, ways } from './run-app.js';
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
  PeerJS: peerJs,
};

describe.each(Object.entries(apps))('an app with %s', (_, app) => {
  it.each(ways)('that is well: %s', async (way) => {
    const run = await runApp(browser, app, { way, env });
    const pages = await callOf(run);
    for (const page of pages) await page.waitForFunction('window.up');
    const outcome = way.endsWith('probe') ? 'connected' : 'signaled';
    expect((await verdicts(run, outcome)).map((one) => one.outcome)).toEqual([outcome]);
  });
});
