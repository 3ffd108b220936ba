import type { Socket } from 'socket.io';
import { refusal } from '../../protocol/rejects.js';
import type { Participant, ServerToClient } from '../../protocol/messages.js';
import type { EngineSocket } from '../connections/engine-socket.js';
import { hopsOf, type Hop } from '../domain/hop.js';
import type { Grant } from '../entry/grant.js';
import { now } from '../hops/clock.js';
import { DeliveryProof } from '../connections/delivery-proof.js';
import type { HopDraft } from '../hops/step.js';
import { Acknowledgements } from './acknowledgements.js';
import type { CorkedSocket } from './corked-socket.js';
import type { Guest } from './guest.js';
import type { Origin } from './origin.js';
import type { Outgoing } from './outgoing.js';
import type { PageMarks } from '../connections/page-marks.js';
import type { Sight, Connection } from './connection.js';

/** Of the Engine.IO protocol, version 4. */
const messageType = '4';

const handled = { offer: 'offer-handled', answer: 'answer-handled' } as const;

/** How a participant goes from room to room. */
export interface Going {
  /** May it go to another room now? An instance that stops lets nobody, and nobody may do it all the time. */
  mayMove: () => boolean;
  /** It has gone to a room of another instance: that counts as a join. */
  moved: () => void;
  /** Has something done behind all that the participant has sent before. */
  enqueue: (handle: () => void) => void;
}

/** Until the limits of its connection are known. */
const unbound: Going = { mayMove: () => true, moved: () => undefined, enqueue: (handle) => handle() };

/** Straight down a socket of this instance, not through a room broadcast (5 to 10 % of a message's cost). */
export class SocketConnection implements Connection {
  readonly session: string;
  readonly page: PageMarks;
  readonly language: string | undefined;
  expelled = false;
  /** It is in a room of another instance, which tells its page what it has to know. */
  passedOn = false;
  going: Going = unbound;
  /** Called when it is written to past Engine.IO, as nothing waits. */
  onClear: () => void = () => undefined;
  private readonly acknowledgements: Acknowledgements;
  private proof: DeliveryProof | undefined;
  /** What it is written to, once its connection is a WebSocket. */
  private webSocket: CorkedSocket | undefined;

  /** @param tell takes what is seen at the participant's end: what was delivered, what its page took, that it is alive */
  constructor(
    readonly socket: Socket,
    public tell: (hops: readonly Hop[]) => void,
    public grant: Grant,
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

  get wantsVerdicts(): boolean {
    return this.drawsLadder || this.socket.handshake.auth['verdicts'] === true;
  }

  get answersPings(): boolean {
    return this.proof !== undefined;
  }

  get unreachable(): boolean {
    return this.guest?.isCutOff === true;
  }

  /** Its connection is a WebSocket, or has become one. */
  writesTo(webSocket: CorkedSocket): void {
    this.webSocket = webSocket;
  }

  /** From now on, delivery is proved. */
  prove(webSocket: CorkedSocket): void {
    const proof = new DeliveryProof(this.socket.id, webSocket, (hops) => this.tell(hops));
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

  deliver(outgoing: Outgoing, draft: HopDraft): Sight {
    const { kind } = outgoing;
    const proof = this.proof?.expect(draft, hopsOf[kind].delivered) ?? 'not';
    const page = this.acknowledgements.expected;
    const sight = { transport: proof !== 'not', page, ...(proof === 'queued' && { queued: true }) };
    if (kind !== 'ice-candidate' && this.acknowledgements.asked) this.sendDescription(kind, outgoing, draft, sight);
    else this.write(outgoing);
    return sight;
  }

  ask(): void {
    this.proof?.ask();
  }

  /**
   * Runs something behind all that was written in this iteration of the event loop, to other sockets too, where that matters: an instance that is
   * killed amid its writes takes its own sockets with it, but a guest lives on with what it was promised.
   */
  behindWrites(run: () => void): void {
    if (this.guest) setImmediate(run);
    else run();
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

  /**
   * As text, and straight to the WebSocket where Engine.IO has nothing waiting ahead of it: two thirds of what Socket.IO takes
   * to write it.
   */
  private write(outgoing: Outgoing): void {
    const { socket, webSocket } = this;
    const { packet, kind } = outgoing;
    if (packet === undefined) socket.emit(kind, outgoing.payload);
    else if (webSocket && hasNothingWaiting(socket.conn) && webSocket.sendClear(`${messageType}${packet}`)) {
      this.proof?.wrote();
      this.onClear();
    } else socket.conn.write(packet);
  }

  private sendDescription(kind: 'offer' | 'answer', outgoing: Outgoing, draft: HopDraft, sight: Sight): void {
    const sentAt = now();
    const { to } = draft;
    this.acknowledgements.send(kind, outgoing.payload, () => {
      const at = now();
      const hop = {
        ...draft,
        kind: handled[kind],
        result: 'reached',
        seenBy: 'page',
        at,
        tookMs: at - sentAt,
      } as const;
      this.tell([to ? { ...hop, to: { ...to, sight } } : hop]);
    });
  }
}

/** Is all written that Engine.IO was given? What it has not handed on yet is public by its README, private by its types. */
function hasNothingWaiting(conn: EngineSocket): boolean {
  const { readyState, transport } = conn;
  const { writeBuffer } = conn as unknown as { writeBuffer: readonly unknown[] };
  return readyState === 'open' && transport.name === 'websocket' && transport.writable && writeBuffer.length === 0;
}
