import type { Hop } from '../../src/domain/hop.js';
import {
  alive,
  answered,
  bothHost,
  candidate,
  connected,
  negotiated,
  path,
  probe,
  probeAlive,
  probeStarted,
  threw,
  verdictAt,
} from './hops.js';

const failedAt = 12_000;
const iceFailed = threw('caller', 'ice-connected', failedAt, { name: 'failed' });
const turnFault = (code: number): Hop => threw('caller', 'turn-allocated', 200, { name: 'turn', code });
const withRelay = [...candidate('caller', 60, 'relay'), ...candidate('callee', 61, 'relay')];
const relayOnly = [
  ...negotiated(undefined, candidate('callee', 61)),
  probeStarted('caller', 1, { relayOnly: true, turn: true }),
];
const pongs = [alive('caller', 5100), alive('callee', 5100)];
const heard = [...pongs, probeAlive('caller', 5100), probeAlive('callee', 5100)];
const iceConnected = [path('caller', 100, 'ice-connected'), path('callee', 100, 'ice-connected')].flat();
const dtlsConnected = [
  ...iceConnected,
  ...path('caller', 120, 'dtls-connected'),
  ...path('callee', 120, 'dtls-connected'),
];
const connecting = [...negotiated(), ...dtlsConnected];
const silence = (side: 'caller' | 'callee', name: 'source' | 'path') => threw(side, 'media-flowing', 5000, { name });

describe('turn-unauthorized', () => {
  it('is a TURN server that refused the credentials of a side, and no path', () => {
    expect(verdictAt(failedAt, [...negotiated(), turnFault(401), iceFailed])).toMatchObject({
      outcome: 'failed',
      cause: 'turn-unauthorized',
      owedBy: 'turn',
      stage: 'ice-connected',
      facts: { side: 'caller' },
    });
  });

  it('is known before ICE where relays are all that is allowed', () => {
    expect(verdictAt(5200, [...relayOnly, turnFault(403), ...heard])).toMatchObject({
      cause: 'turn-unauthorized',
      stage: 'candidates-exchanged',
      variant: 'forbidden',
    });
  });

  it('is a remark where a path was found without it', () => {
    expect(verdictAt(300, [...connected, turnFault(401)])).toMatchObject({
      outcome: 'connected',
      remarks: ['turn-unauthorized'],
    });
  });

  it('is not said of a side that has a relay from another server', () => {
    const story = [...negotiated(), turnFault(401), probe('caller', 'turn-allocated', 300), iceFailed];
    expect(verdictAt(failedAt, story)).toMatchObject({ cause: 'ice-failed', remarks: ['turn-unauthorized'] });
  });

  it('is not the reason for candidates that a page does not send', () => {
    const story = [...negotiated(['caller', 'callee'], candidate('callee', 61)), turnFault(401), ...heard];
    expect(verdictAt(5200, story).cause).toBe('candidates-one-way');
  });
});

describe('a TURN server', () => {
  const turn = { relayOnly: false, turn: true };
  const named = [probeStarted('caller', 1, turn), iceFailed];

  it.each([[turnFault(401)], [turnFault(701)], []])(
    'is not blamed while a page may drop the candidates that it gets: %j',
    (...faults) => {
      const known = { cause: 'ice-failed', owedBy: 'not-known' };
      const oneProbe = [...negotiated(['caller']), ...faults, ...named];
      expect(verdictAt(failedAt, oneProbe)).toMatchObject({ ...known, variant: 'untaken' });
      const several = negotiated(['caller']).map((told) =>
        told.kind === 'answer-received' ? { ...told, openOffers: 3 } : told,
      );
      expect(verdictAt(failedAt, [...several, ...faults, ...named])).toMatchObject({ ...known, variant: 'unplaced' });
    },
  );
});

describe('turn-unreachable', () => {
  it('is a TURN server that did not answer a side, and no path', () => {
    expect(verdictAt(failedAt, [...negotiated(), turnFault(701), iceFailed])).toMatchObject({
      outcome: 'failed',
      cause: 'turn-unreachable',
      owedBy: 'turn',
    });
  });

  it('is a remark where ICE connected: every call with a VPN or IPv6 sees some', () => {
    const verdict = verdictAt(300, [...connected, turnFault(701)]);
    expect(verdict).toMatchObject({ outcome: 'connected', remarks: ['turn-unreachable'] });
  });

  it('is not said while ICE is still going', () => {
    expect(verdictAt(1000, [...negotiated(), turnFault(701)])).toMatchObject({
      outcome: 'pending',
      stage: 'ice-connected',
    });
  });
});

