import type { Side } from '../../protocol/verdict.js';
import { diagnose } from '../../src/domain/diagnose.js';
import type { Hop } from '../../src/domain/hop.js';
import {
  alive,
  answered,
  answerReceived,
  bothHost,
  candidate,
  connected,
  description,
  hop,
  ids,
  left,
  met,
  negotiated,
  offered,
  offerReceived,
  probe,
  probeAlive,
  probeStarted,
  refused,
  ref,
  signaled,
  storyWaits,
  threw,
  time,
  verdictAt,
  handshakeOf,
} from './hops.js';

const ringing = { ...storyWaits, ring: 30_000 };
const iceFailed = threw('caller', 'ice-connected', 15_000, { name: 'failed' });
/** What several reports show of a side. */
const shows = (side: Side, kind: Hop['kind'], at: number, more: Partial<Hop> = {}): Hop =>
  hop(kind, at, { from: { id: ids[side] }, seenBy: 'probe', ...more });
const twin = (side: Side, other: string, seenBy: Hop['seenBy'] = 'probe') =>
  shows(side, 'page-shared', 40, { other, seenBy });
const insecure = (side: Side, name = 'insecure') =>
  shows(side, 'context-checked', 4, { result: 'failed', failure: { name } });

describe('an answer to another offer', () => {
  const misplaced = shows('callee', 'answer-misplaced', 60);

  it('is the callee that has not taken the newer one, at once, and never the path', () => {
    const story = [...answered, ...bothHost, probeStarted('callee', 0), misplaced, iceFailed];
    expect(verdictAt(61, story)).toMatchObject({
      outcome: 'failed',
      cause: 'offer-ignored',
      owedBy: 'callee',
      variant: 'older',
    });
    expect(verdictAt(15_000, story)).toMatchObject({ cause: 'offer-ignored', variant: 'older' });
    const crossing = threw('caller', 'offer-applied', 20, { name: 'InvalidStateError' });
    expect(verdictAt(61, [...story, crossing])).toMatchObject({ cause: 'offer-ignored', variant: 'older' });
  });

  it('is a page that mixes up two calls where it has applied this offer too', () => {
    const story = [...answered, ...bothHost, probe('callee', 'offer-applied', 20), misplaced];
    expect(verdictAt(61, story)).toMatchObject({ cause: 'answer-unexpected', owedBy: 'callee', variant: 'older' });
  });

  it('answers the offer that it was made for, though a newer one had replaced that', () => {
    const replaced: Hop = { ...hop('replaced', 20), seenBy: 'gateway' };
    expect(verdictAt(30, [...offered, replaced]).outcome).toBe('superseded');
    expect(verdictAt(61, [...offered, replaced, shows('callee', 'answer-placed', 60)])).toMatchObject({
      outcome: 'pending',
      stage: 'candidates-exchanged',
    });
  });

  it('that went to somebody else leaves the offer unanswered', () => {
    const astray = shows('callee', 'answer-misplaced', 60, { other: 'carol' });
    expect(verdictAt(5200, [...offered, astray, alive('callee', 5100)])).toMatchObject({
      cause: 'answer-unexpected',
      owedBy: 'callee',
    });
  });

  it('is not known where several offers were open and no probe tells: nobody and no network is blamed', () => {
    const several = answered.map((told) => (told.kind === 'answer-received' ? { ...told, openOffers: 3 } : told));
    const oneWay = [...several, ...candidate('callee', 61), alive('caller', 5100), alive('callee', 5100)];
    expect(verdictAt(5200, oneWay)).toMatchObject({
      outcome: 'signaled',
      notes: [{ code: 'answer-unexpected', remark: 'answered-unknown' }],
    });
    const seen = [...several, ...bothHost, probeStarted('caller', 0), probe('caller', 'answer-applied', 55), iceFailed];
    expect(verdictAt(15_000, seen)).toMatchObject({ cause: 'ice-failed', owedBy: 'not-known', variant: 'unplaced' });
  });
});

