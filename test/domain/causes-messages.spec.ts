import { sides } from '../../protocol/verdict.js';
import {
  alive,
  answered,
  answerForwarded,
  answerReceived,
  candidate,
  hop,
  ids,
  left,
  negotiated,
  offered,
  offerForwarded,
  offerReceived,
  polling,
  met,
  probe,
  probeAlive,
  probeStarted,
  ref,
  refused,
  signaled,
  storyWaits,
  threw,
  verdictAt,
} from './hops.js';

const malformed = (detail: string) =>
  sides.flatMap((side) => candidate(side, 60).slice(0, 1)).map((one) => ({ ...refused(one, 'malformed'), detail }));
const wrongState = (signalingState: string) =>
  threw('caller', 'answer-applied', 60, { name: 'InvalidStateError', signalingState });

describe('target-missing', () => {
  it('is an offer to somebody who is not in the room: the caller has a stale id', () => {
    const story = [offerReceived(0), refused(offerForwarded(1), 'target-missing')];
    expect(verdictAt(1, story)).toMatchObject({
      outcome: 'failed',
      cause: 'target-missing',
      owedBy: 'caller',
      stage: 'offer-forwarded',
    });
  });

  it('is an offer to oneself too', () => {
    expect(verdictAt(1, [offerReceived(0), refused(offerForwarded(1), 'target-self')]).cause).toBe('target-missing');
  });

  it('is not a participant that was there a moment ago', () => {
    const verdict = verdictAt(1, [offerReceived(0), refused(offerForwarded(1), 'target-left')]);
    expect(verdict).toMatchObject({ outcome: 'abandoned', cause: 'target-left' });
  });
});

describe('target-left', () => {
  it('is a callee that leaves before the offer has been delivered, and no failure', () => {
    const story = [offerReceived(0), offerForwarded(1), left('callee', 5)];
    expect(verdictAt(5, story)).toMatchObject({ outcome: 'abandoned', cause: 'target-left', owedBy: 'callee' });
  });

  it('is not somebody who is called on and on under an old id', () => {
    const again = { ...refused(offerReceived(3000), 'target-missing'), outside: true } as const;
    const story = [refused(offerReceived(0), 'target-left'), again];
    expect(verdictAt(1000, story).cause).toBe('target-left');
    expect(verdictAt(3000, story)).toMatchObject({ outcome: 'failed', cause: 'target-missing', variant: 'outside' });
  });

  it('is not a callee that leaves with the offer in its browser', () => {
    expect(verdictAt(5, [...offered, left('callee', 5)]).cause).toBe('abandoned');
  });

  it('is not a callee that leaves after its wait was over: the offer had not been delivered', () => {
    const story = [offerReceived(0), offerForwarded(1), left('callee', 3000)];
    expect(verdictAt(3000, story).cause).toBe('offer-not-delivered');
  });
});

