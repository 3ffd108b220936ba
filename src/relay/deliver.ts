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

  /** What can be seen at a participant's end; undefined when its socket is gone. */
  sight(id: string): HopParticipant['sight'] {
    const socket = this.sockets.get(id);
    return socket && { transport: this.proof.covers(id), page: acknowledges(socket) };
  }

  /** Writes one message; `draft` is the hop that its delivery will be. False when the target's socket is gone. */
  send(id: string, kind: MessageKind, message: object, draft: HopDraft): boolean {
    const socket = this.sockets.get(id);
    if (!socket) return false;
    this.proof.expect(id, { ...draft, kind: delivered[kind] });
    if (kind === 'ice-candidate' || !acknowledges(socket)) socket.emit(kind, message);
    else this.sendAcknowledged(socket, kind, message, draft);
    return true;
  }

  /** Without a timeout: a late acknowledgement still withdraws a verdict, and Socket.IO's timer outlives the socket. */
  private sendAcknowledged(socket: Socket, kind: 'offer' | 'answer', message: object, draft: HopDraft): void {
    const awaited = this.awaited.get(socket) ?? 0;
    if (awaited >= awaitedPerSocket) {
      socket.emit(kind, message);
      return;
    }
    this.awaited.set(socket, awaited + 1);
    const sentAt = now();
    socket.emit(kind, message, () => {
      this.awaited.set(socket, (this.awaited.get(socket) ?? 1) - 1);
      const at = now();
      this.stream.emit({ ...draft, kind: handled[kind], result: 'reached', seenBy: 'page', at, tookMs: at - sentAt });
    });
  }
}

/** Clients that say at connect, `auth: { acks: true }`, that they acknowledge what they are sent. */
function acknowledges(socket: Socket): boolean {
  return socket.handshake.auth['acks'] === true;
}
