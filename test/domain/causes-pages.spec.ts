import type { Handshake } from '../../src/domain/handshake.js';
import { tell } from '../../src/locales/tell.js';
import {
  alive,
  answerForwarded,
  answerReceived,
  candidate,
  connected,
  description,
  handshakeOf,
  ids,
  left,
  offerDelivered,
  offered,
  offerForwarded,
  offerReceived,
  met,
  probe,
  probeAlive,
  probeStarted,
  threw,
  verdictAt,
  verdictOn,
  webSocket,
} from './hops.js';

const offeredWithProbe = [probeStarted('callee', 0), ...offered];
const applied = [...offeredWithProbe, probe('callee', 'offer-applied', 10)];
/** An answer that is complete: its candidates are gathered too. */
const made = (at: number) => [probe('callee', 'answer-created', at), probe('callee', 'candidates-gathered', at + 1)];
const denied = { name: 'NotAllowedError' };
const crossed = (story: Handshake): Handshake => ({ ...story, rival: 'h2' });

describe('offer-ignored', () => {
  it('is a page with a probe that never calls setRemoteDescription', () => {
    expect(verdictAt(2100, [...offeredWithProbe, alive('callee', 2050), probeAlive('callee', 2050)])).toMatchObject({
      outcome: 'failed',
      cause: 'offer-ignored',
      owedBy: 'callee',
      stage: 'offer-applied',
      evidence: 'probe',
    });
  });

  it('says that its own code threw, unless that was before the offer came', () => {
    const heard = [alive('callee', 2050), probeAlive('callee', 2050)];
    const broke = (at: number) =>
      verdictAt(2100, [...offeredWithProbe, threw('callee', 'page-threw', at, { name: 'TypeError' }), ...heard]);
    expect(broke(20)).toMatchObject({ cause: 'offer-ignored', owedBy: 'callee', variant: 'broke' });
    expect(broke(-900)).toEqual(expect.not.objectContaining({ variant: 'broke' }));
  });

  it('is not said before a pong proves that the page is silent, and not its connection', () => {
    const verdict = verdictAt(2100, offeredWithProbe);
    expect(verdict).toMatchObject({ outcome: 'pending', stage: 'offer-applied', ask: [ids.callee] });
  });

  it('is not said of a page without a probe', () => {
    expect(verdictAt(2100, [...offered, alive('callee', 2050)])).toMatchObject({ outcome: 'pending' });
  });

  it('is not an offer that was applied, whatever comes of it', () => {
    expect(verdictAt(5100, [...applied, alive('callee', 5050), probeAlive('callee', 5050)]).cause).toBe(
      'answer-not-created',
    );
  });
});