describe('rejected', () => {
  it('is an offer that the gateway refused, owed by its sender', () => {
    expect(verdictAt(0, [refused(offerReceived(0), 'too-large')])).toMatchObject({
      outcome: 'failed',
      cause: 'rejected',
      owedBy: 'caller',
      stage: 'offer-received',
      facts: { message: 'offer', reason: 'too-large' },
    });
  });

  it('is an answer that the gateway refused, owed by the callee', () => {
    const verdict = verdictAt(50, [...offered, refused(answerReceived(50), 'malformed')]);
    expect(verdict).toMatchObject({ cause: 'rejected', owedBy: 'callee', stage: 'answer-received' });
  });

  it('is a side none of whose candidates was taken: it was not silent', () => {
    const tried = candidate('callee', 60).slice(0, 1);
    const refusals = tried.map((one) => refused(one, 'rate-limited'));
    const story = [...negotiated(['caller'], candidate('caller', 60)), probeAlive('caller', 5099), ...refusals];
    expect(verdictAt(5100, [...story, alive('callee', 5099)])).toMatchObject({
      outcome: 'failed',
      cause: 'rejected',
      owedBy: 'callee',
      stage: 'candidates-exchanged',
      facts: { message: 'ice-candidate', reason: 'rate-limited' },
    });
    expect(verdictAt(5100, [...story, ...candidate('callee', 70)])).toMatchObject({ stage: 'ice-connected' });
  });

  it('is both where the candidates of both were refused, and says which field was wrong', () => {
    const pongs = [alive('caller', 5099), alive('callee', 5099)];
    const both = { cause: 'rejected', owedBy: 'both', stage: 'candidates-exchanged' };
    const text = [...answered, ...malformed('candidate: Invalid input: expected object, received string'), ...pongs];
    expect(verdictAt(5100, text)).toMatchObject({ ...both, variant: 'candidate' });
    const target = [...answered, ...malformed('target: Invalid input: expected string, received undefined'), ...pongs];
    expect(verdictAt(5100, target)).toMatchObject({ ...both, variant: 'target' });
  });

  it.each([
    ['target: Invalid input: expected string, received undefined', 'target'],
    ['offer: Invalid input: expected object, received null', 'description'],
    ['offer.type: Invalid input: expected "offer"', 'description'],
    ['message: must be an object', undefined],
  ])('says which field of an offer was wrong: %s', (detail, variant) => {
    const verdict = verdictAt(0, [{ ...refused(offerReceived(0), 'malformed'), detail }]);
    expect(verdict).toMatchObject({ cause: 'rejected', owedBy: 'caller' });
    expect(verdict.variant).toBe(variant);
  });

  it('is a side whose connection had to be closed for what it did: the gateway is not lost', () => {
    expect(verdictAt(100, [...offered, left('callee', 100, 'expelled')])).toMatchObject({
      outcome: 'failed',
      cause: 'rejected',
      owedBy: 'callee',
      variant: 'expelled',
    });
    expect(verdictAt(100, [...signaled, left('callee', 100, 'expelled')]).outcome).toBe('signaled');
  });

  it('is owed by the gateway where the gateway is at fault', () => {
    expect(verdictAt(0, [refused(offerReceived(0), 'internal')]).owedBy).toBe('gateway');
  });

  it('stops at the answer although the pong for the offer is still to come', () => {
    const story = [offerReceived(0), offerForwarded(1), refused(answerReceived(50), 'malformed')];
    const { rungs, ...verdict } = verdictAt(50, story);
    expect(verdict).toMatchObject({ cause: 'rejected', stage: 'answer-received' });
    expect(rungs.filter(({ status }) => status === 'missing')).toEqual([
      { stage: 'answer-received', status: 'missing' },
    ]);
  });

  it('is not a refused answer that was sent again and accepted', () => {
    const story = [...offered, refused(answerReceived(40), 'malformed'), answerReceived(50), answerForwarded(51)];
    expect(verdictAt(51, story)).toMatchObject({ outcome: 'pending', stage: 'answer-delivered' });
  });

  it('is not a refused answer of the caller, which owes none', () => {
    const stray = { ...refused(answerReceived(40), 'malformed'), from: { id: ids.caller }, to: { id: ids.callee } };
    expect(verdictAt(60, [...offered, stray])).toMatchObject({ outcome: 'pending', stage: 'answer-received' });
  });
});

describe('offer-not-delivered', () => {
  it('is an offer that left the gateway with no pong', () => {
    expect(verdictAt(2001, [offerReceived(0), offerForwarded(1)])).toMatchObject({
      outcome: 'failed',
      cause: 'offer-not-delivered',
      owedBy: 'callee-network',
      stage: 'offer-delivered',
      evidence: 'gateway',
    });
  });

  it('is a connection that broke with the offer on its way', () => {
    const story = [offerReceived(0), offerForwarded(1), left('callee', 900, 'lost')];
    expect(verdictAt(900, story)).toMatchObject({ cause: 'offer-not-delivered', owedBy: 'callee-network' });
  });

  it('is not said before its wait is over', () => {
    expect(verdictAt(1999, [offerReceived(0), offerForwarded(1)])).toMatchObject({ outcome: 'pending' });
  });

  it('is not said over HTTP polling, where no pong can come', () => {
    const story = [offerReceived(0), offerForwarded(1, polling)];
    expect(verdictAt(2001, story)).toMatchObject({ outcome: 'pending', stage: 'answer-received' });
  });

  it('is not a lost pong where the page threw on the offer: it must have had it', () => {
    const error = { name: 'OperationError', signalingState: 'stable' };
    const story = [offerReceived(0), offerForwarded(1), threw('callee', 'offer-applied', 20, error)];
    expect(verdictAt(2001, story).cause).toBe('offer-refused');
  });
});

