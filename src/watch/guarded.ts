import type { OnDefect } from '../hops/hop-stream.js';
import type { ObservedConnection } from './observed.js';

/** A connection whose watching may fail without harm: a defect is reported, and the app never sees it. */
export function guarded(defect: OnDefect, connection: ObservedConnection): ObservedConnection {
  const run = <T>(watch: () => T, otherwise: T): T => {
    try {
      return watch();
    } catch (error) {
      defect('watch', error);
      return otherwise;
    }
  };
  return {
    identified: (socketId) => run(() => connection.identified(socketId), undefined),
    received: (message) => run(() => connection.received(message), undefined),
    sent: (message) => run(() => connection.sent(message), undefined),
    proves: (ping) => run(() => connection.proves(ping), undefined),
    ponged: (payload) => run(() => connection.ponged(payload), false),
    closed: (departure) => run(() => connection.closed(departure), undefined),
  };
}