describe('offer-refused', () => {
  const wrongState = { name: 'InvalidStateError', signalingState: 'have-local-offer' };

  it('is owed by the caller where its description is not acceptable, and said at once', () => {
    const error = { name: 'InvalidAccessError', signalingState: 'stable' };
    expect(verdictAt(20, [...offered, threw('callee', 'offer-applied', 20, error)])).toMatchObject({
      outcome: 'failed',
      cause: 'offer-refused',
      owedBy: 'caller',
      stage: 'offer-applied',
      variant: 'description',
    });
  });

  it('is owed by nobody who is known where only the callee says that the description is not acceptable', () => {
    const usable = description({}, 'abcd');
    const story = [offerReceived(0, usable), offerForwarded(1, webSocket, usable), offerDelivered(3)];
    const verdict = verdictAt(20, [...story, threw('callee', 'offer-applied', 20, { name: 'InvalidAccessError' })]);
    expect(verdict).toMatchObject({ outcome: 'failed', cause: 'offer-refused', owedBy: 'not-known' });
    expect(tell(verdict, 'en', 'developer').sentence).toMatch(/Only the callee's page says so\.$/);
  });

  it('is owed by the callee where its connection is in the wrong state', () => {
    const story = [...offered, threw('callee', 'offer-applied', 20, { ...wrongState, signalingState: 'closed' })];
    expect(verdictAt(2100, [...story, alive('callee', 2050)])).toMatchObject({
      cause: 'offer-refused',
      owedBy: 'callee',
      facts: { state: 'closed' },
    });
  });

  it('is owed by the callee where its page gave its browser no description at all, unless none had come', () => {
    const usable = description({}, 'abcd');
    const blank = threw('callee', 'offer-applied', 20, {
      name: 'OperationError',
      signalingState: 'stable',
      blank: true,
    });
    const story = [offerReceived(0, usable), offerForwarded(1, webSocket, usable), offerDelivered(3), blank];
    expect(verdictAt(20, story)).toMatchObject({ cause: 'offer-refused', owedBy: 'callee', variant: 'blank' });
    expect(verdictAt(20, [...offered, blank])).toMatchObject({ owedBy: 'caller', variant: 'description' });
  });

  it('names no state that a client made up', () => {
    const story = [...offered, threw('callee', 'offer-applied', 20, { ...wrongState, signalingState: '<b>' })];
    expect(verdictAt(9000, [...story, alive('callee', 2050)]).facts).toEqual({ state: 'unknown' });
  });

  it('is not said of a page that rolls back and applies the offer after all', () => {
    const refusal = threw('callee', 'offer-applied', 20, wrongState);
    expect(verdictAt(30, [...offered, refusal])).toMatchObject({ outcome: 'pending', stage: 'offer-applied' });
    const verdict = verdictAt(100, [...offered, refusal, probe('callee', 'offer-applied', 40)]);
    expect(verdict).toMatchObject({ outcome: 'pending', stage: 'answer-created' });
  });

  it('is not said where a second copy of an applied offer is refused', () => {
    const story = [...applied, threw('callee', 'offer-applied', 30, { name: 'InvalidAccessError' })];
    expect(verdictAt(40, story)).toMatchObject({ outcome: 'pending', stage: 'answer-created' });
  });

  it('is not said of two that called each other: that is glare', () => {
    const story = [...offered, threw('callee', 'offer-applied', 20, wrongState), alive('callee', 2050)];
    expect(verdictOn(handshakeOf(story), 2100).cause).toBe('offer-refused');
    expect(verdictOn(crossed(handshakeOf(story)), 2100)).toMatchObject({ cause: 'glare', owedBy: 'both' });
  });

  it('blames nobody where the probe does not say what was thrown', () => {
    const story = [...offered, threw('callee', 'offer-applied', 20, { name: 'unknown' }), alive('callee', 2050)];
    expect(verdictAt(2100, story)).toMatchObject({ cause: 'offer-refused', owedBy: 'not-known' });
  });
});

describe('answer-refused', () => {
  const delivered = [...offered, answerReceived(50), answerForwarded(51)];

  it('is owed by the callee where its description is not acceptable', () => {
    const error = { name: 'InvalidAccessError', signalingState: 'have-local-offer' };
    expect(verdictAt(60, [...delivered, threw('caller', 'answer-applied', 60, error)])).toMatchObject({
      outcome: 'failed',
      cause: 'answer-refused',
      owedBy: 'callee',
      stage: 'answer-applied',
    });
  });

  it('is owed by the caller where its connection is in the wrong state', () => {
    const error = { name: 'InvalidStateError', signalingState: 'stable' };
    const story = [...delivered, threw('caller', 'answer-applied', 60, error), alive('caller', 2100)];
    expect(verdictAt(2200, story)).toMatchObject({ cause: 'answer-refused', owedBy: 'caller' });
  });

  it('says where the caller has never set the offer that it sent', () => {
    const error = { name: 'InvalidStateError', signalingState: 'stable' };
    const story = [...delivered, probeStarted('caller', 0), threw('caller', 'answer-applied', 60, error)];
    const asked = [alive('caller', 2100), probeAlive('caller', 2100)];
    const unset = { cause: 'answer-refused', owedBy: 'caller', variant: 'unset' };
    expect(verdictAt(2200, [...story, ...asked])).toMatchObject(unset);
    const set = [...story, probe('caller', 'offer-created', 0), ...asked];
    expect(verdictAt(2200, set)).toMatchObject({ cause: 'answer-refused', owedBy: 'caller' });
    expect(verdictAt(2200, set).variant).toBeUndefined();
  });

  it('is not a second answer that is refused after the first was applied', () => {
    const error = { name: 'InvalidStateError', signalingState: 'stable' };
    const again = [answerReceived(300), threw('caller', 'answer-applied', 310, error)];
    expect(verdictAt(9000, [...connected, ...again])).toMatchObject({
      outcome: 'connected',
      remarks: ['answer-unexpected'],
    });
  });
});

describe('answer-not-created', () => {
  it('is a page that applied the offer and makes no answer', () => {
    expect(verdictAt(5100, [...applied, alive('callee', 5050), probeAlive('callee', 5050)])).toMatchObject({
      outcome: 'failed',
      cause: 'answer-not-created',
      owedBy: 'callee',
      stage: 'answer-created',
    });
  });

  it('says so where making it threw', () => {
    const story = [...applied, threw('callee', 'answer-created', 20, { name: 'InvalidStateError' })];
    expect(verdictAt(5100, [...story, alive('callee', 5050)])).toMatchObject({
      cause: 'answer-not-created',
      variant: 'threw',
    });
  });

  it('says that its own code threw behind the offer', () => {
    const story = [...applied, threw('callee', 'page-threw', 20, { name: 'TypeError' })];
    expect(verdictAt(5100, [...story, alive('callee', 5050), probeAlive('callee', 5050)])).toMatchObject({
      cause: 'answer-not-created',
      variant: 'broke',
    });
  });

  it('says where the page had closed its connection, and goes on with it', () => {
    const error = { name: 'InvalidStateError', signalingState: 'closed' };
    expect(
      verdictAt(5100, [...applied, threw('callee', 'answer-created', 20, error), alive('callee', 5050)]),
    ).toMatchObject({
      cause: 'answer-not-created',
      variant: 'closed',
    });
  });

  it('is not a dead connection, whose reports do not come either', () => {
    expect(verdictAt(7100, applied).cause).toBe('message-lost');
  });

  it('is not an error that was overcome', () => {
    const story = [...applied, threw('callee', 'answer-created', 20, { name: 'OperationError' })];
    const verdict = verdictAt(5100, [...story, ...made(30), alive('callee', 5050), probeAlive('callee', 5050)]);
    expect(verdict.cause).toBe('answer-not-sent');
  });
});

describe('answer-not-sent', () => {
  it('is an answer that the probe saw made and that never came', () => {
    const story = [...applied, ...made(30), alive('callee', 2100), probeAlive('callee', 2100)];
    expect(verdictAt(2200, story)).toMatchObject({
      outcome: 'failed',
      cause: 'answer-not-sent',
      owedBy: 'callee',
      stage: 'answer-received',
      evidence: 'probe',
    });
  });

  it('is known without a probe where candidates come: a browser gathers them with its answer', () => {
    const story = [...offered, ...candidate('callee', 30), alive('callee', 5100)];
    expect(verdictAt(5200, story)).toMatchObject({ cause: 'answer-not-sent', evidence: 'gateway' });
  });

  it('is still the cause where the callee is connected: ICE needs no answer at its end', () => {
    const answering = [...applied, probe('callee', 'answer-created', 30), ...candidate('callee', 31)];
    const story = [
      ...answering,
      ...candidate('caller', 5),
      probe('callee', 'ice-connected', 60),
      alive('callee', 2100),
    ];
    expect(verdictAt(12_000, story)).toMatchObject({ cause: 'answer-not-sent', stage: 'answer-received' });
  });

  it('is not a page that sends candidates of an offer of its own', () => {
    const story = [...offered, ...candidate('callee', 30), alive('callee', 5100)];
    expect(verdictOn(crossed(handshakeOf(story)), 5200).cause).toBe('glare');
  });

  it('is not an answer on a connection that is dead', () => {
    expect(verdictAt(9000, [...applied, ...made(30)]).cause).toBe('message-lost');
  });
});

describe('answer-unexpected', () => {
  const elsewhere = { to: { id: 'carol', sight: { transport: true, page: false } } };

  it('is an answer to somebody who had offered nothing', () => {
    expect(verdictAt(50, [answerReceived(50)])).toMatchObject({
      outcome: 'failed',
      cause: 'answer-unexpected',
      owedBy: 'callee',
    });
  });

  it('is an answer that went to somebody else, whom it reached', () => {
    const stray = [answerReceived(50), answerForwarded(51)].map((told) => ({ ...told, ...elsewhere }));
    const story = [...offered, ...stray, alive('callee', 5100)];
    expect(verdictAt(60, story)).toMatchObject({ outcome: 'pending', stage: 'answer-received' });
    expect(verdictAt(5200, story)).toMatchObject({ cause: 'answer-unexpected', stage: 'answer-received' });
  });

  it('is not a second answer to the same offer: that is a remark', () => {
    const verdict = verdictAt(400, [...connected, answerReceived(300), answerForwarded(301)]);
    expect(verdict).toMatchObject({ outcome: 'connected', remarks: ['answer-unexpected'] });
  });
});

describe('glare', () => {
  it('is two offers that crossed, neither answered', () => {
    const story = [...offered, alive('callee', 5050)];
    expect(verdictOn(crossed(handshakeOf(story)), 5100)).toMatchObject({
      outcome: 'failed',
      cause: 'glare',
      owedBy: 'both',
      stage: 'answer-received',
    });
  });

  it('is not said where one of the two is answered in time', () => {
    const verdict = verdictOn(crossed(handshakeOf([...offered, answerReceived(50)])), 51);
    expect(verdict).toMatchObject({ outcome: 'pending', remarks: ['glare'] });
  });

  it('is not a callee whose connection is dead', () => {
    expect(verdictOn(crossed(handshakeOf(offered)), 7100).cause).toBe('message-lost');
  });
});

describe('media-denied', () => {
  const refusal = threw('callee', 'media-captured', 20, denied);

  it('is a microphone that was refused, and a page that went no further', () => {
    expect(verdictAt(5100, [...applied, refusal, alive('callee', 5050), probeAlive('callee', 5050)])).toMatchObject({
      outcome: 'failed',
      cause: 'media-denied',
      owedBy: 'callee',
      stage: 'answer-created',
      variant: 'denied',
    });
  });

  it('is a caller that makes no offer for want of a microphone', () => {
    const story = [met(0), probeStarted('caller', 0), threw('caller', 'media-captured', 10, { name: 'NotFoundError' })];
    expect(verdictAt(5100, [...story, alive('caller', 5050), probeAlive('caller', 5050)])).toMatchObject({
      cause: 'media-denied',
      owedBy: 'caller',
      variant: 'no-device',
    });
  });

  it('stays the cause of a page that closes its connection over it and goes on with that, and not of one that goes on', () => {
    const closed = { name: 'InvalidStateError', signalingState: 'closed' };
    const story = (name: string) => [
      ...applied,
      refusal,
      threw('callee', 'answer-created', 30, {
        ...closed,
        ...(name !== 'closed' && { name, signalingState: 'stable' }),
      }),
      alive('callee', 5050),
      probeAlive('callee', 5050),
    ];
    const causes = ['closed', 'OperationError'].map((name) => verdictAt(5100, story(name)).cause);
    expect(causes).toEqual(['media-denied', 'answer-not-created']);
  });

  it('is not said where the call goes on without the microphone: that is a remark', () => {
    expect(verdictAt(9000, [...connected, refusal])).toMatchObject({
      outcome: 'connected',
      remarks: ['media-denied'],
    });
  });

  it('is not a refusal that the user has taken back', () => {
    const story = [
      ...applied,
      refusal,
      probe('callee', 'media-captured', 900),
      alive('callee', 5950),
      probeAlive('callee', 5950),
    ];
    expect(verdictAt(6000, story).cause).toBe('answer-not-created');
  });

  it('is not said while the user is asked once more, as for the microphone alone where there is no camera', () => {
    const story = [
      ...offered,
      probeStarted('callee', 0),
      probe('callee', 'offer-applied', 10),
      threw('callee', 'media-captured', 1500, { name: 'NotFoundError' }),
      probe('callee', 'media-requested', 1510),
      alive('callee', 9000),
      probeAlive('callee', 9000),
    ];
    expect(verdictAt(9500, story)).toMatchObject({ outcome: 'pending', stage: 'answer-created' });
  });

  it('is the cause where the page closes its connection over it, or its user goes', () => {
    for (const gone of [probe('callee', 'connection-closed', 3010), left('callee', 3010)]) {
      const story = [
        ...offered,
        probeStarted('callee', 0),
        probe('callee', 'offer-applied', 10),
        threw('callee', 'media-captured', 3000, { name: 'NotAllowedError' }),
        gone,
      ];
      expect(verdictAt(3020, story)).toMatchObject({ outcome: 'failed', cause: 'media-denied', owedBy: 'callee' });
    }
  });

  it('is not the refusal of one side where the other side owes the rung', () => {
    const story = [probeStarted('caller', 0), threw('caller', 'media-captured', 1, denied), ...applied];
    expect(verdictAt(5100, [...story, alive('callee', 5050), probeAlive('callee', 5050)])).toMatchObject({
      cause: 'answer-not-created',
      owedBy: 'callee',
    });
  });
});