describe('two answers from two connections', () => {
  it('are the page whose handler runs twice, as soon as ICE has had its time', () => {
    const story = [...negotiated(), shows('callee', 'connection-doubled', 41)];
    expect(verdictAt(500, story)).toMatchObject({ outcome: 'pending', dueAt: time(61 + 3000) });
    expect(verdictAt(3100, story)).toMatchObject({ cause: 'answer-unexpected', owedBy: 'callee', variant: 'twice' });
  });

  it('are a remark where the call is up all the same', () => {
    expect(verdictAt(300, [...connected, shows('callee', 'connection-doubled', 41)])).toMatchObject({
      outcome: 'connected',
      notes: [{ code: 'answer-unexpected', remark: 'answered-by-two' }],
    });
  });

  it('stays so where one of the two has thrown besides, however long nothing more comes', () => {
    const shown = (['connection-doubled', 'answer-misplaced'] as const).map((kind) => shows('callee', kind, 45));
    const thrown = threw('callee', 'offer-applied', 8, {
      name: 'InvalidStateError',
      signalingState: 'have-local-offer',
    });
    for (const at of [60, 4100]) {
      expect(verdictAt(at, [...offered, thrown, ...shown, answerReceived(50)])).toMatchObject({
        outcome: 'failed',
        cause: 'answer-unexpected',
      });
    }
  });

  it('are a remark without a probe, as nobody sees whether the call is up', () => {
    const first = answerReceived(50, { ...description(), session: 'a' });
    const second = answerReceived(52, { ...description(), session: 'b' });
    const story = [...offered, first, ...answered.slice(-2), second, ...bothHost];
    expect(verdictAt(100, story)).toMatchObject({
      outcome: 'signaled',
      notes: [{ code: 'answer-unexpected', remark: 'answered-by-two' }],
    });
    expect(verdictAt(100, [...offered, first, ...answered.slice(-2), first, ...bothHost]).notes).toMatchObject([
      { code: 'answer-unexpected' },
    ]);
  });
});

describe('same-page-twice', () => {
  it('is a call with oneself, though it connects', () => {
    const story = [...connected, twin('caller', ids.callee), twin('callee', ids.caller)];
    expect(verdictAt(300, story)).toMatchObject({
      outcome: 'failed',
      cause: 'same-page-twice',
      owedBy: 'both',
      variant: 'self',
    });
  });

  it('comes before the path where the call is with a third', () => {
    expect(verdictAt(15_000, [...negotiated(), twin('callee', 'carol'), iceFailed])).toMatchObject({
      cause: 'same-page-twice',
      owedBy: 'callee',
    });
  });

  it('is a remark where only name and browser are the same, whichever fails', () => {
    const story = [...negotiated(), twin('caller', ids.callee, 'gateway'), iceFailed];
    expect(verdictAt(15_000, story)).toMatchObject({
      cause: 'ice-failed',
      notes: [{ code: 'same-page-twice', remark: 'name-twice' }],
    });
  });
});

