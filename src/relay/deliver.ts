import type { Socket } from 'socket.io';
import type { MessageKind } from '../../protocol/stages.js';
import type { HopKind, HopParticipant } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { HopDraft } from '../hops/step.js';
import type { Acknowledgements } from './acknowledgements.js';
import type { DeliveryProof } from './delivery-proof.js';
import type { Sockets } from './sockets.js';

const delivered = {
  offer: 'offer-delivered',
  answer: 'answer-delivered',
  'ice-candidate': 'candidate-delivered',
} as const satisfies Record<MessageKind, HopKind>;

const handled = { offer: 'offer-handled', answer: 'answer-handled' } as const;

/** Writes relayed messages to their targets and sees to the proof that they have arrived. */
export class Deliver {
  constructor(
    private readonly sockets: Sockets,
    private readonly proof: DeliveryProof,
    private readonly acknowledgements: Acknowledgements,
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
    const page = this.acknowledgements.expected(socket);
    if (kind === 'ice-candidate') socket.emit(kind, message);
    else this.sendDescription(socket, kind, message, draft);
    return { transport: proof !== 'not', page, ...(proof === 'queued' && { queued: true }) };
  }

  private sendDescription(socket: Socket, kind: 'offer' | 'answer', message: object, draft: HopDraft): void {
    const sentAt = now();
    this.acknowledgements.send(socket, kind, message, () => {
      const at = now();
      this.stream.emit({ ...draft, kind: handled[kind], result: 'reached', seenBy: 'page', at, tookMs: at - sentAt });
    });
  }
}