describe('answer-not-delivered', () => {
  const sent = [...offered, answerReceived(50), answerForwarded(51)];

  it('is an answer that left the gateway with no pong', () => {
    expect(verdictAt(2051, sent)).toMatchObject({
      outcome: 'failed',
      cause: 'answer-not-delivered',
      owedBy: 'caller-network',
      stage: 'answer-delivered',
    });
  });

  it('is still the cause where the callee is connected: ICE needs no answer at its end', () => {
    const reports = [probeStarted('callee', 0), probe('callee', 'ice-connected', 90)];
    const verdict = verdictAt(12_000, [...sent, ...candidate('caller', 60), ...candidate('callee', 61), ...reports]);
    expect(verdict).toMatchObject({ outcome: 'failed', cause: 'answer-not-delivered', owedBy: 'caller-network' });
  });

  it('is not a lost pong where the caller is connected: the answer must have come', () => {
    const reports = [probeStarted('caller', 0), probe('caller', 'ice-connected', 90)];
    expect(verdictAt(2051, [...sent, ...reports])).toMatchObject({ outcome: 'pending', stage: 'dtls-connected' });
  });
});

describe('message-lost', () => {
  it('is a callee that gives no sign of life when its answer is due: the network, not the page', () => {
    expect(verdictAt(7100, offered)).toMatchObject({
      outcome: 'failed',
      cause: 'message-lost',
      owedBy: 'callee-network',
      facts: { side: 'callee' },
    });
  });

  it('is a connection that breaks in the middle', () => {
    const story = [...offered, left('callee', 2000, 'lost')];
    expect(verdictAt(2000, story)).toMatchObject({ cause: 'message-lost', owedBy: 'callee-network' });
  });

  it('is a callee with a probe whose connection is dead: its reports are stuck as well', () => {
    expect(verdictAt(4100, [probeStarted('callee', 0), ...offered])).toMatchObject({
      cause: 'message-lost',
      owedBy: 'callee-network',
      stage: 'offer-applied',
    });
  });

  it('is an offer that was made and whose sender gives no sign of life', () => {
    const made = [probe('caller', 'offer-created', 10), probe('caller', 'candidates-gathered', 20)];
    const story = [met(0), probeStarted('caller', 0), ...made, probeAlive('caller', 2100)];
    expect(verdictAt(4100, story)).toMatchObject({ cause: 'message-lost', owedBy: 'caller-network' });
  });

  it('is never owed by a side that was not asked', () => {
    const early = candidate('callee', 20);
    const story = [...offered, ...early, hop('candidate-delivered', 22, { to: { id: ids.caller } })];
    expect(verdictAt(7100, story)).toMatchObject({ cause: 'message-lost', owedBy: 'callee-network' });
  });

  it('is asked for once more where its answer became due while its probe was waited for', () => {
    const brief = { ...storyWaits, silence: 500 };
    const story = [probeStarted('callee', 0), ...offered, alive('callee', 2010)];

    expect(verdictAt(6010, story, brief)).toMatchObject({ outcome: 'pending', ask: [ids.callee] });
    expect(verdictAt(6600, story, brief)).toMatchObject({ cause: 'message-lost', owedBy: 'callee-network' });
    expect(verdictAt(6600, [...story, alive('callee', 6020)], brief).cause).toBe('no-answer');
  });

  it('is not a callee whose pong comes back', () => {
    expect(verdictAt(7100, [...offered, alive('callee', 5010)]).cause).toBe('no-answer');
  });

  it('stays what it was when the dead connection is given up at last', () => {
    const story = [...offered, left('callee', 45_000, 'lost')];
    expect(verdictAt(45_000, story)).toMatchObject({ cause: 'message-lost', owedBy: 'callee-network' });
  });
});

