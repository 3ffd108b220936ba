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
  offerForwarded,
  offerReceived,
  path,
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
} from './hops.js';

const ringing = { ...storyWaits, ring: 30_000 };
const both = ['caller', 'callee'] as const;
const iceFailed = threw('caller', 'ice-connected', 15_000, { name: 'failed' });
/** What several reports show of a side. */
const shows = (side: 'caller' | 'callee', kind: Hop['kind'], at: number, more: Partial<Hop> = {}): Hop =>
  hop(kind, at, { from: { id: ids[side] }, seenBy: 'probe', ...more });
/** Candidates that are proved to be in the other's browser. */
const arrived = both.map((side) =>
  hop('candidate-delivered', 70, {
    from: { id: ids[side] },
    to: { id: ids[side === 'caller' ? 'callee' : 'caller'] },
    seenBy: 'transport',
  }),
);
const report = (at: number) => both.map((side) => probeAlive(side, at));

describe('candidates-ignored', () => {
  const ignoring = [...negotiated(undefined, bothHost, ['caller']), ...arrived];

  it('is a page that has candidates in its browser and applies none, 3 s after the answer', () => {
    const story = [...ignoring, ...report(3100)];
    expect(verdictAt(3050, story, ringing)).toMatchObject({ outcome: 'pending', dueAt: time(3070) });
    expect(verdictAt(3100, story, ringing)).toMatchObject({
      outcome: 'pending',
      overdue: { verdict: { cause: 'candidates-ignored', owedBy: 'callee', evidence: 'probe', facts: { count: 1 } } },
    });
    expect(verdictAt(15_000, [...story, iceFailed], ringing)).toMatchObject({
      outcome: 'failed',
      cause: 'candidates-ignored',
      owedBy: 'callee',
    });
  });

  it('asks the probe for a report before it is said', () => {
    expect(verdictAt(3080, ignoring, ringing)).toMatchObject({ outcome: 'pending', hear: [ids.callee] });
  });

  it('is owed by both where both apply none', () => {
    const story = [...negotiated(undefined, bothHost, []), ...arrived, ...report(3100), iceFailed];
    expect(verdictAt(15_000, story)).toMatchObject({ cause: 'candidates-ignored', owedBy: 'both', variant: 'both' });
  });

  it('is not said of a page that applies one late: what was late has come', () => {
    const story = [...ignoring, ...report(3100), probe('callee', 'candidate-applied', 4000)];
    expect(verdictAt(4000, story, ringing)).toMatchObject({ outcome: 'pending', stage: 'ice-connected' });
    expect(verdictAt(4000, story, ringing).overdue).toBeUndefined();
  });

  it('is not said of candidates that came inside the description', () => {
    const gathered = [
      offerReceived(0, description({ host: 2 })),
      offerForwarded(1, undefined, description({ host: 2 })),
      ...negotiated(undefined, [], []).filter(({ kind }) => kind !== 'offer-received' && kind !== 'offer-forwarded'),
      ...candidate('callee', 61),
      ...report(3100),
      probe('caller', 'candidate-applied', 70),
      iceFailed,
    ];
    expect(verdictAt(15_000, gathered)).toMatchObject({ cause: 'ice-failed', owedBy: 'path' });
  });

  it('is not said where ICE connected without them', () => {
    const story = [...ignoring, ...report(3100), ...both.flatMap((side) => path(side, 200, 'ice-connected'))];
    expect(verdictAt(3100, story, ringing)).toMatchObject({ outcome: 'pending', stage: 'dtls-connected' });
  });
});

