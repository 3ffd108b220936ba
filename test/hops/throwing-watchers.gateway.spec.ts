import { describe, expect, it } from '@jest/globals';
import { Deductions } from '../../src/diagnosis/deductions/deductions.js';
import { Handshakes } from '../../src/diagnosis/handshakes/handshakes.js';
import { KeptHandshakes } from '../../src/diagnosis/handshakes/kept-handshakes.js';
import { MissingOfferDetector } from '../../src/diagnosis/missing-offers/missing-offer-detector.js';
import { Descriptions } from '../../src/diagnosis/pages/descriptions.js';
import { Pages } from '../../src/diagnosis/pages/pages.js';
import { Reports } from '../../src/diagnosis/reports/reports.js';
import { Counters } from '../../src/projections/metrics/counters.js';
import { Funnel } from '../../src/projections/live/funnel.js';
import { LiveFeed } from '../../src/projections/live/live-feed.js';
import { LiveView } from '../../src/projections/live/live-view.js';
import { RateLimitedLog } from '../../src/projections/log/rate-limited-log.js';
import { Refusals } from '../../src/projections/live/refusals.js';
import { Timelines } from '../../src/projections/timelines.js';
import { Verdicts } from '../../src/relay/verdicts.js';
import { inRoom, metric, pairIn, runGateway, shortWaits, until, type Peer } from '../support/clients.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

type Class = { readonly name: string; readonly prototype: object };

const deciding: Class[] = [Handshakes, KeptHandshakes, Pages, Descriptions, Reports, Deductions, MissingOfferDetector];
const reading: Class[] = [Counters, Funnel, LiveFeed, LiveView, RateLimitedLog, Refusals, Timelines, Verdicts];

/** Has every method of some classes throw until the test is over, or until what it returns is called. */
function breakAll(classes: readonly Class[]): () => void {
  const whole = classes.map(({ prototype }) => [prototype, Object.getOwnPropertyDescriptors(prototype)] as const);
  const mend = () => whole.forEach(([prototype, methods]) => Object.defineProperties(prototype, methods));
  atEnd(mend);
  for (const [prototype, methods] of whole)
    for (const [name, { value }] of Object.entries(methods))
      if (name !== 'constructor' && typeof value === 'function')
        Object.defineProperty(prototype, name, {
          value: () => {
            throw new Error('a defect');
          },
        });
  return mend;
}

/** What two people and a third get to hear of each other, whatever is made of it; ids are names. */
async function conversation(url: string, break_: () => void) {
  const [anna, boris] = await pairIn(url);
  const names = new Map([
    [anna.id, 'Anna'],
    [boris.id, 'Boris'],
  ]);
  break_();
  const told: unknown[] = [];
  const passes = async (from: Peer, to: Peer, event: 'offer' | 'answer' | 'ice-candidate', payload: object) => {
    const { ok } = await from.ask(event, { target: to.id, ...payload });
    const heard = await to.next<{ sender: string }>(event);
    told.push([event, ok, names.get(heard.sender)]);
  };
  await passes(anna, boris, 'offer', { offer: offer() });
  await passes(boris, anna, 'answer', { answer: answer() });
  await passes(anna, boris, 'ice-candidate', { candidate: candidate() });
  await passes(boris, anna, 'ice-candidate', { candidate: candidate() });
  // More than one at a time: the limit asks how many are open.
  await passes(boris, anna, 'offer', { offer: offer({ session: '77', ufrag: 'u77' }) });
  told.push(await anna.ask('offer', { target: 'nobody', offer: offer() }));
  const clara = await inRoom(url, 'two', 'Clara');
  told.push((await anna.next<{ username: string }>('user-joined')).username);
  await passes(anna, clara, 'offer', { offer: offer({ session: '78', ufrag: 'u78' }) });
  clara.socket.disconnect();
  told.push((await anna.next('user-left')) === clara.id);
  return told;
}

describe('watchers that throw whatever they are asked', () => {
  it.each([
    ['those that decide about calls', deciding],
    ['those that only read', reading],
    ['all of them', [...deciding, ...reading]],
  ])('change nothing for the relay: %s', async (_, classes) => {
    const whole = await runGateway({ LIMIT_HANDSHAKES: '3' });
    const broken = await runGateway({ LIMIT_HANDSHAKES: '3' });
    const expected = await conversation(whole.url, () => undefined);
    const mends: (() => void)[] = [];

    const found = await conversation(broken.url, () => void mends.push(breakAll(classes)));

    for (const mend of mends) mend();
    expect(found).toEqual(expected);
    expect(await metric(broken.url, `hopline_watcher_failures_total{watcher="${nameOf(classes)}"}`)).toBeGreaterThan(3);
  });

  it('are counted where a wait is over, and nothing ends', async () => {
    const { url } = await runGateway(shortWaits);
    const [anna, boris] = await pairIn(url);
    const failures = () => metric(url, 'hopline_watcher_failures_total{watcher="handshakes"}');
    await anna.ask('offer', { target: boris.id, offer: offer() });
    const before = (await failures()) ?? 0;

    const mend = breakAll([KeptHandshakes]);

    await until(failures, (count = 0) => count > before);
    mend();
    expect(await boris.ask('answer', { target: anna.id, answer: answer() })).toMatchObject({ ok: true });
  });
});

const nameOf = (classes: readonly Class[]) => (classes.includes(Handshakes) ? 'handshakes' : 'counters');
