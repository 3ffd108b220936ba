import type { SignalingClient } from '../../client/lib/signaling-client.js';
import type { SignalingEvents } from '../../client/lib/signaling-events.js';

/** What the next event of that name comes with. */
export function next<E extends keyof SignalingEvents>(
  signaling: SignalingClient,
  event: E,
): Promise<SignalingEvents[E]> {
  return new Promise((resolve) => {
    const stop = signaling.on(event, (...args) => {
      stop();
      resolve(args);
    });
  });
}
