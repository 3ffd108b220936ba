import { tell } from '../../src/locales/tell.js';
import {
  bothHost,
  candidate,
  description,
  hop,
  ids,
  negotiated,
  offerForwarded,
  offerReceived,
  path,
  probe,
  probeAlive,
  signaled,
  storyWaits,
  threw,
  time,
  verdictAt,
} from './hops.js';

const ringing = { ...storyWaits, ring: 30_000 };
const both = ['caller', 'callee'] as const;
const iceFailed = threw('caller', 'ice-connected', 15_000, { name: 'failed' });
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
    expect(verdictAt(3080, ignoring, ringing)).toMatchObject({ outcome: 'pending', reportWantedFrom: [ids.callee] });
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

  it('blames nobody where the candidates are no use for another reason, and names the error', () => {
    const error = threw('callee', 'candidate-applied', 65, { name: 'OperationError' });
    const verdict = verdictAt(3100, [...losing, error]);
    expect(verdict).toMatchObject({ cause: 'candidate-refused', owedBy: 'not-known' });
    expect(tell(verdict, 'en', 'developer').sentence).toBe(
      "The callee's browser could not add the ICE candidates it got (OperationError), and no path was found.",
    );
    expect(tell(verdict, 'ru', 'developer').sentence).toContain('(OperationError)');
  });

  it.each(['unknown', 'failed', 'icecandidateerror', '<b>OurError', 'toString'])(
    'names no error of no list: %s',
    (name) => {
      const verdict = verdictAt(3100, [...losing, threw('callee', 'candidate-applied', 65, { name })]);
      expect(tell(verdict, 'en', 'developer').sentence).toBe(
        "The callee's browser could not add the ICE candidates it got, and no path was found.",
      );
    },
  );

  it('names the error of a candidate that was added too early', () => {
    const early = threw('callee', 'candidate-applied', 65, { name: 'InvalidStateError', signalingState: 'stable' });
    const verdict = verdictAt(3100, [...losing, early]);
    expect(tell(verdict, 'en', 'developer').sentence).toContain('(InvalidStateError)');
    expect(tell(verdict, 'ru', 'developer').sentence).toContain('(InvalidStateError)');
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
        { code: 'candidate-refused', remark: 'candidates-unplaced', facts: { side: 'caller' } },
        { code: 'candidate-refused', remark: 'candidates-unplaced', facts: { side: 'callee' } },
      ],
    });
  });
});
