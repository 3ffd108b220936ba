import { describe, expect, it } from '@jest/globals';
import { takesOver } from '../../client/page/tile/takes-over.js';
import { stages, type Stage } from '../../protocol/stages.js';
import type { Outcome, RungView, VerdictMessage } from '../../protocol/verdict.js';

/** A handshake that began at this time, in ms, and has reached these rungs. */
function handshake(id: string, startedAt: number, outcome: Outcome, ...reached: Stage[]): VerdictMessage {
  return {
    id,
    traceId: '0'.repeat(32),
    room: 'den',
    caller: { id: 'a', username: 'Anna' },
    callee: { id: 'b', username: 'Boris' },
    you: 'caller',
    startedAt,
    outcome,
    evidence: 'gateway',
    sentence: 'A sentence.',
    advice: 'Do this.',
    remarks: [],
    notes: [],
    history: [],
    candidates: {
      caller: { host: 0, srflx: 0, prflx: 0, relay: 0 },
      callee: { host: 0, srflx: 0, prflx: 0, relay: 0 },
    },
    ladder: stages.map((stage): RungView => ({ stage, status: reached.includes(stage) ? 'reached' : 'pending' })),
  };
}

const failed = handshake('failed', 1000, 'failed', 'offer-received');
const begun = handshake('begun', 2000, 'pending', 'offer-received');
/** Candidates came, and their offer was refused or never sent. */
const bare = handshake('bare', 1500, 'pending');

describe('the handshake on a tile', () => {
  it('is the newest', () => {
    expect(takesOver(begun, failed)).toBe(true);
    expect(takesOver(failed, begun)).toBe(false);
    expect(takesOver({ ...begun, outcome: 'connected' }, begun)).toBe(true);
  });

  it('is the earlier one where the later was taken back', () => {
    const superseded = { ...begun, outcome: 'superseded' as const };
    expect(takesOver(superseded, failed)).toBe(false);
    expect(takesOver(failed, superseded)).toBe(true);
  });

  it('is not one of candidates whose offer nobody has, where anything else is known', () => {
    expect(takesOver(bare, failed)).toBe(false);
    expect(takesOver(failed, bare)).toBe(true);
  });

  it('is one without an offer where just this is what is late, or has failed', () => {
    const late = { stage: 'offer-received' as const, owedBy: 'caller' as const, evidence: 'probe' as const };
    const overdue = { ...late, sentence: 'It is late.', advice: 'Wait.', since: 1600 };
    expect(takesOver({ ...bare, overdue }, failed)).toBe(true);
    expect(takesOver({ ...bare, outcome: 'failed' }, failed)).toBe(true);
  });
});
