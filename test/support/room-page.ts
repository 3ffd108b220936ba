import { io, type Socket } from 'socket.io-client';
import type { Ack, JoinAck, Participant } from '../../protocol/messages.js';

/** How soon a page asks again that was refused. */
const againMs = 100;

/** A page that wants to be in a room, comes back as often as it loses its connection, and believes what it hears. */
export class RoomPage {
  /** The room that it wants to be in. */
  wanted: string | undefined;
  /** Whom it believes to be in the room, itself included, by Socket.IO ids. */
  readonly believed = new Set<string>();
  /** What it was told that cannot be: somebody came who was there, or went who was not. */
  readonly oddities: string[] = [];
  private socket: Socket | undefined;
  private open = true;

  /** @param instance where a new connection goes, as a balancer has it */
  constructor(
    readonly name: string,
    private readonly instance: () => string,
  ) {}

  get id(): string | undefined {
    return this.socket?.id;
  }

  /** The instance that it is connected to. */
  at: string | undefined;

  join(room: string): void {
    this.wanted = room;
    if (!this.socket) this.connect();
    else if (this.socket.connected) this.enter();
  }

  leave(): void {
    const had = this.wanted;
    this.wanted = undefined;
    if (had === undefined || !this.socket?.connected) return;
    this.socket.emit('leave-room', () => this.wanted === undefined && this.believed.clear());
  }

  /** Its tab is closed. */
  close(): void {
    this.wanted = undefined;
    const { socket } = this;
    this.forget();
    socket?.disconnect();
  }

  /** Its network breaks the connection; it comes back. */
  lose(): void {
    if (this.socket?.connected === true) this.socket.io.engine.close();
  }

  /** The test is over. */
  end(): void {
    this.open = false;
    this.close();
  }

  private forget(): void {
    this.socket = undefined;
    this.at = undefined;
    this.believed.clear();
  }

  private connect(): void {
    if (!this.open) return;
    this.at = this.instance();
    const socket = io(this.at, { transports: ['websocket'], forceNew: true, reconnection: false });
    this.socket = socket;
    const lost = () => {
      if (this.socket !== socket) return;
      this.forget();
      if (this.wanted !== undefined) setTimeout(() => this.socket ?? this.connect(), againMs);
    };
    socket.on('connect', () => this.enter());
    socket.on('disconnect', lost);
    socket.on('connect_error', lost);
    socket.on('room-users', (users: Participant[]) => {
      this.believed.clear();
      for (const { socketId } of users) this.believed.add(socketId);
    });
    socket.on('user-joined', ({ socketId }: Participant) => {
      if (this.believed.has(socketId)) this.oddities.push(`${this.name}: ${socketId} came twice`);
      this.believed.add(socketId);
    });
    socket.on('user-left', (id: string) => {
      if (!this.believed.delete(id)) this.oddities.push(`${this.name}: ${id} went who was not there`);
    });
  }

  private enter(): void {
    const { socket, wanted } = this;
    if (wanted === undefined || !socket) return;
    socket.emit('join-room', wanted, this.name, (ack: Ack<JoinAck>) => {
      if (ack.ok || this.wanted !== wanted || this.socket !== socket) return;
      setTimeout(() => this.wanted === wanted && this.socket === socket && this.enter(), againMs);
    });
  }
}
