import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../../support/browser.js';
import { until } from '../../support/read.js';
import { everybody, jsonInMessage, positional } from './broadcasts.js';
import { plainSockets, socketIo2 } from './other-servers.js';
import { acknowledgements, envelope, names, ownNamespace } from './people.js';
import { callOf, runApp, verdicts, type Way } from './run-app.js';
import { callUser, signals } from './simple-peers.js';
import { targeted } from './targeted.js';
import type { AppFault, WildApp } from './wild-app.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const env = {
  WAIT_ANSWER: '1500',
  WAIT_RING: '2000',
  WAIT_OFFER_HANDLED: '1000',
  WAIT_OFFER_APPLIED: '1000',
  WAIT_ANSWER_CREATED: '1000',
  WAIT_ANSWER_RECEIVED: '1000',
  WAIT_CANDIDATES: '1000',
  WAIT_ICE_CONNECTED: '5000',
  WAIT_SILENCE: '500',
  WAIT_PROBE: '1000',
  LOG_LEVEL: 'silent',
  LIMIT_API: '100000',
};

const apps = {
  targeted: targeted('to'),
  positional,
  everybody,
  callUser,
  trickle: signals(true),
  envelope,
  jsonInMessage,
  names,
  ownNamespace,
  acknowledgements,
  socketIo2,
  plainSockets,
} satisfies Record<string, WildApp>;

async function causeOf(name: keyof typeof apps, fault: AppFault, way: Way): Promise<object> {
  const run = await runApp(browser, apps[name], { way, fault, env });
  await callOf(run, fault === 'answer-astray' ? ['carl'] : []);
  const [handshake] = await verdicts(run, 'failed');
  return { cause: handshake?.cause, owedBy: handshake?.owedBy, stage: handshake?.stage };
}

describe('a server that hands an offer to an id that is not there', () => {
  it.each<[keyof typeof apps, Way]>([
    ['targeted', 'proxy, probe'],
    ['positional', 'proxy, bare'],
    ['callUser', 'in process, probe'],
    ['trickle', 'in process, bare'],
    ['envelope', 'proxy, probe'],
    ['names', 'in process, probe'],
    ['ownNamespace', 'proxy, probe'],
    ['acknowledgements', 'in process, bare'],
    ['socketIo2', 'proxy, bare'],
    ['plainSockets', 'in process, probe'],
  ])('in an app with %s: %s', async (name, way) => {
    expect(await causeOf(name, 'target-undefined', way)).toMatchObject({ cause: 'not-forwarded', owedBy: 'server' });
  });
});

describe('a page past the proxy', () => {
  it('is not taken for somebody who is seen, nor its server for one that forwards nothing', async () => {
    const run = await runApp(browser, targeted('to'), { way: 'proxy, bare', env });
    await run.open('ben');
    const ann = await run.open('ann');
    const carl = await run.openPast('carl');
    for (const page of [ann, carl]) await page.waitForFunction('window.up');
    // The call of the two that are seen is due behind that one.
    await (await run.open('dora')).waitForFunction('window.up');
    const all = await verdicts(run, 'signaled');
    expect(all.map(({ caller, callee, outcome }) => [caller.username, callee.username, outcome])).toEqual([
      ['ann', 'dora', 'signaled'],
    ]);
  });

  it('is thought of where it has not answered', async () => {
    const run = await runApp(browser, targeted('to'), { way: 'proxy, bare', env });
    await run.open('ben');
    await run.open('ann');
    const carl = await run.openPast('ben', 'offer-ignored');
    await carl.waitForFunction('window.myId');
    const [only] = await verdicts(run, 'not-judged');
    expect(only).toMatchObject({ cause: 'not-forwarded', owedBy: 'not-known', callee: { id: 'nobody' } });
    expect(only?.sentence).toContain('none of the pages that are seen here');
  });
});

describe('a server that hands the answer to somebody else', () => {
  it.each<[keyof typeof apps, Way]>([
    ['targeted', 'proxy, probe'],
    ['targeted', 'in process, bare'],
    ['callUser', 'proxy, bare'],
    ['names', 'in process, probe'],
  ])('in an app with %s: %s', async (name, way) => {
    expect(await causeOf(name, 'answer-astray', way)).toMatchObject({
      cause: 'forwarded-to-another',
      owedBy: 'server',
    });
  });
});

describe('a server that hands on the offer twice', () => {
  it.each<Way>(['proxy, probe', 'in process, bare'])('to a page that makes a connection for each: %s', async (way) => {
    const run = await runApp(browser, targeted('to'), { way, fault: 'offer-twice', env });
    await callOf(run);
    const [only] = await until(
      () => run.handshakes(),
      (all) => all.some(({ outcome }) => outcome !== 'pending'),
    );
    // Which of its two connections the page is left with is chance: where it is the one whose answer was applied, the call comes up.
    const isUp = only?.outcome === 'connected' || only?.outcome === 'signaled';
    expect(only).toMatchObject(
      isUp ? { remarks: ['forwarded-twice'] } : { outcome: 'failed', cause: 'forwarded-twice', owedBy: 'server' },
    );
  });
});

describe('a server that keeps the candidates', () => {
  it.each<[keyof typeof apps, Way]>([
    ['targeted', 'proxy, probe'],
    ['everybody', 'in process, bare'],
    ['trickle', 'in process, probe'],
    ['jsonInMessage', 'proxy, bare'],
    ['socketIo2', 'in process, probe'],
    ['plainSockets', 'proxy, probe'],
  ])('in an app with %s: %s', async (name, way) => {
    expect(await causeOf(name, 'candidates-dropped', way)).toEqual({
      cause: 'not-forwarded',
      owedBy: 'server',
      stage: 'candidates-exchanged',
    });
  });
});

describe('a page that does nothing with an offer', () => {
  it.each<[keyof typeof apps, AppFault, Way]>([
    ['targeted', 'offer-ignored', 'proxy, probe'],
    ['targeted', 'handler-late', 'in process, probe'],
    ['everybody', 'offer-ignored', 'in process, bare'],
    ['callUser', 'offer-ignored', 'proxy, bare'],
    ['envelope', 'offer-ignored', 'in process, probe'],
    ['socketIo2', 'offer-ignored', 'proxy, probe'],
    // Nobody can tell whose page a probe is on that has nothing to say, where sockets have no session.
    ['plainSockets', 'offer-ignored', 'proxy, bare'],
    ['targeted', 'handler-late', 'proxy, bare'],
  ])('in an app with %s, %s: %s', async (name, fault, way) => {
    const cause = way.endsWith('probe') ? 'offer-ignored' : 'no-answer';
    expect(await causeOf(name, fault, way)).toMatchObject({ cause, owedBy: 'callee' });
  });
});
