import { setImmediate as turn } from 'node:timers/promises';
import { rawClient, type RawClient } from '../support/raw-client.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { Dice } from './dice.js';
import { hostilePacket, oddTexts, type Packet } from './hostile.js';

export interface FuzzOptions {
  url: string;
  messages: number;
  seed: number;
  /** Called now and then with how many have been sent. */
  progress?: (sent: number) => void;
}

export interface FuzzResult {
  /** Messages that the gateway has taken: those that were under way when a connection ended do not count. */
  sent: number;
  /** Connections that a packet has ended. */
  ended: number;
  requests: number;
  /** Calls of the honest pair meanwhile, from offer to candidate, and the slowest of them in ms. */
  calls: number;
  slowestMs: number;
}

/** Hostile clients at once. */
const hostile = 8;
/** Packets of one client before it waits until the gateway has taken them. */
const batch = 50;
/** The longest an honest call may take, in ms; beyond it the run has failed. */
const patienceMs = 10_000;

/** Sends hostile messages over real sockets while an honest pair calls each other; throws when these are harmed. */
export async function fuzz({ url, messages, seed, progress }: FuzzOptions): Promise<FuzzResult> {
  const result: FuzzResult = { sent: 0, ended: 0, requests: 0, calls: 0, slowestMs: 0 };
  const targets: string[] = ['nobody'];
  const attack = async (number: number) => {
    const dice = new Dice(seed * 1000 + number);
    while (result.sent < messages) {
      const client = await rawClient(url).catch(() => undefined);
      if (!client) continue;
      targets[number] = client.id;
      client.emit('join-room', `room ${number >> 1}`, `H${number}`);
      while (result.sent < messages && (await sendBatch(client, dice, targets, result)));
      result.ended++;
      client.webSocket.terminate();
      await request(url, dice);
      result.requests++;
      progress?.(result.sent);
    }
  };
  const attackers = Promise.all(Array.from({ length: hostile }, (_, number) => attack(number)));
  const run = { over: false };
  const done = attackers.finally(() => (run.over = true));
  const honest = await honestPair(url);
  do {
    const began = performance.now();
    await honest.call(++result.calls);
    result.slowestMs = Math.max(result.slowestMs, performance.now() - began);
    await turn();
  } while (!run.over);
  await done;
  honest.close();
  return result;
}

/** False when the connection has ended. */
async function sendBatch(
  client: RawClient,
  dice: Dice,
  targets: readonly string[],
  result: FuzzResult,
): Promise<boolean> {
  const { webSocket } = client;
  for (let packet = 0; packet < batch; packet++) {
    put(client, hostilePacket(dice, targets));
  }
  return new Promise((resolve) => {
    // A pong proves that everything before it was taken.
    const answered = () => {
      result.sent += batch;
      webSocket.off('pong', answered).off('close', ended);
      resolve(true);
    };
    const ended = () => {
      webSocket.off('pong', answered);
      resolve(false);
    };
    if (webSocket.readyState !== webSocket.OPEN) return ended();
    webSocket.on('pong', answered).on('close', ended).ping();
  });
}

function put({ webSocket, wire }: RawClient, packet: Packet): void {
  if (webSocket.readyState !== webSocket.OPEN) return;
  if ('frame' in packet) webSocket.send(packet.frame);
  else if ('frames' in packet) for (const frame of packet.frames) webSocket.send(frame);
  else if ('control' in packet) webSocket[packet.control](packet.payload);
  else if ('bytes' in packet) wire.write(packet.bytes);
  else packet.fragments.forEach((part, index, { length }) => webSocket.send(part, { fin: index === length - 1 }));
}

const paths = [
  '/reports',
  '/api/handshakes',
  '/api/live',
  '/api/faults',
  '/ice-servers',
  '/socket.io/',
  '/%E0%A4%A',
  '/..%2f..%2fetc/passwd',
  '/api/handshakes/__proto__',
  '/api/docs/openapi.json',
] as const;
const bodies = [
  '',
  '{',
  '[]',
  'null',
  '{"__proto__":{"x":1}}',
  '['.repeat(30_000),
  '\u0000',
  `"${'x'.repeat(40_000)}"`,
  '{"probe":"abcdefgh","sentAt":1e999,"reports":[]}',
] as const;

/** One hostile request beside the sockets; whatever the answer, it must hold no stack. */
async function request(url: string, dice: Dice): Promise<void> {
  const body = dice.chance(0.6) ? dice.of(bodies) : undefined;
  const query = ['room', 'limit', 'q', 'sid', 'EIO', 'transport'].map(
    (key) => `${key}=${encodeURIComponent(dice.of(oddTexts).toWellFormed())}`,
  );
  const response = await fetch(`${url}${dice.of(paths)}?${query.slice(dice.below(6)).join('&')}`, {
    method: body === undefined ? dice.of(['GET', 'DELETE', 'OPTIONS']) : 'POST',
    headers: {
      'Content-Type': dice.of(['application/json', 'text/plain', 'multipart/form-data', 'x']),
      Cookie: 'a'.repeat(dice.below(4000)),
    },
    signal: AbortSignal.timeout(patienceMs),
    ...(body !== undefined && { body }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return;
  }
  const text = await response.text();
  if (response.status >= 500 || (/\bat .+:\d+:\d+|node_modules/.test(text.slice(0, 5000)) && response.status >= 400))
    throw new Error(`${response.status} of ${response.url}: ${text.slice(0, 300)}`);
}

/** Two who call each other, and have every message arrive as it was sent. */
async function honestPair(url: string) {
  const heard = new Map<string, (payload: object) => void>();
  const listen = (who: string) => ({
    heard: (event: string, payload: unknown) => heard.get(`${who} ${event}`)?.(payload as object),
  });
  const anna = await rawClient(url, listen('anna'));
  const boris = await rawClient(url, listen('boris'));
  const next = (who: string, event: string) =>
    new Promise<object>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${event} for the honest ${who}`)), patienceMs);
      heard.set(`${who} ${event}`, (payload) => {
        clearTimeout(timer);
        resolve(payload);
      });
    });
  const joined = next('boris', 'room-users');
  anna.emit('join-room', 'honest', 'Anna');
  boris.emit('join-room', 'honest', 'Boris');
  await joined;
  const arrives = async (who: 'anna' | 'boris', event: string, key: string, body: object) => {
    const [from, to] = who === 'boris' ? [anna, boris] : [boris, anna];
    const coming = next(who, event);
    from.emit(event, { target: to.id, [key]: body });
    const come = (await coming) as Record<string, unknown>;
    if (come['sender'] !== from.id || JSON.stringify(come[key]) !== JSON.stringify(body))
      throw new Error(`the ${event} for the honest ${who} is not what was sent`);
  };
  return {
    call: async (number: number) => {
      await arrives('boris', 'offer', 'offer', offer({ version: number, ufrag: `a${number}` }));
      await arrives('anna', 'answer', 'answer', answer({ version: number, ufrag: `b${number}` }));
      await arrives('boris', 'ice-candidate', 'candidate', candidate(`a${number}`));
      await arrives('anna', 'ice-candidate', 'candidate', candidate(`b${number}`));
    },
    close: () => {
      anna.webSocket.close();
      boris.webSocket.close();
    },
  };
}
