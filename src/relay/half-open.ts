import type { EngineSocket } from '../connections/engine-socket.js';

/** How long a client may be without a request for messages, in ms; as long as Engine.IO waits for a pong. */
const silenceMs = 20_000;
/** How long it may take to fetch the last word; by itself Engine.IO waits 30 s. */
const lastWordMs = 2000;

type Transport = EngineSocket['transport'];

/**
 * Ends a connection that polls and stops asking. Engine.IO notices by a ping that is not answered, which can only be sent
 * when it is asked for: a session that is opened and left holds its place for 45 s, and 40 s if it never connects.
 */
export function endHalfOpen(conn: EngineSocket): void {
  const transport = conn.transport as Transport & { closeTimeout?: number };
  if (transport.name !== 'polling') return;
  transport.closeTimeout = lastWordMs;
  let timer: NodeJS.Timeout | undefined;
  // Answered at once, where something waited for it.
  const asked = () => transport.writable && clearTimeout(timer);
  const answered = () => {
    clearTimeout(timer);
    timer = setTimeout(() => conn.close(true), silenceMs);
  };
  answered();
  transport.on('ready', asked).on('drain', answered);
  const over = () => {
    clearTimeout(timer);
    transport.off('ready', asked).off('drain', answered);
  };
  conn.once('upgrade', over).once('close', over);
}
