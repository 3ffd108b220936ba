import {
  acknowledging,
  alive,
  answerReceived,
  offerForwarded,
  offerHandled,
  offerReceived,
  offered,
  polling,
  probeAlive,
  verdictAt,
  probeStarted,
} from './hops.js';

const offeredWithProbe = [probeStarted('callee', 0), ...offered];

describe('no-answer', () => {
  it('is a page that keeps silent although the offer is in its browser and its connection works', () => {
    expect(verdictAt(5100, [...offered, alive('callee', 5010)])).toMatchObject({
      outcome: 'failed',
      cause: 'no-answer',
      owedBy: 'callee',
      stage: 'answer-received',
      evidence: 'transport',
      facts: { seconds: 5 },
    });
  });

  it('is a page that got the offer over HTTP polling, and has gone over to a WebSocket since', () => {
    const polled = [offerReceived(0), offerForwarded(1, polling)];
    expect(verdictAt(15_000, polled)).toMatchObject({ outcome: 'failed', owedBy: 'not-known' });
    const upgraded = verdictAt(5200, [...polled, alive('callee', 100), alive('callee', 5150)]);
    expect(upgraded).toMatchObject({ cause: 'no-answer', owedBy: 'callee', evidence: 'transport' });
  });

  it('is a page of our client library that does not take the message', () => {
    const story = [offerReceived(0), offerForwarded(1, acknowledging), ...offered.slice(2), alive('callee', 2100)];
    expect(verdictAt(2200, story)).toMatchObject({ cause: 'no-answer', stage: 'offer-handled' });
  });

  it('is not a page that took the message and answered in time', () => {
    const story = [offerReceived(0), offerForwarded(1, acknowledging), ...offered.slice(2), offerHandled(4)];
    expect(verdictAt(60, [...story, answerReceived(50)])).toMatchObject({ outcome: 'pending' });
  });

  it('is not said where a probe could tell more', () => {
    expect(verdictAt(5100, [...offeredWithProbe, alive('callee', 5010), probeAlive('callee', 5010)]).cause).toBe(
      'offer-ignored',
    );
  });

  it('is not said over HTTP polling: nobody knows whether the offer has arrived', () => {
    const verdict = verdictAt(9000, [offerReceived(0), offerForwarded(1, polling)]);
    expect(verdict).toMatchObject({ outcome: 'failed', stage: 'answer-received', owedBy: 'not-known' });
    expect(verdict.cause).toBeUndefined();
  });
});
