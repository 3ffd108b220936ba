import type { Socket } from 'socket.io';

/** Acknowledgements awaited of one socket: a client that promised them and gives none must not fill the memory. */
const awaitedPerSocket = 64;

/**
 * A client says at connect, `auth: { acks: true }`, that it acknowledges what it is sent. The promise counts once it has
 * been kept, and `room-users` is there to be the first: else a page that only promises would look like one that hangs.
 */
export class Acknowledgements {
  private readonly awaited = new WeakMap<Socket, number>();
  private readonly kept = new WeakSet<Socket>();

  /** May an acknowledgement be missed, if none comes to the next message? */
  expected(socket: Socket): boolean {
    return this.kept.has(socket) && this.asked(socket);
  }

  /** Without a timeout: a late acknowledgement still withdraws a verdict, and Socket.IO's timer outlives the socket. */
  send(socket: Socket, event: string, payload: unknown, acknowledged: () => void): void {
    if (!this.asked(socket)) {
      socket.emit(event, payload);
      return;
    }
    this.awaited.set(socket, (this.awaited.get(socket) ?? 0) + 1);
    socket.emit(event, payload, () => {
      this.awaited.set(socket, (this.awaited.get(socket) ?? 1) - 1);
      this.kept.add(socket);
      acknowledged();
    });
  }

  private asked(socket: Socket): boolean {
    return socket.handshake.auth['acks'] === true && (this.awaited.get(socket) ?? 0) < awaitedPerSocket;
  }
}