describe('no-relay-candidate', () => {
  const turn = { relayOnly: false, turn: true };

  it('is a side that may use relays only and has none', () => {
    expect(verdictAt(5200, [...relayOnly, ...heard])).toMatchObject({
      outcome: 'failed',
      cause: 'no-relay-candidate',
      owedBy: 'turn',
      stage: 'candidates-exchanged',
      variant: 'relay-only',
    });
  });

  it('is a TURN server that gave nobody a relay, and no path', () => {
    const verdict = verdictAt(failedAt, [...negotiated(), probeStarted('callee', 1, turn), iceFailed]);
    expect(verdict).toMatchObject({ cause: 'no-relay-candidate', facts: { side: 'callee' } });
  });

  it('is not said where no TURN server is named', () => {
    expect(verdictAt(failedAt, [...negotiated(), iceFailed]).cause).toBe('ice-failed');
  });

  it('is not said where one side has a relay', () => {
    const story = [...negotiated(undefined, [...bothHost, ...candidate('callee', 62, 'relay')]), iceFailed];
    expect(verdictAt(failedAt, [...story, probeStarted('caller', 1, turn)])).toMatchObject({
      cause: 'ice-failed',
      variant: 'relay-one',
    });
  });

  it('is not a page that keeps its relay candidates to itself', () => {
    const story = [...relayOnly, probe('caller', 'turn-allocated', 300), ...heard];
    expect(verdictAt(5200, story)).toMatchObject({ cause: 'candidates-one-way', owedBy: 'caller' });
  });
});

describe('candidate-refused', () => {
  const losing = negotiated(undefined, bothHost, ['caller']);
  const early = threw('callee', 'candidate-applied', 5, { name: 'InvalidStateError', signalingState: 'stable' });

  it('is a page that added candidates before the description, and no path', () => {
    expect(verdictAt(failedAt, [...losing, early, iceFailed])).toMatchObject({
      outcome: 'failed',
      cause: 'candidate-refused',
      owedBy: 'callee',
      stage: 'ice-connected',
    });
  });

  it('blames nobody where the candidates are no use for another reason', () => {
    const error = threw('callee', 'candidate-applied', 5, { name: 'OperationError' });
    expect(verdictAt(failedAt, [...losing, error, iceFailed])).toMatchObject({
      cause: 'candidate-refused',
      owedBy: 'not-known',
    });
  });

  it('is a remark where ICE connected', () => {
    expect(verdictAt(300, [...connected, early])).toMatchObject({
      outcome: 'connected',
      remarks: ['candidate-refused'],
    });
  });

  it('is not said where candidates were added later', () => {
    const story = [...negotiated(), early, probe('callee', 'candidate-applied', 80), iceFailed];
    expect(verdictAt(failedAt, story)).toMatchObject({ cause: 'ice-failed', remarks: ['candidate-refused'] });
  });

  it('lets the failure of ICE be heard, however many were refused', () => {
    const many = Array.from({ length: 50 }, (_, at) => ({ ...early, at: early.at + at }));
    expect(verdictAt(failedAt, [...losing, ...many, iceFailed])).toMatchObject({ cause: 'candidate-refused' });
  });
});

describe('ice-failed', () => {
  it.each([
    ['host-only', bothHost],
    ['no-relay', [...bothHost, ...candidate('caller', 62, 'srflx'), ...candidate('callee', 62, 'srflx')]],
    ['relay-one', [...bothHost, ...candidate('caller', 62, 'relay')]],
    ['relay-both', withRelay],
  ])('says what the candidates mean: %s', (variant, candidates) => {
    expect(verdictAt(failedAt, [...negotiated(undefined, candidates), iceFailed])).toMatchObject({
      outcome: 'failed',
      cause: 'ice-failed',
      owedBy: 'path',
      stage: 'ice-connected',
      variant,
    });
  });

  it('counts what each side gathered', () => {
    const { facts } = verdictAt(failedAt, [...negotiated(undefined, [...bothHost, ...withRelay]), iceFailed]);
    expect(facts).toMatchObject({ callerHost: 1, callerSrflx: 0, callerRelay: 1, calleeHost: 1 });
  });

  it('says of one side only what that side can prove', () => {
    const failed = threw('callee', 'ice-connected', failedAt, { name: 'failed' });
    expect(verdictAt(failedAt, [...negotiated(['callee']), failed])).toMatchObject({
      cause: 'ice-failed',
      owedBy: 'not-known',
      variant: 'unapplied',
    });
    expect(verdictAt(failedAt, [...negotiated(['caller']), iceFailed])).toMatchObject({ variant: 'untaken' });
  });

  it('is not a failure that was overcome', () => {
    const story = [...negotiated(), threw('caller', 'ice-connected', 90, { name: 'failed' }), ...dtlsConnected];
    expect(verdictAt(200, story)).toMatchObject({ outcome: 'pending', stage: 'media-flowing' });
  });
});

