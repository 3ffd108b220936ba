import type { OnDefect } from '../../hops/hop-stream.js';
import { guarded } from '../guarded.js';
import type { Ending, ObservedConnection, ObservedMessage, Observer, Opened, SendPing } from '../observed.js';

/** What a WebSocket's two ends say to each other, message by message, and what is made of it. */
export interface Conversation {
  received(message: string | Buffer): void;
  sent(message: string | Buffer): void;
  ponged(payload: Buffer): boolean;
  closed(ending: Ending): void;
}

/** Every message of it is one of the app's own. */
export function plainConversation(observer: Observer, opened: Opened, ping: SendPing): Conversation {
  const connection = observer.opened(opened);
  connection.proves(ping);
  return {
    received: (message) => connection.received(asIs(message)),
    sent: (message) => connection.sent(asIs(message)),
    ponged: (payload) => connection.ponged(payload),
    closed: (ending) => connection.closed(ending),
  };
}

function asIs(message: string | Buffer): ObservedMessage {
  return typeof message === 'string' ? { text: message } : { bytes: message };
}

const unheard: ObservedConnection = {
  identified: () => undefined,
  received: () => undefined,
  sent: () => undefined,
  proves: () => undefined,
  ponged: () => false,
  closed: () => undefined,
};

/** Whatever the observer runs into stays here: what passes is not held up by who looks at it. */
export function carefully(observer: Observer, defect: OnDefect): Observer {
  return {
    opened: (opened) => {
      try {
        return guarded(defect, observer.opened(opened));
      } catch (error) {
        defect('watch', error);
        return unheard;
      }
    },
  };
}
