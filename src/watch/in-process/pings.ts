import type { ObservedConnection } from '../observed.js';

/** What is used of a WebSocket of the library `ws`. */
export interface PingableSocket {
  readonly readyState?: number;
  ping?(payload: Buffer): void;
  on?(event: 'pong', listener: (payload: Buffer) => void): unknown;
}

/** Of `readyState`. */
export const open = 1;

/** Delivery is proved where the WebSocket can ping: those of other libraries prove nothing. */
export function observePings(
  socket: PingableSocket | undefined,
  connection: Pick<ObservedConnection, 'proves' | 'ponged'>,
): void {
  if (typeof socket?.ping !== 'function' || typeof socket.on !== 'function') return;
  socket.on('pong', (payload) => void connection.ponged(payload));
  connection.proves((payload) => {
    if (socket.readyState !== open) return false;
    socket.ping?.(payload);
    return true;
  });
}
