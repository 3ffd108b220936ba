import { describe, expect, it } from '@jest/globals';
import type { Report, ReportBatch } from '../../protocol/reports.js';
import type { HandshakeRef, Hop } from '../../src/domain/hop.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { Deductions } from '../../src/projections/deductions.js';
import { Descriptions } from '../../src/projections/descriptions.js';
import { Pages } from '../../src/projections/pages.js';
import { Reports } from '../../src/projections/reports.js';
import { anna, boris, morning, refOf, storyOf } from '../support/stories.js';

const call = refOf('call');
const of = (session: string) => ({ session, version: 'v1', ufrag: `u${session}` });
const described = (hop: Hop, session: string): Hop => ({
  ...hop,
  description: {
    ...of(session),
    bytes: 3400,
    media: { audio: 1, video: 0, application: 0 },
    candidates: { host: 0, srflx: 0, prflx: 0, relay: 0 },
  },
});
const offer = described(storyOf(call).offerReceived, 'offer');
const answer = described(storyOf(call).answerReceived, 'answer');

const join = (from: typeof anna): Hop => ({
  kind: 'joined',
  result: 'reached',
  seenBy: 'gateway',
  at: morning,
  tookMs: 0,
  from: { ...from, session: `s${from.username.toLowerCase()}` },
});

/** The intake on a stream of its own, and the hops that come of it. */
function intake(limit = 100, open: readonly HandshakeRef[] = []) {
  const hops: Hop[] = [];
  const counts = { matched: 0, held: 0, unmatched: 0 };
  const stream = new HopStream((where, error) => {
    throw new Error(where, { cause: error });
  });
  const counted = (result: keyof typeof counts, reports: number) => void (counts[result] += reports);
  const descriptions = new Descriptions(100);
  const pages = new Pages(limit);
  const deductions = new Deductions({
    stream,
    pages,
    descriptions,
    limit: 100,
    liveOf: () => [],
    ask: () => undefined,
  });
  const reports = new Reports({
    descriptions,
    deductions,
    stream,
    pages,
    limit,
    counted,
    openOf: () => open,
    heard: () => undefined,
    now: () => morning + 100,
  });
  stream.watch(pages, reports, { name: 'hops', onHop: (hop) => void (hop.seenBy === 'probe' && hops.push(hop)) });
  const take = (
    report: Omit<Report, 'at' | 'result'> & Partial<Report>,
    more: Partial<ReportBatch> = {},
    who?: string,
  ) =>
    reports.take(
      { probe: 'pageofanna', sentAt: morning, reports: [{ at: morning, result: 'reached', ...report }], ...more },
      who,
    ).accepted;
  return { stream, reports, take, hops, counts };
}

