import { alive, candidate, hop, ids, met, polling, probe, probeAlive, probeStarted, threw, verdictAt } from './hops.js';

describe('never-offered', () => {
  const together = [met(0), probeStarted('caller', 0)];
  const asked = [alive('caller', 5050), probeAlive('caller', 5050)];

  it('is two pages that make no offer although both are here', () => {
    const story = [...together, probeStarted('callee', 0), ...asked, probeAlive('callee', 5050)];
    expect(verdictAt(5100, story)).toMatchObject({
      outcome: 'failed',
      cause: 'never-offered',
      owedBy: 'both',
      stage: 'offer-created',
      evidence: 'probe',
    });
  });

  it('says of which page nothing can be seen, once its user could have been asked for the microphone', () => {
    expect(verdictAt(5100, [...together, ...asked])).toMatchObject({ outcome: 'pending', stage: 'offer-created' });
    const story = [...together, alive('caller', 30_050), probeAlive('caller', 30_050)];
    expect(verdictAt(30_100, story)).toMatchObject({ cause: 'never-offered', variant: 'one-sided', owedBy: 'both' });
  });

  it('is not said before the probe has answered for the time that is over', () => {
    const seen = [...together, probeStarted('callee', 0), probeAlive('caller', 100)];
    expect(verdictAt(5100, [...seen, alive('caller', 5050)])).toMatchObject({
      outcome: 'pending',
      reportWantedFrom: [ids.caller],
    });
    expect(verdictAt(9900, [...seen, alive('caller', 9850)]).cause).toBeUndefined();
  });

  it('is not a page whose user is being asked for the microphone', () => {
    const story = [
      ...together,
      probe('caller', 'media-requested', 100),
      alive('caller', 9000),
      probeAlive('caller', 9000),
    ];
    expect(verdictAt(9100, story)).toMatchObject({ outcome: 'pending', stage: 'offer-created' });
    expect(verdictAt(9100, [...story, probe('caller', 'media-captured', 8000)])).toMatchObject({ outcome: 'pending' });
    expect(verdictAt(31_000, [...story, alive('caller', 30_500), probeAlive('caller', 30_500)]).cause).toBe(
      'never-offered',
    );
  });

  it('is an offer that could not be made', () => {
    const story = [...together, threw('caller', 'offer-created', 10, { name: 'InvalidStateError' })];
    expect(verdictAt(5100, [...story, ...asked])).toMatchObject({
      cause: 'never-offered',
      owedBy: 'caller',
      variant: 'threw',
    });
  });

  it.each([
    ['TypeError', 'broke'],
    ['construct', 'unmade'],
  ])('is a page whose own code threw before it could make one: %s', (name, variant) => {
    const story = [...together, probeStarted('callee', 0), threw('caller', 'page-threw', 20, { name })];
    expect(verdictAt(5100, [...story, ...asked, probeAlive('callee', 5050)])).toMatchObject({
      cause: 'never-offered',
      owedBy: 'caller',
      variant,
      facts: { error: name },
    });
  });

  it('is an offer that was made and never sent, on a connection that works', () => {
    const story = [...together, probe('caller', 'offer-created', 10), probe('caller', 'candidates-gathered', 20)];
    expect(verdictAt(2200, [...story, alive('caller', 2100), probeAlive('caller', 2100)])).toMatchObject({
      cause: 'never-offered',
      owedBy: 'caller',
      stage: 'offer-received',
      variant: 'unsent',
    });
  });

  it('is not an offer that waits for its candidates, as a page does that sends them with it', () => {
    const story = [...together, probe('caller', 'offer-created', 10), alive('caller', 9000)];
    expect(verdictAt(9000, story)).toMatchObject({ outcome: 'pending', stage: 'offer-received' });
  });

  it('is not an offer whose sender may have lost its connection', () => {
    const story = [
      met(0, polling),
      probeStarted('caller', 0, undefined, polling),
      probe('caller', 'offer-created', 10),
      probe('caller', 'candidates-gathered', 20),
      probeAlive('caller', 5000),
    ];
    const verdict = verdictAt(9000, story);
    expect(verdict).toMatchObject({ outcome: 'failed', owedBy: 'not-known' });
    expect(verdict.cause).toBeUndefined();
  });

  it('is not said of a page without a probe: candidates alone are no call', () => {
    expect(verdictAt(9000, candidate('caller', 0))).toMatchObject({ outcome: 'pending' });
  });

  it('is replaced by the offer that comes after all', () => {
    const story = [...together, ...asked, hop('replaced', 6000)];
    expect(verdictAt(6000, story).outcome).toBe('superseded');
  });
});
