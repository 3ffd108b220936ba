import type { FindingOf } from './findings.js';

const patienceMs = 5_000;

/** Can the gateway be reached, how long is the way there and back, and does the network let a WebSocket through? */
export async function checkGateway(signal: AbortSignal): Promise<FindingOf<'gateway'>> {
  const patient = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const [ms, webSocket] = await Promise.all([roundTrip(patient), opensWebSocket(patient)]);
  if (ms === undefined) return { check: 'gateway', code: 'away' };
  return { check: 'gateway', code: webSocket ? 'websocket' : 'polling', value: ms };
}

/** Milliseconds; the first request may have to open a connection, so the second one counts. */
async function roundTrip(signal: AbortSignal): Promise<number | undefined> {
  let ms: number | undefined;
  for (let request = 0; request < 2; request++) {
    const sentAt = performance.now();
    try {
      const { ok } = await fetch('/health/live', { cache: 'no-store', signal });
      if (!ok) return undefined;
    } catch {
      return undefined;
    }
    ms = performance.now() - sentAt;
  }
  return ms;
}

/** Engine.IO speaks first on a WebSocket (protocol revision 4, "open" packet): more than a proxy's bare upgrade. */
function opensWebSocket(signal: AbortSignal): Promise<boolean> {
  const url = new URL('/socket.io/?EIO=4&transport=websocket', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    // By listeners, not by `onmessage`: that is how a probe knows the connection of the call itself.
    const settle = (opened: boolean) => {
      socket.close();
      resolve(opened);
    };
    socket.addEventListener('message', ({ data }) => settle(String(data).startsWith('0')));
    socket.addEventListener('close', () => settle(false));
    signal.addEventListener('abort', () => settle(false));
  });
}
