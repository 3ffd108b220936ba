import { fingerprint } from '../../protocol/facts.js';
import type { RelayAck, Trace } from '../../protocol/messages.js';
import type { RejectCode } from '../../protocol/rejects.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { HandshakeRef, HopKind, HopParticipant } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import { done, refuse, step, type HopDraft, type Outcome } from '../hops/step.js';
import { correlate, correlateRefused } from './correlate.js';
import type { Deliver } from './deliver.js';
import type { Member, Rooms } from './rooms.js';
import { readMessageId, readTarget, validateMessage, type ValidMessage } from './validate.js';

const kinds = {
  offer: { received: 'offer-received', forwarded: 'offer-forwarded' },
  answer: { received: 'answer-received', forwarded: 'answer-forwarded' },
  'ice-candidate': { received: 'candidate-received', forwarded: 'candidate-forwarded' },
} as const satisfies Record<MessageKind, { received: HopKind; forwarded: HopKind }>;

interface Received {
  message: ValidMessage;
  member: Member;
}

/** Messages of one sender that are known again: more than a mesh of sixteen sends while an acknowledgement is awaited. */
const knownAgain = 512;

/** The way of a message through the house: validate, correlate, route, deliver; one hop for each half. */
export class Relay {
  constructor(
    private readonly rooms: Rooms,
    private readonly stream: HopStream,
    private readonly deliver: Deliver,
  ) {}

  /** Relays one message of a socket, or says why not; `forced` is the refusal of a fault on demand. */
  handle(senderId: string, kind: MessageKind, payload: unknown, forced?: RejectCode): Outcome<RelayAck> {
    const sender = this.rooms.member(senderId);
    const messageId = readMessageId(payload);
    const before = messageId === undefined ? undefined : sender?.relayed.get(messageId);
    // Only its acknowledgement was lost: it was received once and is relayed once, and that has been told.
    if (before) return done(before);
    const draft: HopDraft = { kind: kinds[kind].received, message: kind, from: { id: senderId } };
    const received = step(this.stream, draft, (hop) => {
      const outcome = this.receive(hop, kind, sender, payload);
      return forced ? refuse<Received>(forced) : outcome;
    });
    if (!received.ok) return received;
    const { message, member } = received.value;
    const forward: HopDraft = { ...draft, kind: kinds[kind].forwarded };
    const forwarded = step(this.stream, forward, (hop) => this.forward(hop, kind, member, message));
    if (!forwarded.ok) return forwarded;
    const ack = draft.handshake ? { handshake: draft.handshake.id } : {};
    if (messageId !== undefined) remember(member.relayed, messageId, ack);
    return done(ack);
  }

  roomOf(senderId: string): string | undefined {
    return this.rooms.member(senderId)?.room.name;
  }

  private receive(hop: HopDraft, kind: MessageKind, sender: Member | undefined, payload: unknown): Outcome<Received> {
    if (!sender) return refuse('not-in-room');
    hop.from = participant(sender);
    hop.room = sender.room.name;
    const valid = validateMessage(kind, payload);
    const targetId = valid.ok ? valid.value.target : readTarget(payload);
    if (targetId !== undefined) {
      const target = sender.room.members.get(targetId);
      hop.to = target ? participant(target) : { id: strangersId(sender, targetId) };
      const sending = { sender, target, written: targetId, targetId: hop.to.id, kind };
      const ref = valid.ok ? correlate(this.rooms, sending, valid.value) : correlateRefused(sending);
      if (ref) hop.handshake = ref;
    }
    if (!valid.ok) return valid;
    Object.assign(hop, valid.value.facts);
    return done({ message: valid.value, member: sender });
  }

  private forward(hop: HopDraft, kind: MessageKind, sender: Member, message: ValidMessage): Outcome<void> {
    const target = this.rooms.target(sender, message.target);
    if (!target.ok) return target;
    const { id, username } = target.value;
    hop.to = { id, username };
    const { handshake } = hop;
    // A candidate carries no trace unless its page gave one: there are many of them, and the offer has brought it.
    const trace = message.trace ?? (handshake && kind !== 'ice-candidate' ? traceOf(handshake) : undefined);
    const relayed = {
      ...message.body,
      sender: sender.id,
      ...(kind === 'offer' && { username: sender.username }),
      ...(handshake && { handshake: handshake.id }),
      ...(trace && { trace }),
    };
    const sight = this.deliver.send(id, kind, relayed, hop);
    if (!sight) return refuse('target-left');
    hop.to = { id, username, sight };
    return done(undefined);
  }
}

function remember(relayed: Map<string, RelayAck>, messageId: string, ack: RelayAck): void {
  relayed.set(messageId, ack);
  const [oldest] = relayed.keys();
  if (relayed.size > knownAgain && oldest !== undefined) relayed.delete(oldest);
}

function participant({ id, username }: Member): HopParticipant {
  return { id, username };
}

/** Whoever was never in the room has no id here but what a page wrote, which may be anything: a hash of it tells it apart. */
function strangersId({ room }: Member, written: string): string {
  return room.departed.has(written) ? written : `stranger-${fingerprint(written)}`;
}

/** What a page can hang its own spans on: the span of the handshake. */
function traceOf({ traceId, spanId }: HandshakeRef): Trace {
  return { traceparent: `00-${traceId}-${spanId}-01` };
}
