import { fingerprint } from '../../protocol/facts.js';
import type { RelayAck } from '../../protocol/messages.js';
import type { Refusal, RejectCode } from '../../protocol/rejects.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { HopKind, HopParticipant } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import { done, refuse, step, type HopDraft, type Outcome } from '../hops/step.js';
import { correlate, correlateRefused, type TraceParent } from './correlate.js';
import { Outgoing } from './outgoing.js';
import { Outsiders, type BackOf, type Stray, type TellOthers } from './outsiders.js';
import type { Member, Rooms } from './rooms.js';
import { readMessageId, readTarget, validateMessage, type ValidMessage } from './validate.js';
import type { Ways } from './ways.js';

/** The hops of a message, by its kind. */
export const messageHops = {
  offer: { received: 'offer-received', forwarded: 'offer-forwarded' },
  answer: { received: 'answer-received', forwarded: 'answer-forwarded' },
  'ice-candidate': { received: 'candidate-received', forwarded: 'candidate-forwarded' },
} as const satisfies Record<MessageKind, { received: HopKind; forwarded: HopKind }>;

/** How a message came in, beside what it says. */
export interface Incoming {
  /** The refusal of a limit. */
  limited?: Refusal | undefined;
  /** The refusal of a fault on demand. */
  forced?: RejectCode;
  /** The JSON text of what it carries on, as its page wrote it. */
  text?: string | undefined;
}

interface Received {
  message: ValidMessage;
  member: Member;
}

type Answer = (outcome: Outcome<RelayAck>) => void;

/** Messages of one sender that are known again: more than a mesh of sixteen sends while an acknowledgement is awaited. */
const knownAgain = 512;

/** The way of a message through the house: validate, correlate, route, deliver; one hop for each half. */
export class Relay {
  private readonly outsiders: Outsiders;

  constructor(
    private readonly rooms: Rooms,
    private readonly stream: HopStream,
    private readonly ways: Ways,
    backOf: BackOf,
    private readonly traceParent: TraceParent,
    tellOthers?: TellOthers,
  ) {
    this.outsiders = new Outsiders(rooms, ways, backOf, tellOthers);
  }

  /** Relays one message of a participant, and answers with its handshake or says why not: at once where it can. */
  handle(senderId: string, kind: MessageKind, payload: unknown, answer: Answer, incoming: Incoming = {}): void {
    const sender = this.rooms.member(senderId);
    const messageId = readMessageId(payload);
    const before = messageId === undefined ? undefined : sender?.relayed.get(messageId);
    // Only its acknowledgement was lost, or is late: it is relayed once, and that is told.
    if (Array.isArray(before)) before.push(answer);
    else if (before) answer(done(before));
    else if (sender && messageId !== undefined) this.once(sender, kind, payload, messageId, answer, incoming);
    else this.relay(senderId, sender, kind, payload, answer, incoming);
  }

  /** An offer of a connection of another instance, which is in no room; answers whether its target is in one here. */
  hear(stray: Stray): boolean {
    const draft = this.outsiders.heard(stray);
    if (draft) step(this.stream, draft, () => refuse('not-in-room'));
    return draft !== undefined;
  }

  /** Who it is, and in which room, as a hop names both. */
  whois(id: string): Pick<HopDraft, 'from' | 'room'> {
    const member = this.rooms.member(id);
    return member ? { from: participant(member), room: member.room.name } : { from: { id } };
  }

  /** A message that has an id is known again while it is under way, and after that if it went well. */
  private once(
    sender: Member,
    kind: MessageKind,
    payload: unknown,
    messageId: string,
    answer: Answer,
    incoming: Incoming,
  ): void {
    const { relayed } = sender;
    const waiting = [answer];
    relayed.set(messageId, waiting);
    const [oldest] = relayed.keys();
    if (relayed.size > knownAgain && oldest !== undefined) relayed.delete(oldest);
    const answerAll: Answer = (outcome) => {
      if (outcome.ok) relayed.set(messageId, outcome.value);
      else relayed.delete(messageId);
      for (const one of waiting) one(outcome);
    };
    this.relay(sender.id, sender, kind, payload, answerAll, incoming);
  }

