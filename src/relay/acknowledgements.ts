import type { Socket } from 'socket.io';

/** Acknowledgements awaited of one socket: a client that promised them and gives none must not fill the memory. */
const awaitedPerSocket = 64;

/**
 * What a page acknowledges. It says at connect, `auth: { acks: true }`, that it acknowledges what it is sent. The promise
 * counts once it has been kept, and `room-users` is there to be the first: else a page that only promises would look like
 * one that hangs.
 */
export class Acknowledgements {
  private awaited = 0;
  private kept = false;

  constructor(private readonly socket: Socket) {}

  /** May an acknowledgement be missed, if none comes to the next message? */
  get expected(): boolean {
    return this.kept && this.asked;
  }

  /** Without a timeout: a late acknowledgement still withdraws a verdict, and Socket.IO's timer outlives the socket. */
  send(event: string, payload: unknown, acknowledged: () => void): void {
    if (!this.asked) {
      this.socket.emit(event, payload);
      return;
    }
    this.awaited++;
    this.socket.emit(event, payload, () => {
      this.awaited--;
      this.kept = true;
      acknowledged();
    });
  }

  /** Is an acknowledgement asked for with the next message? */
  get asked(): boolean {
    return this.socket.handshake.auth['acks'] === true && this.awaited < awaitedPerSocket;
  }
}