describe('a report', () => {
  it.each<[string, Omit<Report, 'at' | 'result'>, string]>([
    ['an offer its page has made', { step: 'offer-created', local: of('offer') }, anna.id],
    ['an offer its page has applied', { step: 'offer-applied', remote: of('offer') }, boris.id],
    ['an answer made for that offer', { step: 'answer-created', local: of('answer'), remote: of('offer') }, boris.id],
    ['an answer its page has applied', { step: 'answer-applied', local: of('offer'), remote: of('answer') }, anna.id],
    ['a path, by the caller', { step: 'ice-connected', local: of('offer'), remote: of('answer') }, anna.id],
    ['a path, by the callee', { step: 'ice-connected', local: of('answer'), remote: of('offer') }, boris.id],
  ])('of %s is a hop of its handshake, and of the side that speaks', (_, report, speaker) => {
    const { stream, take, hops } = intake();
    stream.emit(offer);
    stream.emit(answer);

    expect(take(report)).toBe(1);

    expect(hops).toMatchObject([{ kind: report.step, handshake: call, from: { id: speaker }, seenBy: 'probe' }]);
  });

  it('that comes ahead of its message is held until that is there', async () => {
    const { stream, take, hops, counts } = intake();

    expect(take({ step: 'offer-created', local: of('offer') })).toBe(0);
    stream.emit(offer);
    await Promise.resolve();

    expect(hops).toMatchObject([{ kind: 'offer-created', handshake: call, from: { id: anna.id } }]);
    expect(counts).toEqual({ matched: 1, held: 1, unmatched: 0 });
  });

  it('of a description that nobody has relayed changes nothing', () => {
    const { stream, take, hops } = intake();
    stream.emit(offer);

    take({ step: 'offer-applied', remote: of('another') });
    take({ step: 'offer-applied', remote: { ...of('offer'), version: 'v2' } });

    expect(hops).toEqual([]);
  });

  it('is not believed from another page than the one that is known to be the speaker’s', () => {
    const { stream, take, hops } = intake();
    stream.emit(join(boris));
    take({ step: 'media-captured' }, { probe: 'pageofboris', socket: 'sboris' });
    stream.emit(offer);
    hops.length = 0;

    const forged = { step: 'offer-applied', result: 'failed', remote: of('offer') } as const;
    expect(take(forged, { probe: 'pageofthecaller' })).toBe(0);
    expect(hops).toEqual([]);
    expect(take({ ...forged, result: 'reached' }, { probe: 'pageofboris', socket: 'sboris' })).toBe(1);
  });

  it('over a socket speaks for the participant of that socket only', () => {
    const { stream, take, hops } = intake();
    stream.emit(offer);

    expect(take({ step: 'offer-applied', remote: of('offer') }, {}, anna.id)).toBe(0);
    expect(take({ step: 'offer-applied', remote: of('offer') }, {}, boris.id)).toBe(1);

    expect(hops).toHaveLength(1);
  });

  it('that names no description belongs to the latest handshake of its page, once there is one', async () => {
    const { stream, take, hops } = intake();
    stream.emit(offer);
    const denied = { step: 'media-captured', result: 'failed', failure: { name: 'NotAllowedError' } } as const;

    expect(take(denied, { probe: 'pageofboris' })).toBe(0);
    take({ step: 'offer-applied', remote: of('offer') }, { probe: 'pageofboris' });
    await Promise.resolve();

    expect(hops.map(({ kind }) => kind)).toEqual(['offer-applied', 'media-captured']);
    expect(hops[1]).toMatchObject({ from: { id: boris.id }, failure: { name: 'NotAllowedError' } });
  });

  it('of a candidate that came first is believed by its username fragment from a page that is known only', () => {
    const { stream, take, hops } = intake();
    stream.emit(offer);
    const lost = { step: 'candidate-applied', result: 'failed', remote: { ufrag: 'uoffer' } } as const;

    take(lost, { probe: 'astrangersone' });
    expect(hops).toEqual([]);

    take({ step: 'probe-started', remote: of('offer') }, { probe: 'pageofboris' });
    take(lost, { probe: 'pageofboris' });
    expect(hops.map(({ kind, from }) => [kind, from?.id])).toEqual([
      ['probe-started', boris.id],
      ['candidate-applied', boris.id],
    ]);
  });

  it('has its time on the clock of the gateway, and never in the future', () => {
    const { stream, take, hops } = intake();
    stream.emit(offer);
    const tenMinutesFast = morning + 600_000;
    const report = { step: 'offer-created', local: of('offer'), at: tenMinutesFast } as const;

    take(report, { sentAt: tenMinutesFast + 30 });
    take(report, { sentAt: tenMinutesFast + 30, clock: { offsetMs: -600_000, uncertaintyMs: 5 } });
    take(report, { sentAt: morning });

    expect(hops.map(({ at }) => at - morning)).toEqual([70, 0, 100]);
  });

  it('is not from another day, whatever its page says of the clocks', () => {
    const { stream, take, hops } = intake();
    stream.emit(offer);
    take({ step: 'offer-created', local: of('offer') }, { clock: { offsetMs: -1e15, uncertaintyMs: 5 } });

    expect(hops.map(({ at }) => at)).toEqual([morning + 100 - 86_400_000]);
  });

  it('in a full batch says nothing of the time after it: more may be on its way', () => {
    const { stream, take, hops } = intake();
    stream.emit(join(anna));
    const more = { socket: 'sanna', clock: { offsetMs: 0, uncertaintyMs: 5 }, sentAt: morning + 50 };
    const one = { step: 'media-captured', result: 'reached', at: morning + 20 } as const;

    take(one, { ...more, reports: Array.from({ length: 64 }, () => one) });
    expect(hops.at(-1)).toMatchObject({ kind: 'probe-alive', at: morning + 15 });
    take(one, { ...more, reports: [one] });
    expect(hops.at(-1)).toMatchObject({ kind: 'probe-alive', at: morning + 45 });
  });

  it('is held for as many as there may be; the oldest have to go', async () => {
    const { stream, take, hops, counts } = intake(2);
    take({ step: 'offer-created', local: of('offer') });
    take({ step: 'offer-created', local: of('second') });
    take({ step: 'offer-created', local: of('third') });
    stream.emit(offer);
    await Promise.resolve();

    expect(hops).toEqual([]);
    expect(counts).toEqual({ matched: 0, held: 3, unmatched: 1 });
  });

  it('is held with so many others of its description and no more; the oldest have to go', async () => {
    const { stream, take, hops, counts } = intake(1000);
    for (let made = 0; made < 300; made++) take({ step: 'offer-created', local: of('offer') });
    stream.emit(offer);
    await Promise.resolve();

    expect(hops).toHaveLength(256);
    expect(counts).toEqual({ matched: 256, held: 300, unmatched: 44 });
  });

  it('of the devices of a page with very many calls is one of some of them, however often it is in a batch', () => {
    const calls = Array.from({ length: 200 }, (_, index) => refOf(`open${index}`));
    const { stream, reports, hops } = intake(100, calls);
    stream.emit(join(anna));
    const asked = { step: 'media-requested', at: morning, result: 'reached' } as const;

    reports.take({
      probe: 'pageofanna',
      sentAt: morning,
      socket: 'sanna',
      reports: Array.from({ length: 64 }, () => asked),
    });

    expect(hops.filter(({ kind }) => kind === 'media-requested')).toHaveLength(256);
  });
});
