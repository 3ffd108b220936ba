import type { RelayAck } from '../../protocol/messages.js';
import type { Refusal, RejectCode } from '../../protocol/rejects.js';
import type { MessageKind } from '../../protocol/stages.js';
import { forgetOldest } from '../bounds/forget-oldest.js';
import { hopsOf } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import { done, refuse, step, type HopDraft, type StepResult } from '../hops/step.js';
import { correlate, correlateRefused, type TraceParent } from './correlate.js';
import type { FaultInjector } from './faults.js';
import { Outgoing } from './outgoing.js';
import type { Outsiders } from './outsiders.js';
import type { Member, Rooms } from './rooms.js';
import { Written } from './signaling-parser.js';
import { readMessageId, readTarget, validateMessage, type ValidMessage } from './validate.js';
import type { Connections } from './connections.js';

/** How a message came in, beside what it says. */
export interface Incoming {
  /** The refusal of a limit. */
  limited?: Refusal | undefined;
  /** The refusal of a fault on demand. */
  forced?: RejectCode | undefined;
  /** The JSON text of what it carries on, as its page wrote it. */
  text?: string | undefined;
  /** What other instances say of a target that has left the room, and may be connected to one of them. */
  elsewhere?: readonly unknown[] | undefined;
}

/** A message on its way through the relay. */
interface Passing extends Incoming {
  readonly senderId: string;
  readonly sender: Member | undefined;
  readonly kind: MessageKind;
  readonly payload: unknown;
}

/** One that was received, and what it says. */
interface Received extends Pick<Incoming, 'elsewhere'> {
  readonly sender: Member;
  readonly kind: MessageKind;
  readonly message: ValidMessage;
}

/** Takes what an event is answered with: once, or, under a fault on demand, never. */
export type Respond<T extends object = object> = (outcome: StepResult<T>) => void;

/** Why a participant may not open one more handshake with another; undefined where it may. */
export type LimitHandshakes = (caller: string, callee: string) => Refusal | undefined;

export interface RelayOptions {
  rooms: Rooms;
  stream: HopStream;
  connections: Connections;
  outsiders: Outsiders;
  traceParent: TraceParent;
  /** Absent unless they are on. */
  faults?: FaultInjector | undefined;
  limitHandshakes?: LimitHandshakes | undefined;
}

/** Messages of one sender that are known again: more than a mesh of sixteen sends while an acknowledgement is awaited. */
const knownAgain = 512;

/** The way of a message: validate, correlate, route, deliver; one hop for each half. */
export class Relay {
  private readonly outsiders: Outsiders;

  constructor(private readonly options: RelayOptions) {
    this.outsiders = options.outsiders;
  }

  /**
   * Relays one message of a participant, and answers with its handshake or says why not: at once where it can.
   *
   * @param args of its event: the payload, and what it carries as it was written, where that is known
   * @param limited its rate is over a limit
   */
  take(
    sender: string,
    kind: MessageKind,
    [payload, written]: readonly unknown[],
    answer: Respond<RelayAck>,
    limited?: Refusal,
  ): void {
    const { faults } = this.options;
    const text = written instanceof Written ? written.text : undefined;
    const incoming = { limited: limited ?? this.crowded(sender, kind, payload), text };
    if (!faults) return this.handle(sender, kind, payload, answer, incoming);
    const { room } = this.whois(sender);
    const proceed = (passed: unknown, forced?: RejectCode, unanswered?: true) =>
      // What a fault has changed is not what its page wrote.
      this.handle(sender, kind, passed, unanswered ? unheard : answer, {
        limited: incoming.limited,
        forced,
        text: passed === payload ? text : undefined,
      });
    faults.meet({ sender, room, kind, payload, proceed });
  }

  /** An offer opens one more handshake, and there may be too many already. */
  private crowded(sender: string, kind: MessageKind, payload: unknown): Refusal | undefined {
    const { limitHandshakes } = this.options;
    const target = kind === 'offer' && limitHandshakes ? readTarget(payload) : undefined;
    return target === undefined ? undefined : limitHandshakes?.(sender, target);
  }

  private handle(
    senderId: string,
    kind: MessageKind,
    payload: unknown,
    answer: Respond<RelayAck>,
    incoming: Incoming,
  ): void {
    const sender = this.options.rooms.member(senderId);
    const messageId = readMessageId(payload);
    const before = messageId === undefined ? undefined : sender?.relayed?.get(messageId);
    const passing = { senderId, sender, kind, payload, ...incoming };
    // Only its acknowledgement was lost, or is late: it is relayed once, and the answer is the same.
    if (Array.isArray(before)) before.push(answer);
    else if (before) answer(done(before));
    else if (sender && messageId !== undefined) this.once(sender, messageId, passing, answer);
    else this.relay(passing, answer);
  }

  /** Who it is, and in which room, as a hop names both. */
  whois(id: string): Pick<HopDraft, 'from' | 'room'> {
    const member = this.options.rooms.member(id);
    return member ? { from: member.named, room: member.room.name } : { from: { id } };
  }

