import type { Handshake } from '../../src/domain/handshake.js';
import { defaultWaits } from '../../src/domain/ladder.js';
import { inherit, relate, yieldTo } from '../../src/domain/relate.js';
import {
  acknowledging,
  alive,
  answered,
  answerDelivered,
  answerForwarded,
  answerReceived,
  candidate,
  connected,
  description,
  handshakeOf,
  ids,
  left,
  negotiated,
  offered,
  offerForwarded,
  offerReceived,
  path,
  polling,
  probe,
  probeStarted,
  ref,
  signaled,
  statuses,
  threw,
  time,
  verdictAt,
  verdictOn,
} from './hops.js';

const again = (hops: typeof offered, id: string, at: number): typeof offered =>
  hops.map((told) => ({ ...told, at: told.at + at, handshake: { ...ref, id, previous: ref.id } }));

describe('a rung', () => {
  it('is reached where it was seen, implied where a later one proves it, and unseen where nobody could see it', () => {
    expect(statuses(verdictAt(50, [offerReceived(0), offerForwarded(1), answerReceived(50)]))).toMatchObject({
      'offer-created': 'implied',
      'offer-received': 'reached',
      'offer-forwarded': 'reached',
      'offer-delivered': 'implied',
      'offer-applied': 'implied',
      'answer-created': 'implied',
      'answer-received': 'reached',
      'answer-forwarded': 'pending',
      'answer-applied': 'unseen',
      'ice-connected': 'unseen',
    });
  });

  it('is pending until its wait is over, and missing then', () => {
    const story = [offerReceived(0), offerForwarded(1)];
    expect(statuses(verdictAt(2000, story))).toMatchObject({ 'offer-delivered': 'pending' });
    expect(statuses(verdictAt(2001, story))).toMatchObject({
      'offer-delivered': 'missing',
      'offer-handled': 'unseen',
      'answer-received': 'pending',
    });
  });

  it('of a page without a probe is never missing', () => {
    const silent = verdictAt(60_000, [...offered, alive('callee', 5010)]);
    expect(statuses(silent)).toMatchObject({ 'offer-applied': 'unseen', 'answer-created': 'unseen' });
  });

  it('of the path is proved at both ends by what lies above it at one', () => {
    const story = [...negotiated(), ...path('callee', 100, 'dtls-connected')];
    expect(statuses(verdictAt(200, story))).toMatchObject({ 'ice-connected': 'implied', 'dtls-connected': 'pending' });
  });

  it('is not proved by a callee whose ICE has connected: that takes no answer', () => {
    const reports = [probeStarted('callee', 0), probe('callee', 'ice-connected', 60)];
    expect(statuses(verdictAt(70, [...offered, ...reports]))).toMatchObject({
      'offer-applied': 'implied',
      'answer-created': 'implied',
      'answer-received': 'pending',
      'ice-connected': 'pending',
    });
  });

  it('is not climbed by a probe at the wrong end', () => {
    const story = [...offered, probeStarted('caller', 0), probe('caller', 'offer-applied', 5)];
    expect(statuses(verdictAt(10, story))).toMatchObject({ 'offer-applied': 'unseen' });
  });
});

