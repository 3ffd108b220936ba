import type { Hop } from '../../src/domain/hop.js';
import {
  answered,
  answerForwarded,
  answerReceived,
  hop,
  offered,
  offerDelivered,
  offerForwarded,
  offerReceived,
  ref,
  refused,
  signaled,
  verdictAt,
} from './hops.js';

const between = (one: Hop): Hop => ({ ...one, between: true });
const crossed = (message: 'offer' | 'answer', at: number): Hop =>
  between(hop(`${message}-crossed`, at, { message, from: { id: message === 'offer' ? ref.caller : ref.callee } }));
const offeredAcross = [between(offerReceived(0)), crossed('offer', 1), between(offerForwarded(2)), offerDelivered(4)];

describe('a handshake between two instances', () => {
  it('has a rung for the way between them, in each direction', () => {
    const answer = [between(answerReceived(50)), crossed('answer', 52), between(answerForwarded(53))];
    const { rungs } = verdictAt(60, [...offeredAcross, ...answer]);
    expect(rungs).toHaveLength(18);
    expect(rungs.filter(({ stage }) => stage.endsWith('-crossed'))).toMatchObject([
      { stage: 'offer-crossed', status: 'reached', seenBy: 'gateway' },
      { stage: 'answer-crossed', status: 'reached', seenBy: 'gateway' },
    ]);
  });

  it('has none where both are connected to the same instance', () => {
    expect(verdictAt(100, signaled).rungs.map(({ stage }) => stage)).not.toContain('offer-crossed');
  });

  it('waits for the word of the other instance, and then says that the gateway owes it', () => {
    const story = [between(offerReceived(0))];
    expect(verdictAt(1999, story)).toMatchObject({ outcome: 'pending', stage: 'offer-crossed' });
    expect(verdictAt(2000, story)).toMatchObject({
      outcome: 'failed',
      cause: 'gateway-lost',
      variant: 'between',
      owedBy: 'gateway',
      stage: 'offer-crossed',
      facts: { message: 'offer', sender: 'caller', seconds: 2 },
    });
  });

  it('takes the verdict back when the other instance speaks up late', () => {
    expect(verdictAt(2001, offeredAcross)).toMatchObject({ outcome: 'pending', stage: 'answer-received' });
  });

  it('is lost to the gateway at once where the other instance cannot be reached', () => {
    const story = [between(offerReceived(0)), refused(between(offerForwarded(1)), 'instance-unreachable')];
    expect(verdictAt(1, story)).toMatchObject({
      outcome: 'failed',
      cause: 'gateway-lost',
      variant: 'unreachable',
      owedBy: 'gateway',
      stage: 'offer-crossed',
    });
  });

  it('is lost where it came in, when that instance could not hand it on', () => {
    const story = [refused(between(offerReceived(0)), 'instance-unreachable')];
    expect(verdictAt(1, story)).toMatchObject({ cause: 'gateway-lost', variant: 'unreachable', owedBy: 'gateway' });
  });

  it('goes on while an answer is on its way, though a second one was refused', () => {
    const story = [...offered, between(answerReceived(50)), refused(between(answerReceived(51)), 'malformed')];
    expect(verdictAt(52, story)).toMatchObject({ outcome: 'pending', stage: 'answer-crossed' });
    expect(verdictAt(52, [...offered, refused(between(answerReceived(51)), 'malformed')])).toMatchObject({
      cause: 'rejected',
    });
  });

  it('names the sender of the answer that did not get across', () => {
    const story = [
      ...offered,
      between(answerReceived(50)),
      refused(between(answerForwarded(51)), 'instance-unreachable'),
    ];
    expect(verdictAt(60, story)).toMatchObject({
      variant: 'unreachable',
      stage: 'answer-crossed',
      facts: { message: 'answer', sender: 'callee' },
    });
  });
});

describe('a handshake whose instance is lost', () => {
  const lost = hop('instance-lost', 500);

  it('is gateway-lost while it is going', () => {
    expect(verdictAt(501, [...offered, lost])).toMatchObject({
      outcome: 'failed',
      cause: 'gateway-lost',
      variant: 'lost',
      owedBy: 'gateway',
    });
  });

  it('is not where its own wait was over before that: the callee had owed the answer', () => {
    expect(verdictAt(8000, [...offered, hop('instance-lost', 7100)]).cause).not.toBe('gateway-lost');
  });

  it('is not where nothing was missing any more', () => {
    expect(verdictAt(2000, [...signaled, lost])).toMatchObject({ outcome: 'signaled' });
  });

  it('has the verdict withdrawn where it came about all the same', () => {
    expect(verdictAt(2000, [...answered, lost, ...signaled.slice(answered.length)])).toMatchObject({
      outcome: 'signaled',
    });
  });
});