describe('one-connection-for-many', () => {
  it('comes before the path, and before the loss of what had stood', () => {
    const shared = shows('caller', 'connection-shared', 80, { other: 'carol' });
    expect(verdictAt(15_000, [...negotiated(), shared, iceFailed])).toMatchObject({
      cause: 'one-connection-for-many',
      owedBy: 'caller',
    });
    const lost = threw('callee', 'connection-kept', 9000, { name: 'failed' });
    expect(verdictAt(9000, [...connected, shared, lost])).toMatchObject({
      cause: 'one-connection-for-many',
      owedBy: 'caller',
    });
    expect(verdictAt(300, [...connected, shared])).toMatchObject({
      outcome: 'connected',
      remarks: ['one-connection-for-many'],
    });
  });

  it.each([
    ['answer', 'caller', [...signaled]],
    ['offer', 'callee', [...offered]],
  ] as const)('comes before an %s that its page could not take in that state, now and later', (kind, side, story) => {
    const shared = shows(side, 'connection-shared', 55, { other: 'carol' });
    const thrown = threw(side, `${kind}-applied`, 60, { name: 'InvalidStateError', signalingState: 'stable' });
    const seen = [...story, shared, thrown];
    for (const at of [100, 15_000]) {
      expect(verdictAt(at, [...seen, alive('callee', at), alive('caller', at)])).toMatchObject({
        outcome: 'failed',
        cause: 'one-connection-for-many',
        owedBy: side,
      });
    }
  });

  it('comes behind what the other page could not take', () => {
    const shared = shows('callee', 'connection-shared', 55, { other: 'carol' });
    const thrown = threw('caller', 'answer-applied', 60, { name: 'InvalidStateError', signalingState: 'stable' });
    expect(verdictAt(15_000, [...signaled, shared, thrown])).toMatchObject({
      cause: 'answer-refused',
      owedBy: 'caller',
    });
  });

  it('is what the descriptions alone show of a second call that was answered', () => {
    const shared = shows('caller', 'connection-shared', 55, { other: 'carol', seenBy: 'gateway' });
    expect(verdictAt(100, [...signaled, shared])).toMatchObject({
      outcome: 'failed',
      cause: 'one-connection-for-many',
      evidence: 'gateway',
    });
  });

  it('is what the probe has seen, whether that or the descriptions showed it first', () => {
    const byProbe = shows('caller', 'connection-shared', 55, { other: 'carol' });
    const byDescriptions = shows('caller', 'connection-shared', 55, { other: 'carol', seenBy: 'gateway' });
    for (const story of [
      [byProbe, byDescriptions],
      [byDescriptions, byProbe],
    ]) {
      expect(verdictAt(15_000, [...negotiated(), ...story, iceFailed])).toMatchObject({
        cause: 'one-connection-for-many',
        evidence: 'probe',
      });
    }
  });
});

describe('insecure-context', () => {
  it('is late while only its address is known, and sure once the page has thrown', () => {
    const story = [...offered, insecure('callee'), alive('callee', 5100)];
    expect(verdictAt(5100, story, ringing)).toMatchObject({
      outcome: 'pending',
      overdue: { verdict: { cause: 'insecure-context', owedBy: 'callee' } },
    });
    expect(verdictAt(5100, [...story, insecure('callee', 'TypeError')], ringing)).toMatchObject({
      outcome: 'failed',
      cause: 'insecure-context',
      owedBy: 'callee',
    });
  });

  it('is a caller that never offers', () => {
    const story = [met(0), insecure('caller', 'TypeError'), probeAlive('caller', 30_200), alive('caller', 30_200)];
    expect(verdictAt(30_200, story)).toMatchObject({ cause: 'insecure-context', owedBy: 'caller' });
  });

  it('is no remark on a call that came about', () => {
    expect(verdictAt(300, [...connected, insecure('callee')])).toMatchObject({ outcome: 'connected', remarks: [] });
  });
});

describe('not-judged', () => {
  it('is a call whose signaling passes elsewhere: no failure', () => {
    const story = [met(0), probeAlive('caller', 5000), shows('caller', 'negotiated-elsewhere', 5000)];
    expect(verdictAt(5000, story)).toMatchObject({ outcome: 'not-judged', cause: 'not-judged', owedBy: 'nobody' });
  });
});

describe('message-lost', () => {
  it('is an answer that the page has handed to its socket and that never came', () => {
    const story = [
      ...offered,
      probeStarted('callee', 0),
      probe('callee', 'offer-applied', 10),
      probe('callee', 'answer-created', 40),
      probe('callee', 'answer-sent', 41),
      alive('callee', 2100),
      probeAlive('callee', 2100),
    ];
    expect(verdictAt(2100, story, ringing)).toMatchObject({
      outcome: 'failed',
      cause: 'message-lost',
      owedBy: 'callee-network',
      stage: 'answer-received',
      variant: 'sent',
    });
  });

  it('is an offer that the page has handed to its socket and that never came', () => {
    const story = [met(0), probe('caller', 'offer-created', 10), probe('caller', 'offer-sent', 11)];
    expect(verdictAt(2200, [...story, alive('caller', 2150), probeAlive('caller', 2150)], ringing)).toMatchObject({
      cause: 'message-lost',
      owedBy: 'caller-network',
      variant: 'sent',
    });
  });
});

