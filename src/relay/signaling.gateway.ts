import { Inject, Optional } from '@nestjs/common';
import {
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
} from '@nestjs/websockets';
import type { Server, Socket } from 'socket.io';
import type { Ack, SignalingError } from '../../protocol/messages.js';
import type { ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import type { Refusal, RejectCode } from '../../protocol/rejects.js';
import { messageKinds, type MessageKind } from '../../protocol/stages.js';
import { HopStream } from '../hops/hop-stream.js';
import { done, refuse, step, type Outcome } from '../hops/step.js';
import { DeliveryProof } from './delivery-proof.js';
import { Faults } from './faults.js';
import { Presence } from './presence.js';
import { Relay } from './relay.js';
import { Sockets } from './sockets.js';
import { readTarget, validateReports } from './validate.js';

/** Takes the reports that a participant's socket has brought. */
export type TakeReports = (participant: string, batch: ReportBatch) => ReportReceipt;

/** Injection token of the intake of reports. */
export const REPORTS = Symbol('reports');

/**
 * The door: binds every event of a socket to its step and gives the answer back.
 *
 * One listener takes all events instead of `@SubscribeMessage`: an unknown event is refused rather than ignored, a
 * positional `join-room` needs no special case, and a refusal reaches the acknowledgement (Nest's exception filters emit
 * `exception` and never acknowledge). It also keeps Nest's per-message pipeline, 3 µs a message, off the hot path.
 */
@WebSocketGateway()
export class SignalingGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly relay: Relay,
    private readonly presence: Presence,
    private readonly proof: DeliveryProof,
    private readonly sockets: Sockets,
    private readonly stream: HopStream,
    @Inject(REPORTS) private readonly takeReports: TakeReports,
    @Optional() private readonly faults?: Faults,
  ) {}

  afterInit(server: Server): void {
    this.sockets.use(server);
  }

  handleConnection(socket: Socket): void {
    step(this.stream, { kind: 'connected', from: { id: socket.id } }, () => ({ ok: true, value: undefined }));
    this.proof.attach(socket, () => this.refuseFrame(socket));
    socket.onAny((event: unknown, ...args: unknown[]) => this.dispatch(socket, String(event), args));
  }

  /** A frame over the bound closes the connection before there is a message that could be answered (RFC 6455, code 1009). */
  private refuseFrame(socket: Socket): void {
    step(this.stream, { kind: 'event-received', from: { id: socket.id } }, () => refuse('too-large'));
  }

  handleDisconnect(socket: Socket, reason?: string): void {
    this.presence.disconnected(socket.id, reason ?? '');
  }

  private dispatch(socket: Socket, event: string, args: unknown[]): void {
    const last = args.at(-1);
    const ack = typeof last === 'function' ? (args.pop() as (answer: Ack) => void) : undefined;
    const answer = (outcome: Outcome<object>): void => {
      if (outcome.ok) ack?.({ ok: true, ...outcome.value });
      else if (ack) ack({ ok: false, error: outcome.refusal });
      else socket.emit('signaling-error', signalingError(event, args[0], outcome.refusal));
    };
    if (!isMessageKind(event)) answer(this.handle(socket, event, args));
    else this.message(socket.id, event, args[0], answer);
  }

  private message(
    sender: string,
    kind: MessageKind,
    payload: unknown,
    answer: (outcome: Outcome<object>) => void,
  ): void {
    if (!this.faults) {
      answer(this.relay.handle(sender, kind, payload));
      return;
    }
    const room = this.relay.roomOf(sender);
    const proceed = (met: unknown, code?: RejectCode, unanswered?: true) => {
      const outcome = this.relay.handle(sender, kind, met, code);
      if (!unanswered) answer(outcome);
    };
    this.faults.meet({ sender, room, kind, payload, proceed });
  }

  /** Reports are no hops themselves: each becomes one where its handshake is known. */
  private report(participant: string, payload: unknown): Outcome<ReportReceipt> {
    const batch = validateReports(payload);
    return batch.ok ? done(this.takeReports(participant, batch.value)) : batch;
  }

  private handle(socket: Socket, event: string, args: unknown[]): Outcome<object> {
    if (event === 'join-room') return this.presence.join(socket.id, args);
    if (event === 'leave-room') return this.presence.leave(socket.id, args);
    if (event === 'report') return this.report(socket.id, args[0]);
    return step(this.stream, { kind: 'event-received', from: { id: socket.id } }, () => refuse('unknown-event'));
  }
}

function isMessageKind(event: string): event is MessageKind {
  return messageKinds.some((kind) => kind === event);
}

/** What a sender without an acknowledgement gets; the name of an event is its own text, so it is cut. */
function signalingError(event: string, payload: unknown, error: Refusal): SignalingError {
  const target = readTarget(payload);
  return { ...error, event: event.slice(0, 64), ...(target !== undefined && { target }) };
}
