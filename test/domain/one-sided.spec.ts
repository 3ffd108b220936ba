import { sides, type Side } from '../../protocol/verdict.js';
import type { Hop } from '../../src/domain/hop.js';
import { tell } from '../../src/locales/tell.js';
import {
  alive,
  bothHost,
  candidate,
  negotiated,
  offered,
  offerReceived,
  path,
  probe,
  probeAlive,
  probeStarted,
  refused,
  storyWaits,
  threw,
  time,
  verdictAt,
} from './hops.js';

const iceFailed = (present: readonly Side[]) =>
  verdictAt(9000, [...negotiated(present), threw('caller', 'ice-connected', 9000, { name: 'failed' })]);

const silent = (present: readonly Side[]) =>
  verdictAt(5200, [
    ...negotiated(present, []),
    ...sides.map((side) => alive(side, 5100)),
    ...present.map((side) => probeAlive(side, 5100)),
  ]);

describe('a handshake with a probe on one page', () => {
  it('is connected for one side only where the other has no probe', () => {
    const reports = path('caller', 100, 'ice-connected', 'dtls-connected', 'media-flowing');
    const verdict = verdictAt(300, [...negotiated(['caller']), ...reports]);
    expect(verdict).toMatchObject({ outcome: 'connected', variant: 'one-sided', facts: { side: 'caller' } });
  });

  it('waits for a second probe before it says that there is none', () => {
    const story = [
      ...negotiated(['caller']),
      ...path('caller', 100, 'ice-connected', 'dtls-connected', 'media-flowing'),
    ];
    const waits = { ...storyWaits, probe: 1000 };
    expect(verdictAt(300, story, waits)).toMatchObject({ outcome: 'pending', dueAt: time(1120) });
    expect(verdictAt(1120, story, waits)).toMatchObject({ outcome: 'connected', variant: 'one-sided' });
  });

  it('says of a failure whose page is unseen', () => {
    expect(iceFailed(['caller'])).toMatchObject({
      cause: 'ice-failed',
      gaps: [{ side: 'callee', why: 'no-probe' }],
    });
    expect(tell(iceFailed(['caller']), 'en', 'developer').sentence).toMatch(/The callee's page is unseen/);
    expect(iceFailed(sides).gaps).toEqual([]);
    expect(tell(iceFailed(sides), 'en', 'developer').sentence).not.toMatch(/unseen/);
  });

  it('says so also of what the gateway has seen, where the other page could still refute it, and not where no page has a probe', () => {
    expect(silent(['caller'])).toMatchObject({
      cause: 'candidates-none',
      evidence: 'gateway',
      gaps: [{ side: 'callee', why: 'no-probe' }],
    });
    expect(silent([])).toMatchObject({ cause: 'candidates-none', gaps: [] });
    expect(verdictAt(100, [probeStarted('caller', 0), refused(offerReceived(1), 'malformed')])).toMatchObject({
      cause: 'rejected',
      gaps: [],
    });
  });

  it('says so of a page whose probe was asked what became of the candidates, and has not answered', () => {
    const arrived = { ...candidate('caller', 60).at(-1), kind: 'candidate-delivered' } as Hop;
    const story = [...negotiated(sides, bothHost, ['caller']), arrived];
    expect(verdictAt(20_000, story)).toMatchObject({
      cause: 'ice-stuck',
      owedBy: 'not-known',
      gaps: [{ side: 'callee', why: 'probe-silent' }],
    });
    expect(verdictAt(20_000, [...story, probeAlive('callee', 4000)])).toMatchObject({
      cause: 'candidates-ignored',
      owedBy: 'callee',
      gaps: [],
    });
  });
});

const calleeSaid = (lost: boolean) => ({ ...probeAlive('callee', 5010), ...(lost && { lost }) });

describe('a probe whose reports were lost', () => {
  it('has not been silent: what it has not said may have happened', () => {
    const story = [probeStarted('callee', 0), ...offered, alive('callee', 5010)];
    expect(verdictAt(5100, [...story, calleeSaid(false)]).cause).toBe('offer-ignored');
    expect(verdictAt(5100, [...story, calleeSaid(true)])).toMatchObject({ cause: 'no-answer', evidence: 'transport' });
  });

  it('leaves a gap, and the sentence says so', () => {
    const failed = threw('caller', 'ice-connected', 9000, { name: 'failed' });
    const story = [...negotiated(sides, bothHost, ['caller']), failed];
    expect(verdictAt(9000, [...story, calleeSaid(false)]).gaps).toEqual([]);
    const verdict = verdictAt(9000, [...story, calleeSaid(true)]);
    expect(verdict).toMatchObject({ owedBy: 'not-known', gaps: [{ side: 'callee', why: 'reports-lost' }] });
    expect(tell(verdict, 'en', 'developer').sentence).toMatch(/reports of its probe were lost/);
  });
});

describe('a call through a TURN server', () => {
  it.each([
    ['relayed', sides],
    ['one-sided-relayed', ['callee']],
  ] as const)('names the relay that one of the probes has seen: %s', (variant, present) => {
    const reports = present.flatMap((side) => path(side, 100, 'ice-connected', 'dtls-connected'));
    const flowing = present.map((side) => probe(side, 'media-flowing', 130, { viaTurn: side === 'callee' }));
    expect(verdictAt(300, [...negotiated(present), ...reports, ...flowing])).toMatchObject({
      outcome: 'connected',
      variant,
    });
  });
});
