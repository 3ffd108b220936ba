import type { Socket } from 'socket.io';
import { refusal } from '../../protocol/rejects.js';
import type { Participant, ServerToClient } from '../../protocol/messages.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { Hop, HopKind, HopParticipant } from '../domain/hop.js';
import type { Pass } from '../entry/pass.js';
import { now } from '../hops/clock.js';
import type { HopDraft } from '../hops/step.js';
import { Acknowledgements } from './acknowledgements.js';
import type { CorkedSocket } from './corked-socket.js';
import { DeliveryProof } from './delivery-proof.js';
import type { Guest } from './guest.js';
import type { Origin } from './origin.js';
import type { PageMarks } from './page-marks.js';
import type { Way } from './way.js';

const delivered = {
  offer: 'offer-delivered',
  answer: 'answer-delivered',
  'ice-candidate': 'candidate-delivered',
} as const satisfies Record<MessageKind, HopKind>;

const handled = { offer: 'offer-handled', answer: 'answer-handled' } as const;

/** Straight down a socket of this instance, not through a room broadcast (5 to 10 % of a message's cost). */
export class SocketWay implements Way {
  readonly session: string;
  readonly page: PageMarks;
  readonly language: string | undefined;
  expelled = false;
  /** It is in a room of another instance, which tells its page what it has to know. */
  passedOn = false;
  private readonly acknowledgements: Acknowledgements;
  private proof: DeliveryProof | undefined;

  /** @param tell takes what is seen at the participant's end: what was delivered, what its page took, that it is alive */
  constructor(
    readonly socket: Socket,
    public tell: (hop: Hop) => void,
    public pass: Pass,
    origin: Origin,
    /** It is passed on by another instance. */
    private readonly guest: Guest | undefined,
  ) {
    this.session = origin.session;
    this.page = origin.page;
    this.language = origin.language;
    this.acknowledgements = new Acknowledgements(socket);
  }

  get drawsLadder(): boolean {
    return this.socket.handshake.auth['ladder'] === true;
  }

  get answersPings(): boolean {
    return this.proof !== undefined;
  }

  get unreachable(): boolean {
    return this.guest?.isCutOff === true;
  }

  /** Its connection is a WebSocket, or has become one: from now on, delivery is proved. */
  prove(webSocket: CorkedSocket): void {
    const proof = new DeliveryProof(this.socket.id, webSocket, (hop) => this.tell(hop));
    this.proof = proof;
    // Engine.IO emits `drain` right behind the write of its buffer: a ping sent from now on follows every message in it.
    this.socket.conn.on('drain', () => proof.wrote());
  }

  emit<E extends keyof ServerToClient>(event: E, ...args: Parameters<ServerToClient[E]>): void {
    this.socket.emit(event, ...args);
  }

  introduce(users: Participant[]): void {
    this.acknowledgements.send('room-users', users, () => undefined);
  }

  deliver(kind: MessageKind, message: object, draft: HopDraft): NonNullable<HopParticipant['sight']> {
    const proof = this.proof?.expect({ ...draft, kind: delivered[kind] }) ?? 'not';
    const page = this.acknowledgements.expected;
    if (kind === 'ice-candidate') this.socket.emit(kind, message);
    else this.sendDescription(kind, message, draft);
    return { transport: proof !== 'not', page, ...(proof === 'queued' && { queued: true }) };
  }

  ask(): void {
    this.proof?.ask();
  }

  /** Closes it for what its client did, or may not any more: what becomes of its calls is no fault of the gateway. */
  expel(): void {
    this.expelled = true;
    this.cut();
  }

  cut(): void {
    this.socket.disconnect(true);
  }

  move(): void {
    if (this.guest) return this.guest.moveOn();
    this.emit('moving', refusal('draining'));
    this.reconnect();
  }

  /** Closes the connection behind what was written to it; unlike after `disconnect`, its page connects again by itself. */
  reconnect(): void {
    this.socket.conn.close();
  }

  private sendDescription(kind: 'offer' | 'answer', message: object, draft: HopDraft): void {
    const sentAt = now();
    this.acknowledgements.send(kind, message, () => {
      const at = now();
      this.tell({ ...draft, kind: handled[kind], result: 'reached', seenBy: 'page', at, tookMs: at - sentAt });
    });
  }
}
