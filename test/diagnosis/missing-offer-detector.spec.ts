import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { described, gathering } from '../support/gathering.js';
import { causesOf, pass } from '../support/passing.js';
import { anna, boris, morning } from '../support/stories.js';

const carol = { id: 'cccccccccccccccccccc', username: 'Carol' };

describe('a pair that never calls', () => {
  beforeEach(() => void jest.useFakeTimers({ now: morning, doNotFake: ['queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('is told, once, when a probe was asked and has nothing to say', () => {
    const { join, verdicts } = gathering();
    join({ ...boris, probe: true });
    join({ ...anna, probe: true });
    jest.advanceTimersByTime(4900);
    expect(verdicts).toEqual([]);
    jest.advanceTimersByTime(60_000);

    expect(verdicts).toMatchObject([{ verdict: { outcome: 'failed', cause: 'never-offered', owedBy: 'both' } }]);
    expect((verdicts[0]?.settledAt ?? 0) - morning).toBeLessThan(5500);
  });

  it('is not told where no page has a probe, or where the probe does not answer', () => {
    const { join, verdicts, report } = gathering();
    join(boris);
    join(anna);
    report(anna.id);
    jest.advanceTimersByTime(60_000);

    expect(verdicts).toEqual([]);
  });

  it('is not told where an offer comes in time, either way', () => {
    const { join, verdicts, offer } = gathering();
    join({ ...boris, probe: true });
    join({ ...anna, probe: true });
    jest.advanceTimersByTime(4900);
    offer(boris.id, anna.id);
    jest.advanceTimersByTime(1000);

    expect(verdicts.filter(({ verdict }) => verdict.cause === 'never-offered')).toEqual([]);
  });

  it('is not told of somebody who left before', () => {
    const { join, leave, verdicts } = gathering();
    join({ ...boris, probe: true });
    join({ ...anna, probe: true });
    jest.advanceTimersByTime(4000);
    leave(boris);
    jest.advanceTimersByTime(60_000);

    expect(verdicts).toEqual([]);
  });

  it.each(['itself', 'an id that it had before'])('gives way to the offer that comes after all, to %s', async (to) => {
    const { join, verdicts, offer, stream, hop } = gathering();
    for (const who of [boris, anna]) join({ ...who, probe: true });
    jest.advanceTimersByTime(6000);
    if (to === 'itself') offer(boris.id, anna.id);
    else stream.emit(hop('offer-forwarded', { result: 'refused', from: { id: boris.id }, movedTo: anna.id }));
    await Promise.resolve();

    expect(verdicts.map(({ verdict }) => verdict.outcome)).toEqual(['failed', 'superseded']);
  });

  it('names the page whose microphone was refused', () => {
    const { join, verdicts, report } = gathering();
    join({ ...anna, probe: true });
    report(
      anna.id,
      { step: 'media-captured', result: 'failed', failure: { name: 'NotAllowedError' } },
      { step: 'connection-closed', local: described('check'), connection: 1 },
    );
    jest.advanceTimersByTime(2000);
    join({ ...boris, probe: true });
    jest.advanceTimersByTime(10_000);

    expect(verdicts).toMatchObject([
      { handshake: { caller: { id: anna.id } }, verdict: { cause: 'media-denied', owedBy: 'caller' } },
    ]);
  });

  it('names the page that keeps its offer to itself, and the network that lost one', () => {
    for (const dead of [false, true]) {
      const { join, verdicts, report } = gathering();
      join({ ...boris });
      join({ ...anna, probe: true, dead });
      report(anna.id, { step: 'offer-created', local: described('a'), connection: 1 });
      report(anna.id, { step: 'candidates-gathered', local: described('a'), connection: 1 });
      jest.advanceTimersByTime(10_000);

      expect(verdicts).toHaveLength(1);
      expect(verdicts[0]?.verdict).toMatchObject(
        dead ? { cause: 'message-lost', owedBy: 'caller-network' } : { cause: 'never-offered', variant: 'unsent' },
      );
    }
  });

  it('names the event that the gateway refused, by whichever clock the offer is told that it was', () => {
    const { join, verdicts, report, stream, hop } = gathering({ uncertaintyMs: null, delayMs: 3000 });
    join({ ...boris, probe: true });
    join({ ...anna, probe: true, dead: true });
    jest.advanceTimersByTime(100);
    stream.emit(
      hop('event-received', { result: 'refused', reason: 'unknown-event', event: 'call', from: { id: anna.id } }),
    );
    jest.advanceTimersByTime(3000);
    report(
      anna.id,
      { step: 'offer-created', local: described('a'), connection: 1 },
      { step: 'candidates-gathered', local: described('a'), connection: 1 },
    );
    jest.advanceTimersByTime(20_000);

    expect(verdicts.at(-1)?.verdict).toMatchObject({ cause: 'rejected', owedBy: 'caller' });
  });

  it('says nothing of an offer that may have been for one of several', () => {
    const { join, verdicts, report } = gathering();
    join(boris);
    join(carol);
    join({ ...anna, probe: true });
    report(anna.id, { step: 'offer-created', local: described('a'), connection: 1 });
    report(anna.id, { step: 'candidates-gathered', local: described('a'), connection: 1 });
    jest.advanceTimersByTime(20_000);

    expect(verdicts).toEqual([]);
  });

  it('says nothing of an offer on a connection that the page has closed: that was a check of its own', () => {
    const { join, verdicts, report } = gathering();
    join({ ...boris, probe: true });
    join({ ...anna, probe: true });
    report(anna.id, { step: 'offer-created', local: described('a'), connection: 1 });
    report(anna.id, { step: 'connection-closed', local: described('a'), connection: 1 });
    jest.advanceTimersByTime(4900);

    expect(verdicts).toEqual([]);
    jest.advanceTimersByTime(1000);
    expect(verdicts).toMatchObject([{ verdict: { cause: 'never-offered', stage: 'offer-created' } }]);
  });
});

const made = (session: string) => ({ step: 'offer-created', local: described(session), connection: 1 }) as const;

describe('pages that are slow, or need no call', () => {
  beforeEach(() => void jest.useFakeTimers({ now: morning, doNotFake: ['queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());
  it('are not told while the user of the one who came first is being asked for the microphone', async () => {
    const { join, verdicts, report } = gathering();
    join({ ...anna, probe: true });
    await pass(1000);
    join({ ...boris, probe: true });
    await pass(1100);
    report(anna.id, { step: 'media-requested' });
    await pass(20_000);
    expect(verdicts).toEqual([]);

    await pass(20_000);
    expect(causesOf(verdicts)).toEqual(['never-offered']);
  });

  it('are not told while the one who came first gathers candidates for its offer', async () => {
    const { join, verdicts, report, offer } = gathering();
    join({ ...anna, probe: true });
    await pass(1000);
    join({ ...boris, probe: true });
    await pass(100);
    report(anna.id, made('a'));
    await pass(8000);
    report(anna.id, { step: 'candidates-gathered', local: described('a'), connection: 1 });
    offer(anna.id, boris.id, 'a');
    await pass(100);

    expect(verdicts).toEqual([]);
  });

  it('are not told to ignore offers, however many, while their user is being asked for the microphone', async () => {
    const { join, verdicts, report, offer } = gathering();
    join({ ...anna, probe: true });
    join({ ...carol, probe: true });
    offer(anna.id, carol.id);
    join({ ...boris, probe: true });
    offer(anna.id, boris.id);
    await pass(1100);
    report(boris.id, { step: 'media-requested' });
    offer(carol.id, boris.id);
    await pass(10_000);

    expect(verdicts.filter(({ handshake }) => handshake.ref.callee === boris.id)).toEqual([]);
  });

  it('are not told where one calls all the others and those do not call each other', async () => {
    const { join, verdicts, offer } = gathering();
    join({ ...anna, probe: true });
    join({ ...boris, probe: true });
    offer(anna.id, boris.id);
    join({ ...carol, probe: true });
    offer(anna.id, carol.id);
    await pass(10_000);

    expect(causesOf(verdicts)).not.toContain('never-offered');
  });

  it('are told no more when a third has called both', async () => {
    const { join, verdicts, offer } = gathering();
    for (const who of [boris, carol, anna]) join({ ...who, probe: who !== anna });
    offer(anna.id, boris.id);
    await pass(10_000);
    expect(causesOf(verdicts)).toContain('never-offered');
    offer(anna.id, carol.id);
    await pass(100);
    expect(verdicts.at(-1)?.verdict.outcome).toBe('superseded');
  });

  it('are not told of two participants that are one page', async () => {
    const { join, verdicts, share } = gathering();
    join({ ...anna, probe: true });
    join(boris);
    share(anna.id, boris.id);
    await pass(10_000);

    expect(verdicts).toEqual([]);
  });

  it('are not told of a page that comes back under a new id while its connection stands', async () => {
    const { join, leave, verdicts, report, offer, share } = gathering();
    join({ ...anna, probe: true });
    join({ ...boris, probe: true });
    offer(anna.id, boris.id, 'a');
    report(anna.id, made('a'));
    report(boris.id, { step: 'offer-applied', remote: described('a'), connection: 1 });
    await pass(9000);
    leave(anna);
    const again = { id: 'eeeeeeeeeeeeeeeeeeee', username: 'Anna' };
    join(again);
    share(anna.id, again.id);
    await pass(10_000);

    expect(causesOf(verdicts)).not.toContain('never-offered');
  });

  it('are not told of an offer that renegotiates with somebody else', async () => {
    const { join, verdicts, report, offer } = gathering();
    join({ ...anna, probe: true });
    join(boris);
    offer(anna.id, boris.id, 'a');
    report(anna.id, made('a'));
    join(carol);
    const next = { ...described('a'), version: 'v2' };
    report(anna.id, { step: 'offer-created', local: next, connection: 1 });
    report(anna.id, { step: 'candidates-gathered', local: next, connection: 1 });
    await pass(4500);

    expect(verdicts.filter(({ handshake }) => handshake.ref.callee === carol.id)).toEqual([]);
  });

  it('are not told that a message was lost where none was made', async () => {
    const { join, verdicts, report } = gathering();
    join({ ...anna, dead: true });
    report(anna.id);
    join(boris);
    await pass(20_000);

    expect(verdicts).toEqual([]);
  });

  it('are told as soon as a probe that came late was asked, whose connection works', async () => {
    const { join, verdicts, report } = gathering();
    join(boris);
    join(anna);
    await pass(10_000);
    join({ ...anna, probe: true });
    report(anna.id);
    await pass(35_000);

    expect(causesOf(verdicts)).toEqual(['never-offered']);
  });

  it('are told once of each, and of a few', async () => {
    const { join, verdicts } = gathering();
    join(boris);
    join(carol);
    join({ ...anna, probe: true });
    for (let other = 10; other < 30; other++) join({ id: `${other}`.repeat(10), username: `${other}` });
    await pass(40_000);

    const missed = verdicts.map(({ handshake }) => handshake.ref.callee);
    expect(new Set(missed).size).toBe(missed.length);
    expect(missed).toHaveLength(8);
  });
});

/** The two call each other as soon as both are there, and over another channel. */
async function answeredElsewhere(clock: { uncertaintyMs: number; behindMs: number }) {
  const { join, verdicts, report } = gathering(clock);
  join({ ...anna, probe: true });
  await pass(1000);
  join({ ...boris, probe: true });
  await pass(20);
  report(anna.id, made('a'));
  report(boris.id, { step: 'answer-created', local: described('b'), remote: described('a'), connection: 1 });
  await pass(10_000);
  return causesOf(verdicts);
}

describe('clocks that are apart', () => {
  beforeEach(() => void jest.useFakeTimers({ now: morning, doNotFake: ['queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('hide no call that is made over another channel at once', async () => {
    expect(await answeredElsewhere({ uncertaintyMs: 150, behindMs: 120 })).toEqual(['not-judged']);
  });

  it('leave a call alone that was surely made before', async () => {
    expect(await answeredElsewhere({ uncertaintyMs: 50, behindMs: 120 })).toEqual(['never-offered']);
  });

  it('hide no offer that is made at once and kept', async () => {
    const { join, verdicts, report } = gathering({ uncertaintyMs: 150, behindMs: 120 });
    join({ ...anna, probe: true });
    await pass(1000);
    join(boris);
    await pass(20);
    report(anna.id, made('a'), { step: 'candidates-gathered', local: described('a'), connection: 1 });
    await pass(10_000);

    expect(verdicts).toMatchObject([{ verdict: { cause: 'never-offered', variant: 'unsent' } }]);
  });
});
