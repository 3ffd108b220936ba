import type { Handshake } from '../../src/domain/handshake.js';
import { advance } from '../../src/domain/advance.js';
import { open } from '../../src/domain/handshake.js';
import type { HandshakeRef, Hop } from '../../src/domain/hop.js';
import { storyWaits } from '../domain/hops.js';
import { diagnose } from '../../src/domain/diagnose.js';
import type { Diagnosis } from '../../src/hops/hop-watcher.js';

/** Half past nine in the morning, local time, wherever the test runs. */
export const morning = new Date(2026, 4, 7, 9, 30, 0).getTime();

export const anna = { id: 'aaaaaaaaaaaaaaaaaaaa', username: 'Anna' };
export const boris = { id: 'bbbbbbbbbbbbbbbbbbbb', username: 'Boris' };
export const room = 'den';

export const refOf = (id: string, more: Partial<HandshakeRef> = {}): HandshakeRef => ({
  id,
  traceId: id.padEnd(32, '0'),
  spanId: id.padEnd(16, '0'),
  caller: anna.id,
  callee: boris.id,
  ...more,
});

const description = {
  bytes: 3400,
  media: { audio: 1, video: 0, application: 0 },
  candidates: { host: 0, srflx: 0, prflx: 0, relay: 0 },
};
const candidate = { bytes: 120, end: false, type: 'host', protocol: 'udp', family: 'ipv4' } as const;
const sight = { transport: true, page: false };

/** The hops of one call, each at `morning` plus its own ms; all plain literals, as the relay makes them. */
export function storyOf(handshake: HandshakeRef) {
  const at = (ms: number) => ({ at: morning + ms, tookMs: 1, result: 'reached', handshake }) as const;
  const toBoris = { from: anna, to: boris, room, seenBy: 'gateway' } as const;
  const toAnna = { from: boris, to: anna, room, seenBy: 'gateway' } as const;
  const offer = { message: 'offer', description, ...toBoris } as const;
  const answer = { message: 'answer', description, ...toAnna } as const;
  const story = {
    offerReceived: { kind: 'offer-received', ...offer, ...at(1) },
    offerForwarded: { kind: 'offer-forwarded', ...offer, ...at(2), to: { ...boris, sight } },
    offerDelivered: { kind: 'offer-delivered', ...offer, ...at(5), seenBy: 'transport', tookMs: 3 },
    answerReceived: { kind: 'answer-received', ...answer, ...at(50) },
    answerForwarded: { kind: 'answer-forwarded', ...answer, ...at(51), to: { ...anna, sight } },
    answerDelivered: { kind: 'answer-delivered', ...answer, ...at(54), seenBy: 'transport', tookMs: 3 },
    candidateReceived: { kind: 'candidate-received', message: 'ice-candidate', candidate, ...toBoris, ...at(60) },
    candidateForwarded: { kind: 'candidate-forwarded', message: 'ice-candidate', candidate, ...toBoris, ...at(61) },
    candidateBack: { kind: 'candidate-received', message: 'ice-candidate', candidate, ...toAnna, ...at(62) },
    candidateBackForwarded: { kind: 'candidate-forwarded', message: 'ice-candidate', candidate, ...toAnna, ...at(63) },
  } satisfies Record<string, Hop>;
  return story;
}

/** The same, as a list in the order of time. */
export const callOf = (ref: HandshakeRef): Hop[] => Object.values(storyOf(ref));

/** What is said of hops of one handshake, so many ms after `morning`. */
export function diagnosisOf(hops: readonly Hop[], atMs: number): Diagnosis {
  const [first] = hops;
  if (!first?.handshake) throw new Error('a story begins with a hop of a handshake');
  const handshake = hops.reduce<Handshake>(advance, open(first.handshake, first));
  const verdict = diagnose(handshake, storyWaits, morning + atMs);
  return { handshake, verdict, ...(verdict.outcome !== 'pending' && { settledAt: morning + atMs }) };
}

/** The same before it has failed: what is missing is late, and may still come. */
export function overdueOf(hops: readonly Hop[], atMs: number): Diagnosis {
  const [first] = hops;
  if (!first?.handshake) throw new Error('a story begins with a hop of a handshake');
  const handshake = hops.reduce<Handshake>(advance, open(first.handshake, first));
  return { handshake, verdict: diagnose(handshake, { ...storyWaits, ring: 30_000 }, morning + atMs) };
}

/** Somebody joins, leaves, or shows a sign of life: hops of no handshake. */
export const joined = (who: typeof anna, ms: number, where = room): Hop => ({
  kind: 'joined',
  result: 'reached',
  seenBy: 'gateway',
  from: who,
  room: where,
  at: morning + ms,
  tookMs: 0.5,
});
export const left = (who: typeof anna, ms: number, departure: Hop['departure'] = 'left'): Hop => ({
  ...joined(who, ms),
  kind: 'left',
  ...(departure && { departure }),
});
export const alive = (who: typeof anna, ms: number): Hop => ({
  kind: 'alive',
  result: 'reached',
  seenBy: 'transport',
  from: { id: who.id },
  at: morning + ms,
  tookMs: 0,
});