describe('silence', () => {
  it('is asked for before it is held against anybody', () => {
    const verdict = verdictAt(5003, offered);
    expect(verdict).toMatchObject({ outcome: 'pending', stage: 'answer-received', ask: [ids.callee] });
    expect(verdict.dueAt).toBe(time(7003));
  });

  it('is the page where the pong comes, and the network where it does not', () => {
    expect(verdictAt(7003, [...offered, alive('callee', 5010)])).toMatchObject({
      cause: 'no-answer',
      owedBy: 'callee',
    });
    expect(verdictAt(7003, offered)).toMatchObject({ cause: 'message-lost', owedBy: 'callee-network' });
  });

  it('is broken by an answer that comes late: the verdict is withdrawn', () => {
    const story = [...offered, alive('callee', 5010)];
    expect(verdictAt(5100, story).cause).toBe('no-answer');
    expect(verdictAt(8000, [...story, answerReceived(8000)])).toMatchObject({ outcome: 'pending' });
    const late = [answerReceived(8000), answerForwarded(8001), answerDelivered(8003)];
    const candidates = [...candidate('caller', 60), ...candidate('callee', 8010)];
    expect(verdictAt(8010, [...story, ...late, ...candidates])).toMatchObject({ outcome: 'signaled' });
  });

  it('turns from the network to the page where the pong comes late', () => {
    expect(verdictAt(7500, [...offered, alive('callee', 7500)]).cause).toBe('no-answer');
  });

  it('over HTTP polling stays unexplained', () => {
    const verdict = verdictAt(7001, [offerReceived(0), offerForwarded(1, polling)]);
    expect(verdict).toMatchObject({ outcome: 'failed', stage: 'answer-received', owedBy: 'not-known', ask: [] });
    expect(verdict.cause).toBeUndefined();
  });
});

describe('a call', () => {
  it('is signaled where all that the gateway can see has happened and no probe says more', () => {
    const verdict = verdictAt(61, signaled);
    expect(verdict).toMatchObject({ outcome: 'signaled', evidence: 'transport', remarks: [] });
    expect(verdict.stage).toBeUndefined();
  });

  it('is not called signaled before a probe has had the time to speak', () => {
    expect(verdictAt(61, signaled, defaultWaits)).toMatchObject({ outcome: 'pending', dueAt: time(61 + 1000) });
    expect(verdictAt(61 + 1000, signaled, defaultWaits).outcome).toBe('signaled');
    const reported = [...signaled, probe('caller', 'offer-created', 2)];
    expect(verdictAt(61 + 1000, reported, defaultWaits)).toMatchObject({ outcome: 'pending', stage: 'answer-applied' });
  });

  it('is not held against a network by a transport that came after the offer had gone out', () => {
    const early = [offerReceived(0), offerForwarded(1, polling)];
    const story = [...early, ...candidate('caller', 20, 'host'), alive('callee', 8000)];
    expect(verdictAt(10_000, story).cause).not.toBe('offer-not-delivered');
  });

  it('needs the acknowledgement of a page that gives one', () => {
    const story = [...offered, answerReceived(50), answerForwarded(51, acknowledging), answerDelivered(53)];
    const candidates = [...candidate('caller', 60), ...candidate('callee', 61, 'host', acknowledging)];
    expect(verdictAt(61, [...story, ...candidates])).toMatchObject({
      outcome: 'pending',
      stage: 'answer-handled',
    });
  });

  it('is connected where both probes say so', () => {
    const verdict = verdictAt(300, connected);
    expect(verdict).toMatchObject({ outcome: 'connected', evidence: 'probe', furthest: 'media-flowing' });
    expect(verdict.variant).toBeUndefined();
  });

  it('is not connected while one of two probes has not said so', () => {
    const story = [...negotiated(), ...path('caller', 100, 'ice-connected', 'dtls-connected', 'media-flowing')];
    expect(verdictAt(300, story)).toMatchObject({ outcome: 'pending', stage: 'media-flowing' });
  });

  it('takes candidates inside the descriptions for exchanged', () => {
    const facts = description({ host: 2, srflx: 1 });
    const way = [offerReceived(0, facts), offerForwarded(1, undefined, facts), ...offered.slice(2)];
    const back = [answerReceived(50, facts), answerForwarded(51, undefined, facts), answerDelivered(53)];
    const handshake = handshakeOf([...way, ...back]);
    expect(verdictOn(handshake, 53)).toMatchObject({ outcome: 'signaled' });
    expect(handshake.caller.candidates).toMatchObject({ host: 2, srflx: 1 });
  });

  it('is given up by the one who leaves before its end, and not after', () => {
    expect(verdictAt(900, [...answered, left('callee', 900)]).outcome).toBe('abandoned');
    expect(verdictAt(900, [...signaled, left('callee', 900)]).outcome).toBe('signaled');
    expect(verdictAt(900, [...connected, left('callee', 900)]).outcome).toBe('connected');
  });
});

