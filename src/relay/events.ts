import { plainName } from '../../protocol/plain-names.js';
import type { ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import type { Refusal, RejectCode } from '../../protocol/rejects.js';
import { messageKinds, type MessageKind } from '../../protocol/stages.js';
import type { HopStream } from '../hops/hop-stream.js';
import { done, refuse, step, type HopDraft, type Outcome } from '../hops/step.js';
import type { Faults } from './faults.js';
import type { Stray } from './outsiders.js';
import type { Presence } from './presence.js';
import type { Incoming, Relay } from './relay.js';
import { Written } from './signaling-parser.js';
import { readTarget, validateReports } from './validate.js';

/** Takes the reports that a participant's socket has brought. */
export type TakeReports = (participant: string, batch: ReportBatch) => ReportReceipt;

/** What an event is answered with: once, or, under a fault on demand, never. */
export type Answer = (outcome: Outcome<object>) => void;

/** Why a participant may not open one more handshake with another; undefined where it may. */
export type LimitHandshakes = (caller: string, callee: string) => Refusal | undefined;

/** Hands every event of a participant to its step, whichever instance its socket is on. */
export class Events {
  constructor(
    private readonly relay: Relay,
    private readonly presence: Presence,
    private readonly stream: HopStream,
    private readonly takeReports: TakeReports,
    private readonly faults: Faults | undefined,
    private readonly limitHandshakes: LimitHandshakes | undefined,
  ) {}

  handle(participant: string, event: string, args: unknown[], answer: Answer, incoming: Incoming = {}): void {
    const { limited } = incoming;
    if (!isMessageKind(event))
      return answer(limited ? this.refuse(participant, event, limited) : this.other(participant, event, args));
    const [payload, written] = args;
    const met = limited ? incoming : this.crowded(participant, event, payload, incoming);
    this.message(
      participant,
      event,
      payload,
      answer,
      written instanceof Written ? { ...met, text: written.text } : met,
    );
  }

  /** An offer of a connection of another instance, which is in no room; answers whether its target is in one here. */
  stray(stray: Stray): boolean {
    return this.relay.hear(stray);
  }

  /** The participant's connection is gone, for the reason that Socket.IO gives. */
  disconnected(participant: string, reason: string): void {
    this.presence.disconnected(participant, reason);
  }

  /** The participant has gone to a room of another instance. */
  departed(participant: string): void {
    this.presence.departed(participant);
  }

  /** The participant is moved elsewhere with its whole room, as the instance stops. */
  moved(participant: string): void {
    this.presence.moved(participant);
  }

  /** An offer opens one more handshake, and there may be too many already. */
  private crowded(sender: string, kind: MessageKind, payload: unknown, incoming: Incoming): Incoming {
    const target = kind === 'offer' && this.limitHandshakes ? readTarget(payload) : undefined;
    const limited = target === undefined ? undefined : this.limitHandshakes?.(sender, target);
    return limited ? { ...incoming, limited } : incoming;
  }

  private refuse(participant: string, event: string, refusal: Refusal): Outcome<object> {
    const draft = this.draft(participant, event);
    const kind = event === 'join-room' ? 'joined' : event === 'leave-room' ? 'left' : undefined;
    return step(this.stream, kind ? { kind, from: { id: participant } } : draft, () => ({ ok: false, refusal }));
  }

  /** Something came over its connection that is no event. */
  refuseFrame(participant: string, refusal: Refusal): void {
    step(this.stream, { kind: 'event-received', ...this.relay.whois(participant) }, () => ({ ok: false, refusal }));
  }

  /** The hop of what is no message, as who sent it is in which room. */
  private draft(participant: string, event: string): HopDraft {
    return { kind: 'event-received', ...this.relay.whois(participant), event: plainName(event) };
  }

  private message(sender: string, kind: MessageKind, payload: unknown, answer: Answer, incoming: Incoming): void {
    if (!this.faults) {
      this.relay.handle(sender, kind, payload, answer, incoming);
      return;
    }
    const { room } = this.relay.whois(sender);
    const proceed = (met: unknown, forced?: RejectCode, unanswered?: true) =>
      this.relay.handle(sender, kind, met, unanswered ? () => undefined : answer, {
        ...incoming,
        ...(forced && { forced }),
        // What a fault has changed is not what its page wrote.
        ...(met !== payload && { text: undefined }),
      });
    this.faults.meet({ sender, room, kind, payload, proceed });
  }

  private other(participant: string, event: string, args: unknown[]): Outcome<object> {
    if (event === 'join-room') return this.presence.join(participant, args);
    if (event === 'leave-room') return this.presence.leave(participant, args);
    if (event === 'report') return this.report(participant, args[0]);
    return step(this.stream, this.draft(participant, event), () => refuse('unknown-event'));
  }

  /** Reports are no hops themselves: each becomes one where its handshake is known. */
  private report(participant: string, payload: unknown): Outcome<ReportReceipt> {
    const batch = validateReports(payload);
    return batch.ok ? done(this.takeReports(participant, batch.value)) : batch;
  }
}

export function isMessageKind(event: string): event is MessageKind {
  return messageKinds.some((kind) => kind === event);
}
