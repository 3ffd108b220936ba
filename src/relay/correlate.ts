import type { MessageKind } from '../../protocol/stages.js';
import type { Trace } from '../../protocol/messages.js';
import type { HandshakeRef } from '../domain/hop.js';
import { freshIds } from '../hops/fresh-ids.js';
import { assignAnswer, assignCandidate, assignOffer, unanswered, type Mint } from '../domain/pair.js';
import type { Member, Rooms } from './rooms.js';
import type { ValidMessage } from './validate.js';

/** Handshakes a sender may open with offers that nobody can get: more of them would push the others out of the store. */
const strayHandshakes = 32;

/** A message, who sent it and to whom. */
export interface Sending {
  sender: Member;
  /** Absent where nobody of that id is in the room. */
  target: Member | undefined;
  /** The target as the page wrote it, and as it is called where it is shown. */
  written: string;
  targetId: string;
  kind: MessageKind;
}

/**
 * Says to which handshake a message belongs. An offer to a participant that is not there opens one too, so that its
 * sender gets a verdict.
 */
export function correlate(rooms: Rooms, sending: Sending, message: ValidMessage): HandshakeRef | undefined {
  const { sender, target, written, kind } = sending;
  const mint = minter(message.trace);
  const { description, candidate, provisional = false } = message;
  if (!target || target === sender) {
    if (kind === 'offer') return strayOffer(sending, mint);
    return kind === 'answer' && !sender.room.departed.has(written) ? missedBy(sender) : undefined;
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

/** The handshake that a refused message would have belonged to. */
export function correlateRefused(sending: Sending): HandshakeRef | undefined {
  if (sending.kind === 'offer') return strayOffer(sending, minter(undefined));
  return sending.sender.pairs.get(sending.written)?.pair.at(-1)?.ref;
}

/** An offer that nobody gets: however often it is sent, it is one handshake. */
function strayOffer({ sender, written, targetId }: Sending, mint: Mint): HandshakeRef | undefined {
  const known = sender.stray.get(written);
  if (known) return known;
  if (sender.stray.size >= strayHandshakes) return undefined;
  const ref = { ...mint(), caller: sender.id, callee: targetId };
  sender.stray.set(written, ref);
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

/** Mints random ids; where the page carries a trace of its own, the handshake becomes part of it. */
function minter(trace: Trace | undefined): Mint {
  return () => {
    const [, traceId, parentSpanId] = trace?.traceparent.split('-') ?? [];
    return {
      ...freshIds(),
      ...(traceId !== undefined && { traceId }),
      ...(parentSpanId !== undefined && { parentSpanId }),
    };
  };
}
