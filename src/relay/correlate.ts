import { randomBytes } from 'node:crypto';
import type { MessageKind } from '../../protocol/stages.js';
import type { Trace } from '../../protocol/messages.js';
import type { HandshakeRef } from '../domain/hop.js';
import { assignAnswer, assignCandidate, assignOffer, unanswered, type Mint } from '../domain/pair.js';
import type { Member, Rooms } from './rooms.js';
import type { ValidMessage } from './validate.js';

/**
 * Says to which handshake a message belongs. An offer to a participant that is not there opens one too, so that its
 * sender gets a verdict; nothing is kept of it.
 */
export function correlate(
  rooms: Rooms,
  sender: Member,
  target: Member | undefined,
  targetId: string,
  kind: MessageKind,
  message: ValidMessage,
): HandshakeRef | undefined {
  const mint = minter(message.trace);
  const { description, candidate, provisional = false } = message.facts;
  if (!target || target === sender) {
    if (kind === 'offer') return { ...mint(), caller: sender.id, callee: targetId };
    return kind === 'answer' ? missedBy(sender) : undefined;
  }
  const cell = rooms.cell(sender, target);
  if (description) {
    const assigned =
      kind === 'offer'
        ? assignOffer(cell.pair, sender.id, target.id, description, mint)
        : assignAnswer(cell.pair, sender.id, description, !provisional);
    if (!assigned) return strayAnswer(sender, target, mint);
    cell.pair = assigned.pair;
    return assigned.ref;
  }
  if (!candidate) return undefined;
  const assigned = assignCandidate(cell.pair, sender.id, target.id, candidate, mint);
  cell.pair = assigned.pair;
  return assigned.ref;
}

/** The handshake that a refused message would have belonged to; `written` is the target as the page has it. */
export function correlateRefused(
  sender: Member,
  written: string,
  targetId: string,
  kind: MessageKind,
): HandshakeRef | undefined {
  if (kind === 'offer') return { ...minter(undefined)(), caller: sender.id, callee: targetId };
  return sender.pairs.get(written)?.pair.at(-1)?.ref;
}

/** An answer to someone who offered nothing: it was meant for the open offer of another, or is a handshake of its own. */
function strayAnswer(sender: Member, target: Member, mint: Mint): HandshakeRef {
  return missedBy(sender) ?? { ...mint(), caller: target.id, callee: sender.id };
}

/** The open offer that an answer of this sender, sent to somebody else, leaves unanswered. */
function missedBy(sender: Member): HandshakeRef | undefined {
  for (const { pair } of sender.pairs.values()) {
    const missed = unanswered(pair, sender.id);
    if (missed) return missed;
  }
  return undefined;
}

/** Mints random ids; where the page carries a trace of its own, the handshake becomes part of it. */
function minter(trace: Trace | undefined): Mint {
  return () => {
    const hex = randomBytes(32).toString('hex');
    const [, traceId, parentSpanId] = trace?.traceparent.split('-') ?? [];
    return {
      id: hex.slice(0, 16),
      spanId: hex.slice(16, 32),
      traceId: traceId ?? hex.slice(32),
      ...(parentSpanId !== undefined && { parentSpanId }),
    };
  };
}
