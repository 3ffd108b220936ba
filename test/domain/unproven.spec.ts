import { tell } from '../../src/locales/tell.js';
import { alive, connected, offered, probe, probeAlive, signaled, threw, verdictAt } from './hops.js';

const unproven = { unproven: true } as const;
const wrongState = { name: 'InvalidStateError', signalingState: 'closed' };
const refusal = threw('callee', 'offer-applied', 20, wrongState);
const refused = (more: object) => [...offered, { ...refusal, ...more }, alive('callee', 2050)];
const ignored = (more: object) => {
  const reports = [probe('caller', 'offer-created', 0), probeAlive('caller', 9000)];
  const verdict = verdictAt(9000, [...signaled, ...reports.map((hop) => ({ ...hop, ...more })), alive('caller', 8000)]);
  return verdict.overdue?.verdict ?? verdict;
};

describe('reports of a page that has not proved whose it is', () => {
  it('blame nobody, and say that they are not proved', () => {
    expect(verdictAt(2100, refused({}))).toMatchObject({ cause: 'offer-refused', owedBy: 'callee', gaps: [] });
    const verdict = verdictAt(2100, refused(unproven));
    expect(verdict).toMatchObject({
      outcome: 'failed',
      cause: 'offer-refused',
      owedBy: 'not-known',
      gaps: [{ side: 'callee', why: 'unproven' }],
    });
    expect(tell(verdict, 'en', 'developer').sentence).toMatch(
      /not proved that the reports of the callee's page come from/,
    );
  });

  it('blame no page for an answer that it does not take', () => {
    expect(ignored({})).toMatchObject({ cause: 'answer-ignored', owedBy: 'caller', gaps: [] });
    expect(ignored(unproven)).toMatchObject({
      cause: 'answer-ignored',
      owedBy: 'not-known',
      gaps: [{ side: 'caller', why: 'unproven' }],
    });
  });

  it.each(['page-gone', 'connection-closed'] as const)('let nobody be gone: %s', (kind) => {
    const going = probe('callee', kind, 30);
    expect(verdictAt(40, [...offered, going])).toMatchObject({ outcome: 'abandoned' });
    expect(verdictAt(40, [...offered, { ...going, ...unproven }])).toMatchObject({ outcome: 'pending' });
  });

  it('say how the path is all the same', () => {
    expect(
      verdictAt(
        300,
        connected.map((hop) => (hop.seenBy === 'probe' ? { ...hop, ...unproven } : hop)),
      ),
    ).toMatchObject({
      outcome: 'connected',
      gaps: [],
    });
  });
});
