import type { MessageKind } from '../../protocol/stages.js';
import type { Trace } from '../../protocol/messages.js';
import type { HandshakeRef } from '../domain/hop.js';
import { freshIds } from '../hops/fresh-ids.js';
import { assignAnswer, assignCandidate, assignOffer, unanswered, type Mint } from '../domain/pair.js';
import type { Member, Rooms } from './rooms.js';
import type { ValidMessage } from './validate.js';

/** Handshakes a sender may open with offers that nobody can get: more of them would push the others out of the store. */
const strayHandshakes = 32;

/** What a page's own span is to the handshake that its offer opens: its parent, or one that it is linked to. */
export type TraceParent = 'page' | 'link';

/** A message, who sent it and to whom. */
export interface SentMessage {
  sender: Member;
  /** Absent where nobody of that id is in the room. */
  target: Member | undefined;
  /** The target as the page wrote it, and as it is called where it is shown. */
  written: string;
  targetId: string;
  kind: MessageKind;
}

/** Of an answer, how many offers it may answer. */
export interface Correlated {
  ref?: HandshakeRef | undefined;
  openOffers?: number;
}

/**
 * Says to which handshake a message belongs. An offer to a participant that is not there opens one too, so that its
 * sender gets a verdict.
 */
export function correlate(
  rooms: Rooms,
  sending: SentMessage,
  message: ValidMessage,
  traceParent: TraceParent,
): Correlated {
  const { sender, target, written, kind } = sending;
  const mint = minter(message.trace, traceParent);
  const { description, candidate, provisional = false } = message;
  if (!target || target === sender) {
    if (kind === 'offer') return { ref: strayOffer(sending, mint) };
    return { ref: kind === 'answer' && !sender.room.departed.has(written) ? missedBy(sender) : undefined };
  }
  const cell = rooms.cell(sender, target);
  if (description && kind === 'answer') {
    const assigned = assignAnswer(cell.pair, sender.id, description, !provisional);
    if (!assigned) return { ref: strayAnswer(sender, target, mint) };
    // Two different answers to one, and none to another: it was meant for the other.
    const meant = assigned.surplus ? missedBy(sender) : undefined;
    if (meant) return { ref: meant };
    cell.pair = assigned.pair;
    return assigned;
  }
  const assigned = description
    ? assignOffer(cell.pair, sender.id, target.id, description, mint)
    : candidate && assignCandidate(cell.pair, sender.id, target.id, candidate, mint);
  if (!assigned) return {};
  cell.pair = assigned.pair;
  return assigned;
}

/** The handshake that a refused message would have belonged to. */
export function correlateRefused(sending: SentMessage): Correlated {
  if (sending.kind === 'offer') return { ref: strayOffer(sending, freshIds) };
  return { ref: sending.sender.pairs.get(sending.written)?.pair.at(-1)?.ref };
}

function strayOffer({ sender, written, targetId }: SentMessage, mint: Mint): HandshakeRef | undefined {
  return openStray((sender.stray ??= new Map()), written, () => ({ ...mint(), caller: sender.id, callee: targetId }));
}

/**
 * An offer that nobody gets: however often it is sent to a target, it is one handshake.
 *
 * @param known the handshakes of such offers of one sender, by target
 */
export function openStray(
  known: Map<string, HandshakeRef>,
  target: string,
  open: () => HandshakeRef,
): HandshakeRef | undefined {
  const before = known.get(target);
  if (before) return before;
  if (known.size >= strayHandshakes) return undefined;
  const ref = open();
  known.set(target, ref);
  return ref;
}

/**
 * An answer to someone who offered nothing: it was meant for the one open offer of another, or is a handshake of its
 * own. Where one of the two has just come back to the room, it answers what was before, and belongs to nothing now.
 */
function strayAnswer(sender: Member, target: Member, mint: Mint): HandshakeRef | undefined {
  if (sender.returned || target.returned) return undefined;
  return missedBy(sender) ?? { ...mint(), caller: target.id, callee: sender.id };
}

/** The open offer that an answer of this sender, sent to somebody else, leaves unanswered; of several, nobody knows. */
function missedBy(sender: Member): HandshakeRef | undefined {
  const missed = [...sender.pairs.values()]
    .map(({ pair }) => unanswered(pair, sender.id))
    .filter((ref) => ref !== undefined);
  return missed.length === 1 ? missed[0] : undefined;
}

/** Mints random ids; where the page carries a trace of its own, the handshake becomes part of it, or is linked to it. */
function minter(trace: Trace | undefined, traceParent: TraceParent): Mint {
  const [, traceId, spanId] = trace?.traceparent.split('-') ?? [];
  if (traceId === undefined || spanId === undefined) return freshIds;
  if (traceParent === 'page') return () => ({ ...freshIds(), traceId, parentSpanId: spanId });
  return () => ({ ...freshIds(), pageSpan: { traceId, spanId } });
}
