import { connected, left, negotiated, path, probe, threw, verdictAt } from './hops.js';

describe('connection-lost', () => {
  const lost = threw('caller', 'connection-kept', 60_000, { name: 'failed' });

  it('is a connection that stood and broke', () => {
    expect(verdictAt(60_000, [...connected, lost])).toMatchObject({
      outcome: 'failed',
      cause: 'connection-lost',
      owedBy: 'path',
    });
  });

  it('is owed by nobody who is known where the other page has no probe: it may have closed its connection', () => {
    const oneSided = [
      ...negotiated(['caller']),
      ...path('caller', 100, 'ice-connected', 'dtls-connected', 'media-flowing'),
    ];
    const verdict = verdictAt(60_000, [...oneSided, lost]);
    expect(verdict).toMatchObject({ cause: 'connection-lost', owedBy: 'not-known', variant: 'one-sided' });
    expect(verdict.gaps).toEqual([{ side: 'callee', why: 'no-probe' }]);
  });

  it('is owed by the network of the one whose connection to the gateway broke too', () => {
    expect(verdictAt(90_000, [...connected, lost, left('callee', 85_000, 'lost')])).toMatchObject({
      cause: 'connection-lost',
      owedBy: 'callee-network',
      variant: 'gone',
    });
  });

  it('is not somebody who has hung up', () => {
    const verdict = verdictAt(60_000, [...connected, left('callee', 55_000, 'closed'), lost]);
    expect(verdict).toMatchObject({ outcome: 'connected' });
  });

  it('is the cause still where the user gives up afterwards', () => {
    expect(verdictAt(70_000, [...connected, lost, left('caller', 65_000)]).cause).toBe('connection-lost');
  });

  it('is not a gap that was bridged', () => {
    const verdict = verdictAt(70_000, [...connected, lost, probe('caller', 'connection-kept', 63_000)]);
    expect(verdict).toMatchObject({ outcome: 'connected' });
  });

  it('is not a path that never stood', () => {
    expect(verdictAt(60_000, [...negotiated(), lost]).cause).toBe('ice-stuck');
  });
});