  /** A message that has an id is known again while it is under way, and after that if it went well. */
  private once(sender: Member, messageId: string, passing: Passing, answer: Respond<RelayAck>): void {
    const relayed = (sender.relayed ??= new Map());
    const waiting = [answer];
    relayed.set(messageId, waiting);
    forgetOldest(relayed, knownAgain, 'message-ids');
    this.relay(passing, (outcome) => {
      if (outcome.ok) relayed.set(messageId, outcome.value);
      else relayed.delete(messageId);
      for (const one of waiting) one(outcome);
    });
  }

  private relay(passing: Passing, answer: Respond<RelayAck>): void {
    const { stream } = this.options;
    const { senderId, sender, kind, payload, limited, elsewhere } = passing;
    const asked = sender && !limited && !elsewhere ? this.outsiders.askFor(sender, kind, payload) : undefined;
    if (asked) {
      void asked.then((told) => this.relay({ ...passing, elsewhere: told }, answer));
      return;
    }
    const hop: HopDraft = { kind: hopsOf[kind].received, message: kind, from: { id: senderId } };
    const sought = sender || limited ? undefined : this.outsiders.seek(senderId, kind, payload);
    if (sought) {
      const outside = refuse<RelayAck>('not-in-room');
      answer(outside);
      // One hop, and where its target is, if anywhere.
      void sought.then((taken) => taken || step(stream, hop, () => outside));
      return;
    }
    const received = step(stream, hop, this.receive, passing);
    if (!received.ok) return answer(received);
    // One record for both steps, and for the proof of its delivery.
    hop.kind = hopsOf[kind].forwarded;
    const forwarded = step(stream, hop, this.forward, received.value);
    answer(forwarded.ok ? done(hop.handshake ? { handshake: hop.handshake.id } : {}) : forwarded);
  }

  private readonly receive = (hop: HopDraft, passing: Passing): StepResult<Received> => {
    const outcome = this.read(hop, passing);
    return passing.forced ? refuse(passing.forced) : outcome;
  };

  private read(hop: HopDraft, passing: Passing): StepResult<Received> {
    const { senderId, sender, kind, payload, limited, text } = passing;
    const over = limited && ({ ok: false, refusal: limited } as const);
    if (!sender) {
      if (!over) this.outsiders.note(hop, senderId, kind, payload);
      return over ?? refuse('not-in-room');
    }
    hop.from = sender.named;
    hop.room = sender.room.name;
    const valid = over ?? validateMessage(kind, payload, text);
    this.correlate(hop, sender, passing, valid.ok ? valid.value : undefined);
    if (!valid.ok) return valid;
    const { description, candidate, provisional } = valid.value;
    if (description) hop.description = description;
    if (candidate) hop.candidate = candidate;
    if (provisional) hop.provisional = true;
    return done({ sender, kind, message: valid.value, elsewhere: passing.elsewhere });
  }

  /** Names whom a message is for, and its handshake. */
  private correlate(
    hop: HopDraft,
    sender: Member,
    { kind, payload }: Passing,
    message: ValidMessage | undefined,
  ): void {
    const { rooms, traceParent } = this.options;
    const written = message?.target ?? readTarget(payload) ?? onlyOther(sender);
    if (written === undefined) return;
    const target = sender.room.members.get(written);
    hop.to = target?.named ?? rooms.absent(sender, written);
    const sending = { sender, target, written, targetId: hop.to.id, kind };
    const { ref, openOffers } = message ? correlate(rooms, sending, message, traceParent) : correlateRefused(sending);
    if (ref) hop.handshake = ref;
    if (openOffers !== undefined) hop.openOffers = openOffers;
  }

  private readonly forward = (hop: HopDraft, { kind, sender, message, elsewhere }: Received): StepResult<void> => {
    const { rooms, connections } = this.options;
    const target = rooms.target(sender, message.target);
    if (!target.ok) {
      const movedTo = rooms.movedTo(sender, message.target);
      if (movedTo !== undefined) hop.movedTo = movedTo;
      else if (this.outsiders.isBack(sender, message.target, elsewhere)) {
        hop.outside = true;
        return refuse('target-missing', 'That participant is connected again, and has joined no room.');
      }
      return target;
    }
    const { id, username, named } = target.value;
    const connection = connections.get(id);
    hop.to = named;
    if (!connection) return refuse('target-left');
    if (connection.unreachable) return refuse('instance-unreachable');
    const sight = connection.deliver(new Outgoing(kind, message, sender, hop.handshake), hop);
    hop.to = { id, username, sight };
    return passed;
  };
}

const passed: StepResult<void> = done(undefined);

function unheard(): void {
  // Under a fault on demand, its sender hears nothing.
}

/** The other one in a room of two: whom a message was meant for that does not say so. */
function onlyOther({ id, room }: Member): string | undefined {
  return room.members.size === 2 ? [...room.members.keys()].find((other) => other !== id) : undefined;
}