  private relay(
    senderId: string,
    sender: Member | undefined,
    kind: MessageKind,
    payload: unknown,
    answer: Answer,
    { limited, forced, text }: Incoming,
  ): void {
    const draft: HopDraft = { kind: messageHops[kind].received, message: kind, from: { id: senderId } };
    const sought = sender || limited ? undefined : this.outsiders.seek(senderId, kind, payload);
    if (sought) {
      const outside = refuse<RelayAck>('not-in-room');
      answer(outside);
      // One hop, and where its target is, if anywhere.
      void sought.then((taken) => taken || step(this.stream, draft, () => outside));
      return;
    }
    const receive = (hop: HopDraft) => {
      const outcome = this.receive(hop, kind, senderId, sender, payload, limited, text);
      return forced ? refuse<Received>(forced) : outcome;
    };
    const received = step(this.stream, draft, receive);
    if (!received.ok) return answer(received);
    const { message, member } = received.value;
    const { handshake } = draft;
    const forwarded = step(this.stream, { ...draft, kind: messageHops[kind].forwarded }, (hop) =>
      this.forward(hop, kind, member, message),
    );
    answer(forwarded.ok ? done(handshake ? { handshake: handshake.id } : {}) : forwarded);
  }

  private receive(
    hop: HopDraft,
    kind: MessageKind,
    senderId: string,
    sender: Member | undefined,
    payload: unknown,
    limited: Refusal | undefined,
    text: string | undefined,
  ): Outcome<Received> {
    const over = limited && ({ ok: false, refusal: limited } as const);
    if (!sender) {
      if (!over) this.outsiders.note(hop, senderId, kind, payload);
      return over ?? refuse('not-in-room');
    }
    hop.from = participant(sender);
    hop.room = sender.room.name;
    const valid = over ?? validateMessage(kind, payload, text);
    const targetId = valid.ok ? valid.value.target : (readTarget(payload) ?? onlyOther(sender));
    if (targetId !== undefined) {
      const target = sender.room.members.get(targetId);
      hop.to = target ? participant(target) : this.absent(sender, targetId);
      const sending = { sender, target, written: targetId, targetId: hop.to.id, kind };
      const { ref, openOffers } = valid.ok
        ? correlate(this.rooms, sending, valid.value, this.traceParent)
        : correlateRefused(sending);
      if (ref) hop.handshake = ref;
      if (openOffers !== undefined) hop.openOffers = openOffers;
    }
    if (!valid.ok) return valid;
    const { description, candidate, provisional } = valid.value;
    if (description) hop.description = description;
    if (candidate) hop.candidate = candidate;
    if (provisional) hop.provisional = true;
    return done({ message: valid.value, member: sender });
  }

  /**
   * Whoever has left the room is named as who it was, to those who may know that. Anybody else has no id here but what a
   * page wrote, which may be anything: a hash of it tells it apart.
   */
  private absent(sender: Member, written: string): HopParticipant {
    const departed = this.rooms.departed(sender, written);
    return departed ? { id: written, username: departed.username } : { id: `stranger-${fingerprint(written)}` };
  }

  private forward(hop: HopDraft, kind: MessageKind, sender: Member, message: ValidMessage): Outcome<void> {
    const target = this.rooms.target(sender, message.target);
    if (!target.ok) {
      const movedTo = this.rooms.movedTo(sender, message.target);
      if (movedTo !== undefined) hop.movedTo = movedTo;
      else if (this.outsiders.isBack(sender, message.target)) {
        hop.outside = true;
        return refuse('target-missing', 'That participant is connected again, and has joined no room.');
      }
      return target;
    }
    const { id, username } = target.value;
    const way = this.ways.get(id);
    hop.to = { id, username };
    if (!way) return refuse('target-left');
    if (way.unreachable) return refuse('instance-unreachable');
    const sight = way.deliver(new Outgoing(kind, message, sender, hop.handshake), hop);
    hop.to = { id, username, sight };
    return done(undefined);
  }
}

function participant({ id, username }: Member): HopParticipant {
  return { id, username };
}

/** The other one in a room of two: whom a message was meant for that does not say so. */
function onlyOther({ id, room }: Member): string | undefined {
  return room.members.size === 2 ? [...room.members.keys()].find((other) => other !== id) : undefined;
}
