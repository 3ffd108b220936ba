import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { Ack, JoinAck } from '../../protocol/messages.js';
import type { Gateway } from '../../src/bootstrap.js';
import { answer, candidate, offer } from './sdp.js';
import { instancesOf, runBalanced, runInstance } from './cluster.js';
import { patienceMs } from './read.js';
import { atEnd } from './teardown.js';

export { getJson, until } from './read.js';

let instances = 1;

/** From now on, a gateway is several instances behind one address, and two clients are never on the same one. */
export function severalInstances(count: number): void {
  instances = count;
}

/** For what is an instance's own, such as how many rooms it may hold: no test of several. */
export const ofOneInstance = () => instances === 1;

/** A gateway that is closed when the test is over. */
export function runGateway(env: Record<string, string> = {}): Promise<Gateway> {
  return instances === 1 ? runInstance(env) : runBalanced(instances, env);
}

/** Waits short enough for a test to see a verdict fall; silence is asked for once, and a pong comes at once. */
export const shortWaits = {
  WAIT_OFFER_DELIVERED: '200',
  WAIT_OFFER_HANDLED: '200',
  WAIT_ANSWER: '200',
  WAIT_ANSWER_DELIVERED: '200',
  WAIT_ANSWER_HANDLED: '200',
  WAIT_CANDIDATES_EXCHANGED: '200',
  WAIT_SILENCE: '200',
};

interface Waiter {
  event: string;
  matches: (payload: never) => boolean;
  found: (args: unknown[]) => void;
}

/** A real Socket.IO client that keeps everything it is sent, so that no event can come before somebody waits for it. */
export class Peer {
  private readonly inbox: { event: string; args: unknown[] }[] = [];
  private readonly waiters = new Set<Waiter>();

  constructor(readonly socket: Socket) {
    socket.onAny((event: string, ...args: unknown[]) => this.take(event, args));
  }

  get id(): string {
    return this.socket.id ?? '';
  }

  /** Emits as a page without acknowledgements does. */
  emit(event: string, ...args: unknown[]): void {
    this.socket.emit(event, ...args);
  }

  /** Emits with an acknowledgement and waits for it. */
  async ask<T extends object = object>(event: string, ...args: unknown[]): Promise<Ack<T>> {
    return (await this.socket.timeout(patienceMs).emitWithAck(event, ...args)) as Ack<T>;
  }

  join(room: string, username: string): Promise<Ack<JoinAck>> {
    return this.ask<JoinAck>('join-room', room, username);
  }

  /** The payload of the next event of that name that matches; each is given out once. */
  async next<T>(event: string, matches: (payload: T) => boolean = () => true): Promise<T> {
    const [payload] = await this.nextArgs(event, matches);
    return payload as T;
  }

  /** The same, with all that came with it. */
  nextArgs(event: string, matches: (payload: never) => boolean = () => true): Promise<unknown[]> {
    const index = this.inbox.findIndex((kept) => kept.event === event && matches(kept.args[0] as never));
    const [kept] = index < 0 ? [] : this.inbox.splice(index, 1);
    if (kept) return Promise.resolve(kept.args);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        event,
        matches,
        found: (args) => {
          clearTimeout(timer);
          resolve(args);
        },
      };
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        reject(new Error(`no ${event} in ${patienceMs} ms; there are: ${this.events().join(', ') || 'none'}`));
      }, patienceMs);
      this.waiters.add(waiter);
    });
  }

  /** Names of the events that have come and were not given out; all that was on its way has arrived. */
  async pending(): Promise<string[]> {
    await this.ask('round-trip');
    return this.events();
  }

  /** Waits until the connection is closed; answers with the reason. */
  closed(): Promise<string> {
    return new Promise((resolve) => this.socket.once('disconnect', resolve));
  }

  private events(): string[] {
    return this.inbox.map(({ event }) => event);
  }

  private take(event: string, args: unknown[]): void {
    for (const waiter of this.waiters) {
      if (waiter.event !== event || !waiter.matches(args[0] as never)) continue;
      this.waiters.delete(waiter);
      waiter.found(args);
      return;
    }
    this.inbox.push({ event, args });
  }
}

type ClientOptions = Partial<ManagerOptions & Omit<SocketOptions, 'auth'>> & { auth?: object };

/** Connects a client, over WebSocket unless it says otherwise, that wants to hear how each call ends. */
export async function connect(url: string, options: ClientOptions = {}): Promise<Peer> {
  const auth = { verdicts: true, ...options.auth };
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, ...options, auth });
  atEnd(() => leave(socket));
  const peer = new Peer(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return peer;
}

/** Ends a client: over HTTP polling that is when what it had to send has gone, and a test that is over can wait for nothing. */
async function leave(socket: Socket): Promise<void> {
  const { engine } = socket.io;
  const closed = new Promise<void>((resolve) => engine.once('close', () => resolve()));
  socket.disconnect();
  if (engine.readyState === 'closing') await closed;
}

/** Connects a client and joins a room; what the join brought along is out of the way. */
export async function inRoom(url: string, room: string, username: string, options: ClientOptions = {}): Promise<Peer> {
  const peer = await connect(url, options);
  const joined = await peer.join(room, username);
  if (!joined.ok) throw new Error(joined.error.message);
  await peer.next('room-users');
  return peer;
}

/** Two in a room who know of each other. */
export async function pairIn(url: string, room = 'two'): Promise<[anna: Peer, boris: Peer]> {
  const anna = await inRoom(url, room, 'Anna');
  const boris = await inRoom(url, room, 'Boris');
  await anna.next('user-joined');
  return [anna, boris];
}

/** Offer, answer and a candidate each way; answers with the id of the handshake. */
export async function call(caller: Peer, callee: Peer): Promise<string> {
  caller.emit('offer', { target: callee.id, offer: offer() });
  const [offered, offerAck] = await callee.nextArgs('offer');
  acknowledged(offerAck);
  callee.emit('answer', { target: caller.id, answer: answer() });
  const [, answerAck] = await caller.nextArgs('answer');
  acknowledged(answerAck);
  caller.emit('ice-candidate', { target: callee.id, candidate: candidate('aB3d') });
  callee.emit('ice-candidate', { target: caller.id, candidate: candidate('zY9x') });
  await Promise.all([caller.next('ice-candidate'), callee.next('ice-candidate')]);
  return (offered as { handshake: string }).handshake;
}

/** Calls the acknowledgement that came with a message, where the page had said that it gives any. */
export function acknowledged(acknowledge: unknown): void {
  if (typeof acknowledge === 'function') (acknowledge as () => void)();
}

/** Value of one series on the metrics pages of all instances; undefined where there is no such series. */
export async function metric(url: string, series: string): Promise<number | undefined> {
  const values = await Promise.all(instancesOf(url).map((instance) => metricOf(instance, series)));
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}

async function metricOf(url: string, series: string): Promise<number | undefined> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const line = page.split('\n').find((text) => text.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1).split(' ')[0]);
}
