import { plainName } from '../../protocol/plain-names.js';
import type { ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import type { Refusal } from '../../protocol/rejects.js';
import type { HopStream } from '../hops/hop-stream.js';
import { done, refuse, step, type HopDraft, type StepResult } from '../hops/step.js';
import type { Presence } from './presence.js';
import type { Relay } from './relay.js';
import { strangerDetail } from './other-shapes.js';
import { validateReports } from './validate.js';

/** Takes the reports that a participant's socket has brought. */
export type TakeReports = (participant: string, batch: ReportBatch) => ReportReceipt;

/** Hands every event of a participant that is no message to its step, whichever instance its socket is on. */
export class Events {
  constructor(
    private readonly relay: Relay,
    private readonly presence: Presence,
    private readonly stream: HopStream,
    private readonly takeReports: TakeReports,
  ) {}

  /** @param limited its rate is over a limit */
  take(participant: string, event: string, args: unknown[], limited?: Refusal): StepResult<object> {
    if (limited) return this.refuse(participant, event, limited);
    if (event === 'join-room') return this.presence.join(participant, args);
    if (event === 'leave-room') return this.presence.leave(participant, args);
    if (event === 'report') return this.report(participant, args[0]);
    return step(this.stream, this.draft(participant, event), () => refuse('unknown-event', strangerDetail(args)));
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

  private refuse(participant: string, event: string, refusal: Refusal): StepResult<object> {
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

  /** Reports are no hops themselves: each becomes one where its handshake is known. */
  private report(participant: string, payload: unknown): StepResult<ReportReceipt> {
    const batch = validateReports(payload);
    return batch.ok ? done(this.takeReports(participant, batch.value)) : batch;
  }
}
