import {
  alive,
  answered,
  bothHost,
  candidate,
  description,
  negotiated,
  offerForwarded,
  offerReceived,
  path,
  polling,
  probe,
  probeAlive,
  probeStarted,
  verdictAt,
} from './hops.js';

const pongs = [alive('caller', 5100), alive('callee', 5100)];
const iceConnected = [path('caller', 100, 'ice-connected'), path('callee', 100, 'ice-connected')].flat();
const dtlsConnected = [
  ...iceConnected,
  ...path('caller', 120, 'dtls-connected'),
  ...path('callee', 120, 'dtls-connected'),
];

describe('candidates-none', () => {
  it('is a call whose pages send no candidates at all', () => {
    expect(verdictAt(5200, [...answered, ...pongs])).toMatchObject({
      outcome: 'failed',
      cause: 'candidates-none',
      owedBy: 'both',
      stage: 'candidates-exchanged',
    });
  });

  it('is owed by the caller whose offer has nothing in it, whatever the callee does', () => {
    const empty = { ...description(), media: { audio: 0, video: 0, application: 0 } };
    const story = [offerReceived(0, empty), offerForwarded(1, polling, empty), ...answered.slice(3)];
    expect(verdictAt(5200, [...story, alive('caller', 5100)])).toMatchObject({
      outcome: 'failed',
      cause: 'candidates-none',
      owedBy: 'caller',
      variant: 'empty',
    });
  });

  it('is not said where ICE connects all the same', () => {
    expect(verdictAt(5200, [...negotiated(['caller', 'callee'], []), ...dtlsConnected, ...pongs])).toMatchObject({
      outcome: 'signaled',
    });
  });

  it('is not a dead connection', () => {
    expect(verdictAt(7200, [...answered, alive('caller', 5100)])).toMatchObject({
      cause: 'message-lost',
      owedBy: 'callee-network',
    });
  });
});

describe('candidates-one-way', () => {
  const probed = [...negotiated(['caller'], candidate('caller', 60)), probeAlive('caller', 5100)];

  it('is one side that sends none, on a connection that works, where a probe would have seen ICE connect', () => {
    expect(verdictAt(5200, [...probed, alive('callee', 5100)])).toMatchObject({
      outcome: 'failed',
      cause: 'candidates-one-way',
      owedBy: 'callee',
      facts: { side: 'callee' },
    });
  });

  it('names nobody where the silence is not proved, as over HTTP polling', () => {
    const overPolling = probed.map((told) => (told.to?.sight ? { ...told, to: { ...told.to, sight: polling } } : told));
    expect(verdictAt(9000, overPolling)).toMatchObject({ cause: 'candidates-one-way', owedBy: 'not-known' });
  });

  it('is a remark without a probe: the silent browser may find the other one by itself', () => {
    const verdict = verdictAt(5200, [...answered, ...candidate('caller', 60), alive('callee', 5100)]);
    expect(verdict).toMatchObject({ outcome: 'signaled', remarks: ['candidates-one-way'] });
    expect(verdict.notes).toMatchObject([{ remark: 'candidates-silent', facts: { side: 'callee' } }]);
    expect(verdictAt(5200, [...answered, ...bothHost, alive('callee', 5100)]).remarks).toEqual([]);
  });

  it('is not a connection that is dead: that is why nothing comes', () => {
    expect(verdictAt(9000, [...answered, ...candidate('caller', 60)])).toMatchObject({ cause: 'message-lost' });
  });

  it('says where the probe saw an answer sent that its own browser was never given', () => {
    const callee = [
      probeStarted('callee', 0),
      probe('callee', 'offer-applied', 10),
      probe('callee', 'answer-sent', 45),
    ];
    const story = [
      ...answered,
      ...candidate('caller', 60),
      ...callee,
      alive('callee', 5100),
      probeAlive('callee', 5100),
    ];
    const unset = { cause: 'candidates-one-way', owedBy: 'callee', evidence: 'probe', variant: 'unset' };
    expect(verdictAt(5200, story)).toMatchObject({ outcome: 'failed', ...unset });
    expect(verdictAt(5200, [...story, probe('callee', 'answer-created', 40)]).variant).toBeUndefined();
    const lost = { ...probeAlive('callee', 5100), lost: true as const };
    expect(verdictAt(5200, [...story, lost]).variant).toBeUndefined();
  });

  it('is not a side that may still send some', () => {
    expect(verdictAt(4900, [...answered, ...candidate('caller', 60)])).toMatchObject({
      outcome: 'pending',
      stage: 'candidates-exchanged',
    });
  });
});
