import {
  acknowledging,
  alive,
  answered,
  answerForwarded,
  answerHandled,
  answerReceived,
  ids,
  left,
  offered,
  polling,
  probe,
  probeAlive,
  probeStarted,
  signaled,
  storyWaits,
  threw,
  verdictAt,
} from './hops.js';

const watchedCaller = [probeStarted('caller', 0), ...answered, probe('caller', 'offer-created', 0)];
const heard = [alive('caller', 2100), probeAlive('caller', 2100)];
/** A page of our client library. */
const ofTheLibrary = [...answered, answerForwarded(51, acknowledging)];

describe('answer-ignored', () => {
  it('is a page with a probe that never calls setRemoteDescription for the answer', () => {
    expect(verdictAt(2200, [...watchedCaller, ...heard])).toMatchObject({
      outcome: 'failed',
      cause: 'answer-ignored',
      owedBy: 'caller',
      stage: 'answer-applied',
      evidence: 'probe',
      facts: { seconds: 2 },
      gaps: [],
    });
  });

  it('says that its own code threw when the answer came', () => {
    const story = [...watchedCaller, threw('caller', 'page-threw', 60, { name: 'TypeError' })];
    const broke = { cause: 'answer-ignored', owedBy: 'caller', variant: 'broke', facts: { error: 'TypeError' } };
    expect(verdictAt(2200, [...story, ...heard])).toMatchObject(broke);
  });

  it('is a page of our client library that does not take the message', () => {
    expect(verdictAt(2200, [...ofTheLibrary, alive('caller', 2100)])).toMatchObject({
      cause: 'answer-ignored',
      owedBy: 'caller',
      stage: 'answer-handled',
      evidence: 'transport',
    });
  });

  it('is a page over HTTP polling that has acknowledged the answer, and whose probe has not seen it applied', () => {
    const sight = { ...polling, page: true };
    const story = [...offered, answerReceived(50), answerForwarded(51, sight), answerHandled(53)];
    const probed = [probeStarted('caller', 0, undefined, sight), ...story, probe('caller', 'offer-created', 0)];
    expect(verdictAt(2200, [...probed, probeAlive('caller', 2100)])).toMatchObject({
      cause: 'answer-ignored',
      owedBy: 'caller',
      stage: 'answer-applied',
    });
  });

  it('is not said where nobody knows whether the answer has arrived', () => {
    const story = [...offered, answerReceived(50), answerForwarded(51, polling)];
    const probed = [probeStarted('caller', 0, undefined, polling), ...story, probe('caller', 'offer-created', 0)];
    const verdict = verdictAt(9000, [...probed, probeAlive('caller', 8000)]);
    expect(verdict).toMatchObject({ outcome: 'failed', stage: 'answer-applied', owedBy: 'not-known' });
    expect(verdict.cause).toBeUndefined();
  });

  it('is late, and may still be taken, until the wait for people is over', () => {
    const overdue = { verdict: { cause: 'answer-ignored', owedBy: 'caller' } };
    const waits = { ...storyWaits, ring: 30_000 };
    expect(verdictAt(2200, [...watchedCaller, ...heard], waits)).toMatchObject({ outcome: 'pending', overdue });
  });

  it('is not said before a pong proves that the page is silent, and not its connection', () => {
    expect(verdictAt(2100, watchedCaller)).toMatchObject({ outcome: 'pending', ask: [ids.caller] });
    expect(verdictAt(9000, watchedCaller)).toMatchObject({ cause: 'message-lost', owedBy: 'caller-network' });
  });

  it('is not said of a page without a probe, nor of one whose probe does not answer', () => {
    expect(verdictAt(2200, [...signaled, alive('caller', 2100)]).cause).toBeUndefined();
    expect(verdictAt(9000, [...watchedCaller, alive('caller', 2100)]).cause).not.toBe('answer-ignored');
  });

  it('is not said of who had gone, whose network broke, or who could not apply it', () => {
    expect(verdictAt(9000, [...watchedCaller, left('callee', 1000)])).toMatchObject({ outcome: 'abandoned' });
    expect(verdictAt(9000, [...watchedCaller, left('callee', 1000, 'lost'), ...heard])).toMatchObject({
      cause: 'message-lost',
      owedBy: 'callee-network',
    });
    const failed = threw('caller', 'answer-applied', 60, { name: 'InvalidStateError', signalingState: 'stable' });
    expect(verdictAt(9000, [...watchedCaller, failed, ...heard])).toMatchObject({ cause: 'answer-refused' });
  });
});
