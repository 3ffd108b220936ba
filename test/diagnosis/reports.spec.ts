import { describe, expect, it } from '@jest/globals';
import { described, intake as anyIntake, of, type Person, type Said } from '../support/reporting.js';
import { anna, boris, morning, refOf, storyOf } from '../support/stories.js';

const call = refOf('call');
const offer = described(storyOf(call).offerReceived, 'offer');
const answer = described(storyOf(call).answerReceived, 'answer');

/** The intake, with both in the room. */
function intake(limit?: number) {
  const all = anyIntake(limit === undefined ? {} : { limit });
  all.join(anna);
  all.join(boris);
  return all;
}

describe('a report', () => {
  it.each<[string, Said, Person]>([
    ['an offer its page has made', { step: 'offer-created', local: of('offer') }, anna],
    ['an offer its page has applied', { step: 'offer-applied', remote: of('offer') }, boris],
    ['an answer made for that offer', { step: 'answer-created', local: of('answer'), remote: of('offer') }, boris],
    ['an answer its page has applied', { step: 'answer-applied', local: of('offer'), remote: of('answer') }, anna],
    ['a path, by the caller', { step: 'ice-connected', local: of('offer'), remote: of('answer') }, anna],
    ['a path, by the callee', { step: 'ice-connected', local: of('answer'), remote: of('offer') }, boris],
  ])('of %s is a hop of its handshake, and of the side that speaks', (_, report, speaker) => {
    const { emit, says, hops } = intake();
    emit(offer, answer);

    expect(says(speaker, report)).toBe(1);

    expect(hops).toEqual([
      {
        kind: report.step,
        result: 'reached',
        seenBy: 'probe',
        at: morning + 100,
        tookMs: 0,
        handshake: call,
        from: { id: speaker.id },
      },
    ]);
  });

  it('that comes ahead of its message is held until that is there', async () => {
    const { emit, says, hops, counts } = intake();

    expect(says(anna, { step: 'offer-created', local: of('offer') })).toBe(0);
    emit(offer);
    await Promise.resolve();

    expect(hops).toMatchObject([{ kind: 'offer-created', handshake: call, from: { id: anna.id } }]);
    expect(counts).toEqual({ matched: 1, held: 1, unmatched: 0 });
  });

  it('of a description that nobody has relayed changes nothing', () => {
    const { emit, says, hops } = intake();
    emit(offer);

    says(boris, { step: 'offer-applied', remote: of('another') });
    says(boris, { step: 'offer-applied', remote: { ...of('offer'), version: 'v2' } });

    expect(hops).toEqual([]);
  });

  it('is not believed from another page than the one that is known to be the speaker’s', () => {
    const { emit, take, says, hops } = intake();
    says(boris, { step: 'media-captured' });
    emit(offer);
    hops.length = 0;

    const forged = { step: 'offer-applied', result: 'failed', remote: of('offer') } as const;
    expect(take(forged, { probe: 'pageofthecaller' })).toBe(0);
    expect(says(anna, forged)).toBe(0);
    expect(hops).toEqual([]);
    expect(says(boris, { ...forged, result: 'reached' })).toBe(1);
  });

  it('over a socket speaks for the participant of that socket only', () => {
    const { emit, take, hops } = intake();
    emit(offer);

    expect(take({ step: 'offer-applied', remote: of('offer') }, {}, { reporter: anna.id })).toBe(0);
    expect(take({ step: 'offer-applied', remote: of('offer') }, {}, { reporter: boris.id })).toBe(1);

    expect(hops).toHaveLength(1);
  });

  it('that names no description belongs to the latest handshake of its page, once there is one', async () => {
    const { emit, says, hops } = intake();
    emit(offer);
    const denied = { step: 'media-captured', result: 'failed', failure: { name: 'NotAllowedError' } } as const;

    expect(says(boris, denied)).toBe(0);
    says(boris, { step: 'offer-applied', remote: of('offer') });
    await Promise.resolve();

    expect(hops.map(({ kind }) => kind)).toEqual(['offer-applied', 'media-captured']);
    expect(hops[1]).toMatchObject({ from: { id: boris.id }, failure: { name: 'NotAllowedError' } });
  });

  it('of a candidate that came first is believed by its username fragment from a page that is known only', () => {
    const { emit, take, says, hops } = intake();
    emit(offer);
    const lost = { step: 'candidate-applied', result: 'failed', remote: { ufrag: 'uoffer' } } as const;

    take(lost, { probe: 'astrangersone' });
    expect(hops).toEqual([]);

    says(boris, { step: 'probe-started', remote: of('offer') });
    says(boris, lost);
    expect(hops.map(({ kind, from }) => [kind, from?.id])).toEqual([
      ['probe-started', boris.id],
      ['candidate-applied', boris.id],
    ]);
  });

  it('that is sent again is taken once, whether it had to wait for its message or not', async () => {
    const { emit, says, hops } = intake();
    const created = { step: 'offer-created', local: of('offer') } as const;
    says(anna, created);
    says(anna, created);
    emit(offer);
    await Promise.resolve();
    expect(says(anna, created)).toBe(0);
    expect(hops).toHaveLength(1);
  });

  it('has its time on the clock of the gateway, and never in the future', () => {
    const { emit, says, hops } = intake();
    emit(offer);
    const tenMinutesFast = morning + 600_000;
    const report = { step: 'offer-created', local: of('offer'), at: tenMinutesFast } as const;

    says(anna, report, { sentAt: tenMinutesFast + 30 });
    const compared = { sentAt: tenMinutesFast + 30, clock: { offsetMs: -600_000, uncertaintyMs: 5 } };
    says(anna, { ...report, connection: 2 }, compared);
    says(anna, { ...report, connection: 3 }, { sentAt: morning });

    expect(hops.map(({ at }) => at - morning)).toEqual([70, 0, 100]);
  });

  it('is not from another day, whatever its page says of the clocks', () => {
    const { emit, says, hops } = intake();
    emit(offer);
    says(anna, { step: 'offer-created', local: of('offer') }, { clock: { offsetMs: -1e15, uncertaintyMs: 5 } });

    expect(hops.map(({ at }) => at)).toEqual([morning + 100 - 86_400_000]);
  });

  it('in a full batch says nothing of the time after it: more may be on its way', () => {
    const { says, alive } = intake();
    const more = { clock: { offsetMs: 0, uncertaintyMs: 5 }, sentAt: morning + 50 };
    const one = { step: 'media-captured', result: 'reached', at: morning + 20 } as const;

    says(
      anna,
      Array.from({ length: 64 }, () => one),
      more,
    );
    expect(alive.at(-1)).toMatchObject({ kind: 'probe-alive', at: morning + 15 });
    says(anna, one, more);
    expect(alive.at(-1)).toMatchObject({ kind: 'probe-alive', at: morning + 45 });
  });

  it('that comes behind others that were lost says so of all that its page is in', () => {
    const { emit, join, says, alive } = intake();
    join(anna);
    emit(offer);
    says(anna, [], { lost: 3 });
    says(anna, []);
    expect(alive.slice(-2).map(({ lost }) => lost)).toEqual([true, undefined]);
  });

  it('is held for as many as there may be; the oldest have to go', async () => {
    const { emit, says, hops, counts } = intake(2);
    says(anna, { step: 'offer-created', local: of('offer') });
    says(anna, { step: 'offer-created', local: of('second') });
    says(anna, { step: 'offer-created', local: of('third') });
    emit(offer);
    await Promise.resolve();

    expect(hops).toEqual([]);
    expect(counts).toEqual({ matched: 0, held: 3, unmatched: 1 });
  });
});
