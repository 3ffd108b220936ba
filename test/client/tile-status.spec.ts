import { describe, expect, it } from '@jest/globals';
import { statusOf, type StatusFacts } from '../../client/page/tile/status.js';
import { status as text } from '../../client/page/text/en/status.js';
import { stages } from '../../protocol/stages.js';
import type { Outcome, RungView, Silence, VerdictMessage } from '../../protocol/verdict.js';

const none = { host: 0, srflx: 0, prflx: 0, relay: 0 };
const on = { microphone: 'on', camera: false } as const;

/** A handshake of Anna, who looks, with Boris. */
function verdict(outcome: Outcome, more: Partial<VerdictMessage> = {}, media: Partial<RungView> = {}): VerdictMessage {
  return {
    id: 'one',
    traceId: '0'.repeat(32),
    room: 'den',
    caller: { id: 'a', username: 'Anna' },
    callee: { id: 'b', username: 'Boris' },
    you: 'caller',
    startedAt: 0,
    outcome,
    evidence: 'probe',
    sentence: 'A sentence for developers.',
    advice: 'Do this.',
    remarks: [],
    notes: [],
    history: [],
    candidates: { caller: none, callee: none },
    ladder: stages.map((stage) => ({
      stage,
      status: 'reached' as const,
      ...(stage === 'media-flowing' && { arrivesAt: ['caller', 'callee'] as const, ...media }),
    })) as RungView[],
    ...more,
  };
}

const statusFor = (facts: Partial<StatusFacts>) =>
  statusOf({ name: 'Boris', state: 'connected', verdict: undefined, own: on, pictures: false, ...facts }, text);
const said = (facts: Partial<StatusFacts>) => {
  const { tone, sentence, advice } = statusFor(facts);
  return `${tone}: ${[sentence, advice].filter(Boolean).join(' ')}`;
};
const silent = (...some: [side: 'caller' | 'callee', why: Silence][]) => ({
  silent: some.map(([side, why]) => ({ side, why })),
});

describe('the status of a tile', () => {
  it.each([
    ['waiting', 'waiting: Waiting for Boris to connect…'],
    ['connecting', 'waiting: Connecting you and Boris…'],
    ['connected', 'well: You and Boris are connected.'],
    ['interrupted', 'late: The connection to Boris is interrupted. Your page tries again by itself.'],
    ['failed', 'bad: You and Boris are not connected.'],
  ] as const)('says of the browser’s state %s alone what is known', (state, status) => {
    expect(said({ state })).toBe(status);
  });

  it('says that sound arrives both ways only where both browsers have reported it', () => {
    expect(said({ verdict: verdict('connected') })).toBe('well: You and Boris are connected; sound arrives both ways.');
    expect(said({ verdict: verdict('connected'), pictures: true })).toBe(
      'well: You and Boris are connected; sound or picture arrives both ways.',
    );
    expect(said({ verdict: verdict('connected', {}, { arrivesAt: ['caller'] }) })).toBe(
      'well: You and Boris are connected.',
    );
    expect(said({ verdict: verdict('signaled', {}, { status: 'unseen' }) })).toBe('well: You and Boris are connected.');
  });

  it('says whose microphone is blocked, off or silent', () => {
    expect(said({ verdict: verdict('connected', {}, silent(['callee', 'denied'])) })).toBe(
      'note: You and Boris are connected. The microphone or camera of Boris is blocked. Ask Boris to allow it.',
    );
    expect(said({ own: { microphone: 'denied', camera: false }, verdict: verdict('connected') })).toBe(
      'note: You and Boris are connected. Your microphone is blocked: Boris cannot hear you. Allow it in the address bar.',
    );
    expect(said({ own: { microphone: 'off', camera: false } })).toBe(
      'note: You and Boris are connected. Your microphone is off: Boris cannot hear you.',
    );
  });

  it('says that nobody sends anything, and why', () => {
    const facts = { verdict: verdict('connected', {}, silent(['caller', 'muted'], ['callee', 'muted'])) };
    expect(said({ ...facts, own: { microphone: 'off', camera: false } })).toBe(
      'note: You and Boris are connected, but nobody sends sound or picture. Your microphone is off: Boris cannot hear you. The microphone or camera of Boris is off.',
    );
  });

  it('believes the page about its own microphone, which was off a moment ago', () => {
    const facts = { verdict: verdict('connected', {}, silent(['caller', 'muted'])) };
    expect(said(facts)).toBe('well: You and Boris are connected.');
  });

  it('says of a call that failed what to do, whatever the browser tries meanwhile', () => {
    for (const state of ['waiting', 'connecting', 'interrupted', 'failed'] as const)
      expect(said({ state, verdict: verdict('failed') })).toBe('bad: You and Boris are not connected. Do this.');
  });

  it('does not say that there is no connection where there is one', () => {
    expect(said({ verdict: verdict('failed', { cause: 'message-lost' }) })).toBe(
      'note: You and Boris are connected, but something went wrong. Do this.',
    );
    expect(said({ verdict: verdict('failed', { cause: 'no-media' }) })).toBe('note: Do this.');
  });

  it('says what is late', () => {
    const overdue = {
      stage: 'answer-received' as const,
      owedBy: 'callee' as const,
      evidence: 'transport' as const,
      sentence: 'For developers.',
      advice: 'Ask Boris.',
      since: 0,
    };
    expect(said({ state: 'connecting', verdict: verdict('pending', { overdue }) })).toBe(
      'late: Connecting you and Boris takes longer than usual. Ask Boris.',
    );
  });
});