describe('candidate-refused', () => {
  const losing = [...negotiated(undefined, bothHost, ['caller']), ...arrived, ...report(3100)];

  it.each([
    ['a candidate rebuilt without its place', { name: 'TypeError' }, 'rebuilt'],
    ['a connection that is closed', { name: 'InvalidStateError', signalingState: 'closed' }, 'closed'],
  ])('is %s, 3 s after the answer', (_, failure, variant) => {
    expect(verdictAt(3100, [...losing, threw('callee', 'candidate-applied', 65, failure)], ringing)).toMatchObject({
      outcome: 'failed',
      cause: 'candidate-refused',
      owedBy: 'callee',
      variant,
    });
  });

  it('says of candidates without a place that they were sent so', () => {
    const sent = losing.map((told) =>
      told.candidate ? { ...told, candidate: { ...told.candidate, unplaced: true as const } } : told,
    );
    const error = threw('callee', 'candidate-applied', 65, { name: 'TypeError' });
    expect(verdictAt(3100, [...sent, error])).toMatchObject({ cause: 'candidate-refused', variant: 'unplaced' });
    expect(
      verdictAt(
        100,
        signaled.map((told) =>
          told.candidate ? { ...told, candidate: { ...told.candidate, unplaced: true as const } } : told,
        ),
      ),
    ).toMatchObject({
      outcome: 'signaled',
      notes: [
        { code: 'candidate-refused', variant: 'unplaced', facts: { side: 'caller' } },
        { code: 'candidate-refused', variant: 'unplaced', facts: { side: 'callee' } },
      ],
    });
  });
});

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
    expect(verdictAt(5200, oneWay)).toMatchObject({ outcome: 'failed', owedBy: 'not-known' });
    expect(verdictAt(5200, oneWay).cause).toBeUndefined();
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
      notes: [{ code: 'answer-unexpected', variant: 'twice' }],
    });
  });

  it('are a remark without a probe, as nobody sees whether the call is up', () => {
    const first = answerReceived(50, { ...description(), session: 'a' });
    const second = answerReceived(52, { ...description(), session: 'b' });
    const story = [...offered, first, ...answered.slice(-2), second, ...bothHost];
    expect(verdictAt(100, story)).toMatchObject({
      outcome: 'signaled',
      notes: [{ code: 'answer-unexpected', variant: 'twice' }],
    });
    expect(verdictAt(100, [...offered, first, ...answered.slice(-2), first, ...bothHost]).notes).toMatchObject([
      { code: 'answer-unexpected' },
    ]);
  });
});

describe('same-page-twice', () => {
  const twin = (side: 'caller' | 'callee', other: string, seenBy: Hop['seenBy'] = 'probe') =>
    shows(side, 'page-shared', 40, { other, seenBy });

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

  it('is a remark where only name and browser are the same, whoever fails', () => {
    const story = [...negotiated(), twin('caller', ids.callee, 'gateway'), iceFailed];
    expect(verdictAt(15_000, story)).toMatchObject({
      cause: 'ice-failed',
      notes: [{ code: 'same-page-twice', variant: 'perhaps' }],
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

  it('is what the descriptions alone show of a second call that was answered', () => {
    const shared = shows('caller', 'connection-shared', 55, { other: 'carol', seenBy: 'gateway' });
    expect(verdictAt(100, [...signaled, shared])).toMatchObject({
      outcome: 'failed',
      cause: 'one-connection-for-many',
      evidence: 'gateway',
    });
  });
});

describe('insecure-context', () => {
  const insecure = (side: 'caller' | 'callee', name = 'insecure') =>
    hop('context-checked', 4, { from: { id: ids[side] }, seenBy: 'probe', result: 'failed', failure: { name } });

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
    ['one side loses its candidates', [...answered, ...candidate('caller', 60), alive('callee', 5100)], 5200],
  ] as const)('comes before what follows from it: %s', async (_, story, at) => {
    const { diagnose } = await import('../../src/domain/diagnose.js');
    const { handshakeOf } = await import('./hops.js');
    expect(diagnose({ ...handshakeOf(story), ...crossed }, storyWaits, time(at))).toMatchObject({
      cause: 'glare',
      owedBy: 'both',
    });
  });

  it('is two negotiations that broke each other, also where nobody sees the path', async () => {
    const { diagnose } = await import('../../src/domain/diagnose.js');
    const { handshakeOf } = await import('./hops.js');
    const both = { ...handshakeOf(signaled), ...crossed, contested: true as const };
    expect(diagnose(both, storyWaits, time(100))).toMatchObject({
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