describe('ice-stuck', () => {
  it('is ICE that neither connects nor fails', () => {
    expect(verdictAt(17_100, negotiated())).toMatchObject({
      outcome: 'failed',
      cause: 'ice-stuck',
      owedBy: 'path',
      variant: 'host-only',
    });
  });

  it('is not said without a probe: nobody could have seen it', () => {
    const verdict = verdictAt(60_000, [...answered, ...bothHost]);
    expect(verdict.outcome).toBe('signaled');
  });

  it('is not one probe that went silent while the other side is connected', () => {
    const story = [...negotiated(), ...path('caller', 100, 'ice-connected', 'dtls-connected', 'media-flowing')];
    expect(verdictAt(60_000, story)).toMatchObject({ outcome: 'signaled' });
  });
});

describe('dtls-failed', () => {
  it('is a connection that never became secure', () => {
    expect(verdictAt(10_200, [...negotiated(), ...iceConnected])).toMatchObject({
      outcome: 'failed',
      cause: 'dtls-failed',
      owedBy: 'path',
      stage: 'dtls-connected',
    });
  });

  it('is said at once where a browser gave up', () => {
    const story = [...negotiated(), ...iceConnected, threw('callee', 'dtls-connected', 300, { name: 'failed' })];
    expect(verdictAt(300, story).cause).toBe('dtls-failed');
  });

  it('is not a callee alone whose answer may never have been applied', () => {
    const verdict = verdictAt(60_000, [...negotiated(['callee']), ...path('callee', 100, 'ice-connected')]);
    expect(verdict).toMatchObject({ outcome: 'failed', owedBy: 'not-known' });
    expect(verdict.cause).toBeUndefined();
  });
});

describe('no-media', () => {
  it('is a browser that sends nothing, by its own probe', () => {
    expect(verdictAt(5000, [...connecting, silence('callee', 'source')])).toMatchObject({
      outcome: 'failed',
      cause: 'no-media',
      owedBy: 'callee',
      stage: 'media-flowing',
      variant: 'source',
    });
  });

  it.each([
    ['one way', path('callee', 5000, 'media-flowing')],
    ['both ways', [silence('callee', 'path')]],
  ])('is a path that loses what is sent, %s', (_, others) => {
    expect(verdictAt(5000, [...connecting, silence('caller', 'path'), ...others])).toMatchObject({
      cause: 'no-media',
      owedBy: 'path',
      facts: { side: 'caller', other: 'callee' },
    });
  });

  it('does not say that anything leaves before the probe of the sender has seen it', () => {
    const story = [...connecting, silence('caller', 'path')];
    expect(verdictAt(5000, story)).toMatchObject({ outcome: 'pending', stage: 'media-flowing' });
    expect(verdictAt(6000, story)).toMatchObject({ cause: 'no-media', owedBy: 'not-known', variant: 'one-sided' });
  });

  it('is owed by both where neither sends what it has negotiated', () => {
    const story = [...connecting, silence('caller', 'source'), silence('callee', 'source')];
    expect(verdictAt(5000, story)).toMatchObject({ cause: 'no-media', owedBy: 'both', variant: 'nobody' });
  });

  it('says that the track has ended, where the probe does', () => {
    const media = { sends: 'ended', receives: true, data: false } as const;
    const story = [...connecting, probe('callee', 'media-flowing', 4900, { media }), silence('callee', 'source')];
    expect(verdictAt(5000, story)).toMatchObject({ cause: 'no-media', owedBy: 'callee', variant: 'ended' });
  });

  it('prefers what the sender knows of itself, whichever comes first', () => {
    const story = [...connecting, silence('caller', 'path'), silence('callee', 'source')];
    expect(verdictAt(5000, story)).toMatchObject({ owedBy: 'callee', variant: 'source' });
  });

  it('never names the microphone of a side that has no probe', () => {
    const reports = path('caller', 100, 'ice-connected', 'dtls-connected');
    expect(verdictAt(5000, [...negotiated(['caller']), ...reports, silence('caller', 'path')])).toMatchObject({
      cause: 'no-media',
      owedBy: 'not-known',
      variant: 'one-sided',
    });
  });

  it('takes the word of a lone probe that says that its own side sends nothing', () => {
    const reports = path('caller', 100, 'ice-connected', 'dtls-connected', 'media-flowing');
    expect(verdictAt(5000, [...negotiated(['caller']), ...reports, silence('caller', 'source')])).toMatchObject({
      cause: 'no-media',
      owedBy: 'caller',
    });
  });

  it('is not media that has come after all', () => {
    const late = [...path('caller', 6000, 'media-flowing'), ...path('callee', 6000, 'media-flowing')];
    expect(verdictAt(7000, [...connecting, silence('callee', 'source'), ...late]).outcome).toBe('connected');
  });

  it('is not two probes that say nothing of media', () => {
    expect(verdictAt(60_000, connecting)).toMatchObject({ outcome: 'signaled' });
  });
});
