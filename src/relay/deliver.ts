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

/** How long an acknowledgement of a page is of interest: past any wait, it can still withdraw a verdict. */
const acknowledgedWithinMs = 60_000;

/** Writes relayed messages to their targets and sees to the proof that they have arrived. */
export class Deliver {
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
    if (kind === 'ice-candidate' || !acknowledges(socket)) {
      socket.emit(kind, message);
      return true;
    }
    const sentAt = now();
    socket.timeout(acknowledgedWithinMs).emit(kind, message, (error: Error | null) => {
      if (error) return;
      const at = now();
      this.stream.emit({ ...draft, kind: handled[kind], result: 'reached', seenBy: 'page', at, tookMs: at - sentAt });
    });
    return true;
  }
}

/** Clients that say at connect, `auth: { acks: true }`, that they acknowledge what they are sent. */
function acknowledges(socket: Socket): boolean {
  return socket.handshake.auth['acks'] === true;
}
