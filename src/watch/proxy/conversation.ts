import type { ObservedConnection, ObservedMessage, Observer, Opened, SendPing } from '../observed.js';

/** What a WebSocket's two ends say to each other, message by message, and what is made of it. */
export interface Conversation {
  received(message: string | Buffer): void;
  sent(message: string | Buffer): void;
  ponged(payload: Buffer): boolean;
  closed(departure: 'closed' | 'lost'): void;
}

/** Every message of it is one of the app's own. */
export function plainConversation(observer: Observer, opened: Opened, ping: SendPing): Conversation {
  const connection = observer.opened(opened);
  connection.proves(ping);
  return {
    received: (message) => connection.received(asIs(message)),
    sent: (message) => connection.sent(asIs(message)),
    ponged: (payload) => connection.ponged(payload),
    closed: (departure) => connection.closed(departure),
  };
}

function asIs(message: string | Buffer): ObservedMessage {
  return typeof message === 'string' ? { text: message } : { bytes: message };
}

/** Whatever the observer runs into stays here: what passes is not held up by who looks at it. */
export function carefully(observer: Observer, defect: (where: string, error: unknown) => void): Observer {
  const run = <T>(tell: () => T, otherwise: T): T => {
    try {
      return tell();
    } catch (error) {
      defect('watch.proxy', error);
      return otherwise;
    }
  };
  return {
    opened: (opened) => {
      const connection = run<ObservedConnection | undefined>(() => observer.opened(opened), undefined);
      return {
        identified: (socketId) => run(() => connection?.identified(socketId), undefined),
        received: (message) => run(() => connection?.received(message), undefined),
        sent: (message) => run(() => connection?.sent(message), undefined),
        proves: (ping) => run(() => connection?.proves(ping), undefined),
        ponged: (payload) => run(() => connection?.ponged(payload) ?? false, false),
        closed: (departure) => run(() => connection?.closed(departure), undefined),
      };
    },
  };
}
