import { randomBytes } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { describeSdp, fingerprint } from '../../protocol/facts.js';
import type { Ack, ClientToServer, ServerToClient } from '../../protocol/messages.js';
import type { Report, ReportReceipt } from '../../protocol/reports.js';

export type GatewaySocket = Socket<ServerToClient, ClientToServer>;

/** Which description is meant, as the probe says it. */
export function refOf(sdp: string): NonNullable<Report['local']> {
  const { session, version, ufrag } = describeSdp(sdp, sdp.length);
  return { ...(session && { session }), ...(version && { version }), ...(ufrag && { ufrag }) };
}

/** Tells the gateway what becomes of a robot's connection, in the words of the probe, over the robot's own socket. */
export class Reporter {
  private readonly probe = randomBytes(12).toString('hex');
  private clock: { offsetMs: number; uncertaintyMs: number; by?: string } | undefined;

  constructor(private readonly socket: GatewaySocket) {}

  /** Learns how far the clocks are apart, so that the gateway can place what comes from now on. */
  async greet(): Promise<void> {
    const sentAt = Date.now();
    const answer: Ack<ReportReceipt> = await this.socket.timeout(5000).emitWithAck('report', this.batch([]));
    if (!answer.ok) return;
    const uncertaintyMs = (Date.now() - sentAt) / 2;
    const { by } = answer;
    this.clock = {
      offsetMs: answer.receivedAt - (sentAt + uncertaintyMs),
      uncertaintyMs,
      ...(by !== undefined && { by }),
    };
  }

  /** Reached, or failed where `more` names a failure. */
  tell(step: Report['step'], more: Omit<Partial<Report>, 'step'> = {}): void {
    const result = more.failure ? 'failed' : 'reached';
    this.socket.emit('report', this.batch([{ step, result, at: Date.now(), connection: 1, ...more }]));
  }

  private batch(reports: Report[]) {
    const session = this.socket.io.engine.id;
    return {
      probe: this.probe,
      sentAt: Date.now(),
      ...(this.clock && { clock: this.clock }),
      ...(session !== undefined && { socket: fingerprint(session) }),
      reports,
    };
  }
}
