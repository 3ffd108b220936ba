import { describe, expect, it } from '@jest/globals';
import type { Waits } from '../../src/domain/ladder.js';
import type { Hop, Strayed } from '../../src/domain/hop.js';
import { tell } from '../../src/locales/tell.js';
import {
  answerForwarded,
  answerReceived,
  description,
  hop,
  ids,
  offerDelivered,
  offerForwarded,
  offerReceived,
  ref,
  signaled,
  storyWaits,
  verdictAt,
} from './hops.js';

/** What a watched server has not handed on. */
function strayed(kind: 'offer' | 'answer' | 'ice-candidate', at: number, where: Strayed): Hop {
  const from = { id: kind === 'answer' ? ids.callee : ids.caller };
  const step = kind === 'ice-candidate' ? 'candidate-forwarded' : (`${kind}-forwarded` as const);
  return hop(step, at, { message: kind, from, result: 'failed', strayed: where });
}

/** What a watched server got once and has written twice. */
const again = (at: number): Hop => ({ ...offerForwarded(at), twice: 'call' });

const answeredBy = (at: number, session: string) => answerReceived(at, { ...description(), session });

/** With the wait for people: what is late has not failed before it is over. */
const waits: Waits = { ...storyWaits, ring: 30_000 };
const ring = 31_000;
const judged = (at: number, hops: readonly Hop[]) => verdictAt(at, hops, waits);

describe('a watched server that hands on to nobody', () => {
  const lost = [offerReceived(0), strayed('offer', 3000, { to: 'nobody', event: 'call-user' })];

  it('is late within seconds, and named', () => {
    expect(judged(3010, lost)).toMatchObject({
      outcome: 'pending',
      overdue: { verdict: { cause: 'not-forwarded', owedBy: 'server', stage: 'offer-forwarded' } },
    });
  });

  it('has failed once nothing may come any more', () => {
    expect(judged(ring, lost)).toMatchObject({
      outcome: 'failed',
      cause: 'not-forwarded',
      owedBy: 'server',
      evidence: 'gateway',
      facts: { message: 'offer', side: 'caller', event: 'call-user' },
    });
  });

  it('is not blamed once it has handed it on', () => {
    const verdict = judged(4100, [...lost, offerForwarded(4000), offerDelivered(4010)]);
    expect(verdict.cause).toBeUndefined();
    expect(verdict.overdue).toBeUndefined();
  });

  it('has a text of its own where it sent it back', () => {
    const verdict = judged(ring, [offerReceived(0), strayed('offer', 3000, { to: 'sender' })]);
    expect(verdict).toMatchObject({ cause: 'not-forwarded', variant: 'returned', facts: { event: 'message' } });
  });

  it('is not blamed where nobody else is seen', () => {
    const verdict = judged(ring, [offerReceived(0), strayed('offer', 3000, { to: 'nobody', unseen: 'all' })]);
    expect(verdict).toMatchObject({ outcome: 'not-judged', owedBy: 'not-known', variant: 'alone' });
  });

  it.each(['nobody', 'sender', 'another'] as const)(
    'is not blamed where somebody who is not seen may have got what went to %s',
    (to) => {
      const verdict = judged(ring, [offerReceived(0), strayed('offer', 3000, { to, unseen: 'some' })]);
      expect(verdict).toMatchObject({ outcome: 'not-judged', owedBy: 'not-known', variant: 'unseen' });
    },
  );

  it.each([
    ['nobody', 'not-forwarded'],
    ['another', 'forwarded-to-another'],
  ] as const)('owes an answer that went to %s: %s', (to, cause) => {
    const hops = [
      offerReceived(0),
      offerForwarded(1),
      offerDelivered(5),
      answerReceived(50),
      strayed('answer', 3050, { to }),
    ];
    expect(judged(ring, hops)).toMatchObject({
      outcome: 'failed',
      cause,
      owedBy: 'server',
      stage: 'answer-forwarded',
    });
  });

  it('owes an offer that went to another than the one whom it names, until that one has it', () => {
    const hops = [offerReceived(0), strayed('offer', 3000, { to: 'another', event: 'call-user' })];
    expect(judged(ring, hops)).toMatchObject({
      outcome: 'failed',
      cause: 'forwarded-to-another',
      variant: 'offer',
      owedBy: 'server',
      stage: 'offer-forwarded',
      facts: { event: 'call-user' },
    });
    expect(judged(4100, [...hops, offerForwarded(4000), offerDelivered(4010)])).toMatchObject({ outcome: 'pending' });
  });

  it('owes the candidates of a side, none of which came through', () => {
    const candidate = { bytes: 100, end: false, type: 'host' } as const;
    const hops = [
      offerReceived(0),
      offerForwarded(1),
      offerDelivered(5),
      answerReceived(50),
      answerForwarded(51),
      hop('answer-delivered', 55, {
        message: 'answer',
        from: { id: ids.callee },
        to: { id: ids.caller },
        seenBy: 'transport',
      }),
      hop('candidate-received', 20, { message: 'ice-candidate', from: { id: ids.caller }, candidate }),
      { ...strayed('ice-candidate', 3020, { to: 'nobody', event: 'ice' }), candidate },
    ];
    expect(judged(ring + 5000, hops)).toMatchObject({
      outcome: 'failed',
      cause: 'not-forwarded',
      variant: 'candidates',
      owedBy: 'server',
      facts: { side: 'caller', event: 'ice' },
    });
  });
});