describe('gateway-lost', () => {
  it('is a side that the gateway itself cut off', () => {
    expect(verdictAt(100, [...offered, left('callee', 100, 'cut')])).toMatchObject({
      outcome: 'failed',
      cause: 'gateway-lost',
      owedBy: 'gateway',
    });
  });

  it('is not a cut after all was done', () => {
    expect(verdictAt(100, [...signaled, left('callee', 100, 'cut')]).outcome).toBe('signaled');
  });
});

describe('abandoned', () => {
  it('is a page that has closed its connection, unless a second one has taken up what the first had left', () => {
    const closed = [probe('callee', 'offer-applied', 5), probe('callee', 'connection-closed', 6)];
    expect(verdictAt(100, [...offered, ...closed])).toMatchObject({ outcome: 'abandoned', variant: 'closed' });

    const iceFailed = threw('caller', 'ice-connected', 12_000, { name: 'failed' });
    const twice = [...offered, ...closed, ...negotiated().slice(offered.length), iceFailed];
    expect(verdictAt(12_000, twice)).toMatchObject({ outcome: 'failed', cause: 'ice-failed' });
  });

  it('is not a page that closed its connection and gives the answer to another one, which threw', () => {
    const closed = [...answered, probe('caller', 'offer-created', 0), probe('caller', 'connection-closed', 20)];
    const told = [alive('caller', 2100), probeAlive('caller', 2100)];
    expect(verdictAt(2200, [...closed, wrongState('stable'), ...told])).toMatchObject({
      outcome: 'failed',
      cause: 'answer-refused',
      owedBy: 'caller',
    });
    // Who has hung up and does not know what to do with a late answer has hung up.
    expect(verdictAt(2200, [...closed, wrongState('closed'), ...told])).toMatchObject({ outcome: 'abandoned' });
  });

  it('is the one who left the room, whatever its probe says afterwards', () => {
    const story = [...offered, left('callee', 6), probe('callee', 'offer-applied', 8)];
    expect(verdictAt(100, story)).toMatchObject({ outcome: 'abandoned' });
  });

  it('is a participant that leaves while the handshake goes on, and no failure', () => {
    const verdict = verdictAt(1000, [...answered, left('caller', 1000, 'closed')]);
    expect(verdict).toMatchObject({ outcome: 'abandoned', cause: 'abandoned', owedBy: 'nobody' });
    expect(verdict.variant).toBeUndefined();
  });

  it('is a callee that closes its page while it is being asked for a sign of life', () => {
    expect(verdictAt(5500, [...offered, left('callee', 5500, 'closed')]).outcome).toBe('abandoned');
  });

  it('is not a leave that was refused', () => {
    const story = [...offered, refused(left('callee', 100), 'not-in-room')];
    expect(verdictAt(200, story)).toMatchObject({ outcome: 'pending', stage: 'answer-received' });
  });

  it('is not a callee that leaves after its silence was proved', () => {
    const story = [...offered, alive('callee', 5010), left('callee', 9000)];
    expect(verdictAt(9000, story)).toMatchObject({ outcome: 'failed', cause: 'no-answer' });
  });

  it('is not a callee that is late, and goes: what it owes will not come any more', () => {
    const waits = { ...storyWaits, ring: 30_000 };
    const story = [...offered, alive('callee', 5010)];
    const noAnswer = { cause: 'no-answer', owedBy: 'callee' };

    for (const gone of [left('callee', 9000), left('callee', 9000, 'closed')])
      expect(verdictAt(9000, [...story, gone], waits)).toMatchObject({ outcome: 'failed', ...noAnswer });
    for (const stays of [left('caller', 9000), left('callee', 9000, 'lost')])
      expect(verdictAt(9000, [...story, stays], waits)).toMatchObject({
        outcome: 'pending',
        overdue: { verdict: noAnswer },
      });
  });

  it('is not a user who leaves because ICE has failed', () => {
    const failed = threw('caller', 'ice-connected', 9000, { name: 'failed' });
    expect(verdictAt(9500, [...negotiated(), failed, left('caller', 9500)]).cause).toBe('ice-failed');
  });

  it('is not somebody else who leaves', () => {
    const story = [...offered, hop('left', 100, { from: { id: 'carol' }, departure: 'left' })];
    expect(verdictAt(100, story).outcome).toBe('pending');
    expect(ref.callee).not.toBe('carol');
  });
});
