import type { Socket } from 'socket.io';
import type { MessageKind } from '../../protocol/stages.js';
import type { HopKind, HopParticipant } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { HopDraft } from '../hops/step.js';
import type { DeliveryProof } from './delivery-proof.js';
import type { Sockets } from './sockets.js';

const delivered = {
  offer: 'offer-delivered',
  answer: 'answer-delivered',
  'ice-candidate': 'candidate-delivered',
} as const satisfies Record<MessageKind, HopKind>;

const handled = { offer: 'offer-handled', answer: 'answer-handled' } as const;

/** Acknowledgements awaited of one socket: a client that promised them and gives none must not fill the memory. */
const awaitedPerSocket = 64;

/** Writes relayed messages to their targets and sees to the proof that they have arrived. */
export class Deliver {
  private readonly awaited = new WeakMap<Socket, number>();

  constructor(
    private readonly sockets: Sockets,
    private readonly proof: DeliveryProof,
    private readonly stream: HopStream,
  ) {}

  /**
   * Writes one message; `draft` is the hop that its delivery will be.
   *
   * @returns what can be seen of it at the target's end; undefined when the target's socket is gone
   */
  send(id: string, kind: MessageKind, message: object, draft: HopDraft): HopParticipant['sight'] {
    const socket = this.sockets.get(id);
    if (!socket) return undefined;
    const proof = this.proof.expect(id, { ...draft, kind: delivered[kind] });
    const page = this.acknowledges(socket);
    if (kind === 'ice-candidate' || !page) socket.emit(kind, message);
    else this.sendAcknowledged(socket, kind, message, draft);
    return { transport: proof !== 'not', page, ...(proof === 'queued' && { queued: true }) };
  }

  /** A client says at connect, `auth: { acks: true }`, that it acknowledges what it is sent, as long as that can be kept. */
  private acknowledges(socket: Socket): boolean {
    return socket.handshake.auth['acks'] === true && (this.awaited.get(socket) ?? 0) < awaitedPerSocket;
  }

  /** Without a timeout: a late acknowledgement still withdraws a verdict, and Socket.IO's timer outlives the socket. */
  private sendAcknowledged(socket: Socket, kind: 'offer' | 'answer', message: object, draft: HopDraft): void {
    this.awaited.set(socket, (this.awaited.get(socket) ?? 0) + 1);
    const sentAt = now();
    socket.emit(kind, message, () => {
      this.awaited.set(socket, (this.awaited.get(socket) ?? 1) - 1);
      const at = now();
      this.stream.emit({ ...draft, kind: handled[kind], result: 'reached', seenBy: 'page', at, tookMs: at - sentAt });
    });
  }
}