describe('a watched server that hands on an offer twice', () => {
  it('owes a call that does not come up since two connections have answered', () => {
    const hops = [
      offerReceived(0),
      offerForwarded(1),
      again(2),
      answeredBy(50, 'the first'),
      answeredBy(55, 'the second'),
    ];
    const verdict = judged(ring + 10_000, hops);
    expect(verdict).toMatchObject({
      outcome: 'failed',
      cause: 'forwarded-twice',
      owedBy: 'server',
      facts: { event: 'call' },
    });
    const once = judged(
      ring + 10_000,
      hops.filter((one) => one.twice === undefined),
    );
    expect(once.cause).toBe('answer-unexpected');
  });

  it('is remarked on where the call comes up', () => {
    const verdict = judged(5000, [...signaled, again(70)]);
    expect(verdict.cause).toBeUndefined();
    expect(verdict.notes).toEqual([
      {
        code: 'forwarded-twice',
        remark: 'forwarded-twice',
        facts: { message: 'offer', side: 'caller', event: 'call' },
      },
    ]);
  });
});

describe('what is said of a call that a watched server passes on', () => {
  const lost = [offerReceived(0), offerForwarded(1)].map((one) => ({
    ...one,
    handshake: { ...ref, relayedBy: 'server' as const },
  }));

  it.each([
    ['en', 'left the server', 'gateway'],
    ['ru', 'ушёл с сервера', 'шлюз'],
  ] as const)('speaks of a server, and of no gateway: %s', (language, said, unsaid) => {
    const { sentence } = tell(judged(ring, lost), language, 'developer');
    expect(sentence).toContain(said);
    expect(sentence).not.toContain(unsaid);
    expect(tell(judged(ring, [offerReceived(0), offerForwarded(1)]), language, 'developer').sentence).toContain(unsaid);
  });
});

describe('a watched server that closes the connection of one of the two', () => {
  const cut = [offerReceived(0), offerForwarded(1), hop('left', 100, { from: { id: ids.callee }, departure: 'cut' })];
  const watched = cut.map((one) => ({ ...one, handshake: { ...ref, relayedBy: 'server' as const } }));

  it('owes the call, and no network does', () => {
    expect(judged(110, watched)).toMatchObject({
      outcome: 'failed',
      cause: 'gateway-lost',
      variant: 'watched',
      owedBy: 'server',
      facts: { side: 'callee' },
    });
  });
});