describe('offers of one pair', () => {
  const first = handshakeOf(offered);
  const opposite = again(offered, 'h2', 5).map((told) => ({
    ...told,
    from: { id: ids.callee },
    to: { id: ids.caller },
    handshake: { ...ref, id: 'h2', caller: ids.callee, callee: ids.caller },
  }));

  it('that repeat each other replace each other, and the wait for an answer goes on', () => {
    const second = handshakeOf(again(offered, 'h2', 3000));
    const { older, newer } = relate(first, second, time(3000));
    expect(verdictOn(older, 3000)).toMatchObject({ outcome: 'superseded' });
    expect(newer.askedSince).toBe(first.openedAt);
    expect(verdictOn(newer, 6999)).toMatchObject({ outcome: 'pending', ask: [] });
    expect(verdictOn(newer, 7000)).toMatchObject({ outcome: 'pending', ask: [ids.callee] });
  });

  it('that cross are resolved by perfect negotiation: one is rolled back, the other answered', () => {
    const related = relate(first, handshakeOf(opposite), time(5));
    expect([related.older.rival, related.newer.rival]).toEqual(['h2', 'h1']);
    const yielded = yieldTo(related.older, time(60));
    const back = [answerReceived(60), answerForwarded(61), answerDelivered(63)].map((told) => ({
      ...told,
      from: { id: ids.caller },
      to: { ...told.to, id: ids.callee },
    }));
    const both = [...candidate('caller', 70), ...candidate('callee', 71)];
    const winner: Handshake = { ...handshakeOf([...opposite, ...back, ...both]), rival: 'h1' };
    expect(verdictOn(yielded, 60)).toMatchObject({ outcome: 'superseded' });
    expect(verdictOn(winner, 71)).toMatchObject({ outcome: 'signaled', remarks: ['glare'] });
  });

  it('that follow an answer overtake a handshake whose path no probe has told of, and no other', () => {
    const later = handshakeOf(again(offered, 'h2', 200));
    const { older } = relate(handshakeOf(negotiated()), later, time(200));
    expect(verdictOn(older, 300)).toMatchObject({ outcome: 'superseded', variant: 'overtaken' });
    expect(verdictOn(handshakeOf(negotiated()), 60_000).cause).toBe('ice-stuck');
    const restarted = relate(
      handshakeOf([...negotiated(), threw('caller', 'ice-connected', 190, { name: 'failed' })]),
      later,
      time(200),
    );
    expect(verdictOn(restarted.older, 300).cause).toBe('ice-failed');
    expect(verdictOn(relate(handshakeOf(connected), later, time(200)).older, 60_000).outcome).toBe('connected');
  });

  it('that cross leave an answered one alone', () => {
    const done = handshakeOf(answered);
    expect(yieldTo(done, time(60))).toBe(done);
    expect(relate(done, handshakeOf(opposite), time(60))).toMatchObject({ older: done });
  });

  it('under the same ICE username fragments owe no candidates', () => {
    const facts = [description({}, 'caller'), description({}, 'callee')] as const;
    const told = [offerReceived(0, facts[0]), ...offered.slice(1), answerReceived(50, facts[1]), ...answered.slice(4)];
    const done = handshakeOf([...told, ...candidate('caller', 60), ...candidate('callee', 61)]);
    const renegotiated = handshakeOf(again(told, 'h2', 60_000));
    expect(verdictOn(renegotiated, 60_100)).toMatchObject({ outcome: 'pending', stage: 'candidates-exchanged' });
    expect(verdictOn(inherit(done, renegotiated), 60_100)).toMatchObject({ outcome: 'signaled' });
    const restarted = { ...renegotiated, caller: { ...renegotiated.caller, ufrag: 'new' } };
    expect(verdictOn(inherit(done, restarted), 60_100).outcome).toBe('pending');
  });
});
