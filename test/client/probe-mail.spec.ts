import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ProbeStep, Report, ReportBatch } from '../../protocol/reports.js';
import type { PageClock } from '../../client/probe/clock.js';
import type { Mail } from '../../client/probe/mail.js';

const { fetch: browserFetch } = globalThis;
let batches: ReportBatch[] = [];
let away = false;
let clock: PageClock;
let mail: Mail;

/** The probe takes timers and `fetch` as they are when it is loaded. */
beforeEach(async () => {
  jest.useFakeTimers();
  [batches, away] = [[], false];
  globalThis.fetch = (_url, init) => {
    if (away) return Promise.reject(new TypeError('Failed to fetch'));
    batches.push(JSON.parse(init?.body as string) as ReportBatch);
    return Promise.resolve(Response.json({ receivedAt: Date.now(), accepted: 0, by: 'one' }));
  };
  jest.resetModules();
  clock = new (await import('../../client/probe/clock.js')).PageClock();
  mail = new (await import('../../client/probe/mail.js')).Mail('/reports', clock);
});

afterEach(() => {
  globalThis.fetch = browserFetch;
  jest.useRealTimers();
});

const tell = (step: ProbeStep, result: Report['result'] = 'reached') =>
  mail.add({ step, result, at: clock.now(), ...(result === 'failed' && { failure: { name: 'unknown' } }) });
const sent = () => batches.map(({ reports }) => reports.map(({ step }) => step));
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** What a page's probe sees of a call that goes well, and when, in ms. */
const calling: readonly [number, ProbeStep][] = [
  [0, 'probe-started'],
  [5, 'offer-created'],
  [8, 'offer-sent'],
  [150, 'candidates-gathered'],
  [400, 'answer-applied'],
  [410, 'candidate-applied'],
  [650, 'ice-connected'],
  [760, 'dtls-connected'],
  [1100, 'media-flowing'],
];

describe('the reports of a probe', () => {
  it('go in two batches for a call that goes well, beside the one that names the session', async () => {
    mail.identify('session', undefined);
    await pass(0);
    expect(sent()).toEqual([[]]);
    let now = 0;
    for (const [at, step] of calling) {
      await pass(at - now);
      now = at;
      tell(step);
    }
    await pass(10_000);
    const steps = calling.map(([, step]) => step);
    expect(sent()).toEqual([[], steps.slice(0, 7), steps.slice(7)]);
  });

  it('wait for what follows them, and not longer for that', async () => {
    for (const step of ['offer-created', 'ice-connected', 'media-flowing'] as const) {
      tell(step);
      await pass(300);
    }
    expect(sent()).toEqual([['offer-created', 'ice-connected', 'media-flowing']]);
  });

  it('go at once where a step has failed, and where the gateway asks', async () => {
    tell('offer-applied');
    tell('answer-created', 'failed');
    await pass(0);
    expect(sent()).toEqual([['offer-applied', 'answer-created']]);
    tell('answer-sent');
    mail.hurry();
    await pass(0);
    expect(sent()).toEqual([['offer-applied', 'answer-created'], ['answer-sent']]);
  });

  it('are an answer of their own where the gateway asks while others are on their way', async () => {
    mail.hurry();
    tell('answer-sent');
    mail.hurry();
    await pass(0);
    expect(sent()).toEqual([[], ['answer-sent']]);
  });

  it('are tried again while the gateway is away, even where it asks meanwhile', async () => {
    away = true;
    tell('offer-created', 'failed');
    await pass(0);
    away = false;
    tell('probe-started');
    mail.hurry();
    await pass(999);
    expect(sent()).toEqual([]);
    await pass(1);
    expect(sent()).toEqual([['offer-created', 'probe-started']]);
  });
});