describe('glare', () => {
  const crossed = { rival: 'h2' };

  it.each([
    [
      'the answer comes in the wrong state',
      [
        ...negotiated(['callee']),
        threw('caller', 'answer-applied', 55, { name: 'InvalidStateError', signalingState: 'stable' }),
      ],
      2100,
    ],
    [
      'one side loses its candidates, and a probe sees no path',
      [
        ...negotiated(['caller'], candidate('caller', 60)),
        probeAlive('caller', 5100),
        alive('caller', 5100),
        alive('callee', 5100),
      ],
      5200,
    ],
  ] as const)('comes before what follows from it: %s', (_, story, at) => {
    expect(diagnose({ ...handshakeOf(story), ...crossed }, storyWaits, time(at))).toMatchObject({
      cause: 'glare',
      owedBy: 'both',
    });
  });

  it('is two negotiations that broke each other, also where nobody sees the path', () => {
    const broken = { ...handshakeOf(signaled), ...crossed, contested: true as const };
    expect(diagnose(broken, storyWaits, time(100))).toMatchObject({
      outcome: 'failed',
      cause: 'glare',
      owedBy: 'both',
      variant: 'crossed',
    });
  });
});

describe('a refused offer', () => {
  it('under an old id names the new one', () => {
    const stale = refused(offerReceived(0), 'target-missing');
    const story = [{ ...stale, kind: 'offer-forwarded' as const, movedTo: 'boris-2' }];
    expect(verdictAt(1, [offerReceived(0), ...story])).toMatchObject({
      cause: 'target-missing',
      facts: { movedTo: 'boris-2' },
      variant: 'moved',
    });
  });

  it('under the old id of a page that is in no room is owed by that page', () => {
    const stale = refused(offerReceived(0), 'target-missing');
    const story = [{ ...stale, kind: 'offer-forwarded' as const, outside: true as const }];
    expect(verdictAt(1, [offerReceived(0), ...story])).toMatchObject({
      outcome: 'failed',
      cause: 'target-missing',
      owedBy: 'callee',
      evidence: 'probe',
      variant: 'outside',
    });
  });

  it('of a socket in no room says to join on every connect', () => {
    expect(verdictAt(1, [refused(offerReceived(0), 'not-in-room')])).toMatchObject({
      cause: 'rejected',
      owedBy: 'caller',
      variant: 'outside',
    });
  });

  it('that was met before anybody knew whom it was for is rejected, and not unsent', () => {
    const story = [
      { ...met(0), reason: 'unknown-event' as const, detail: 'Event `call-user`.' },
      probeStarted('caller', 0),
    ];
    expect(verdictAt(10, [...story, probe('caller', 'offer-created', 5), probeAlive('caller', 9)])).toMatchObject({
      cause: 'rejected',
      facts: { reason: 'unknown-event' },
    });
  });
});

describe('a page that goes', () => {
  it('has given up, however long its connection lingers', () => {
    const gone = probe('callee', 'page-gone', 30);
    const story = [
      ...offered,
      probe('callee', 'offer-applied', 10),
      probe('callee', 'answer-created', 20),
      gone,
      alive('callee', 2100),
    ];
    expect(verdictAt(2200, story)).toMatchObject({ outcome: 'abandoned', cause: 'abandoned' });
    expect(verdictAt(2200, [...story, left('callee', 60_000, 'closed')])).toMatchObject({ outcome: 'abandoned' });
  });
});

it('tells the handshake of its own two only', () => {
  expect(
    verdictAt(100, [...signaled, shows('callee', 'connection-doubled', 41, { from: { id: 'carol' } })]).notes,
  ).toEqual([]);
  expect(ref.callee).toBe(ids.callee);
});
