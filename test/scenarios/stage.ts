/// <reference lib="dom" />
import type { Page } from 'puppeteer-core';
import { io, type Socket } from 'socket.io-client';
import type { HandshakeView } from '../../protocol/verdict.js';
import { insecureHost, type BrowserName } from './browsers.js';
import type { Crossing, Place } from './crossings.js';
import type { Habit } from './habit.js';
import { startNetwork, type Network } from './tcp-proxy.js';
import type { World } from './world.js';

interface PageOfPeople extends Window {
  people: Record<string, { call(target: string): Promise<void>; answersTo?: string; connected: number }>;
  join(gateway: string, room: string, name: string, habit: Habit): Promise<string>;
}

/** Somebody in a tab of a real browser. */
export interface Person {
  readonly id: string;
  readonly page: Page;
  call(target: Person | { id: string }): Promise<void>;
  answersTo(target: { id: string }): Promise<void>;
}

/** Somebody without a browser: a socket, for what a browser does not do by itself. */
export interface Client {
  readonly id: string;
  readonly socket: Socket;
}

const patienceMs = 60_000;
const lookMs = 250;

/** One scenario's room, people and network. */
export class Stage {
  private readonly closers: (() => Promise<unknown>)[] = [];

  constructor(
    private readonly world: World,
    readonly room: string,
  ) {}

  /** Joins the room in a tab of its own: in this browser, at that place or through that network, where one is given. */
  async person(name: string, habit: Habit = {}, at: Place | Network | BrowserName = 'chromium'): Promise<Person> {
    const place = await this.placeOf(at);
    const gateway = gatewayOf(name, place.gateways);
    const probe = habit.probe === 'beside' ? gatewayOf(name, this.world.gateways) : gateway;
    const page = await this.world.tab(place, habit.probe ? probe : undefined);
    this.closers.push(() => page.browserContext().close());
    const id = await page.evaluate(
      (url, room, who, how) => (window as unknown as PageOfPeople).join(url, room, who, how),
      gateway,
      this.room,
      name,
      habit,
    );
    return {
      id,
      page,
      call: (target) =>
        page.evaluate((who, to) => (window as unknown as PageOfPeople).people[who]?.call(to), name, target.id),
      answersTo: (target) =>
        page.evaluate(
          (who, to) => {
            const self = (window as unknown as PageOfPeople).people[who];
            if (self) self.answersTo = to;
          },
          name,
          target.id,
        ),
    };
  }

  private placeOf(at: Place | Network | BrowserName): Promise<Place> {
    if (typeof at === 'string') return this.world.here(at);
    return 'browser' in at ? Promise.resolve(at) : this.world.here('chromium', at.gateways);
  }

  /** The page's server under a name that is no secure context. */
  async insecure(browser: BrowserName = 'chromium'): Promise<Place> {
    const place = await this.world.here(browser);
    return { ...place, pages: place.pages.replace('127.0.0.1', insecureHost) };
  }

  /** Two networks, for this scenario alone. */
  async crossing(): Promise<Crossing> {
    const { crossing, release } = await this.world.crossings.take();
    this.closers.push(release);
    return crossing;
  }

  /** Whatever a scenario opens is closed with it. */
  atEnd(close: () => Promise<unknown>): void {
    this.closers.push(close);
  }

  async client(name: string, options: { through?: Network; transports?: string[] } = {}): Promise<Client> {
    const { through = this.world, transports = ['websocket'] } = options;
    const socket = io(gatewayOf(name, through.gateways), { transports, forceNew: true, reconnection: false });
    this.closers.push(async () => socket.disconnect());
    await new Promise<void>((connected) => socket.once('connect', connected));
    await socket.timeout(10_000).emitWithAck('join-room', this.room, name);
    return { id: socket.id ?? '', socket };
  }

  async network(delayMs = 0): Promise<Network> {
    const network = await startNetwork(this.world.gateways, delayMs);
    this.closers.push(() => network.close());
    return network;
  }

  /** Whichever instance is asked for a fault, all have it. */
  async fault(fault: object): Promise<void> {
    const [gateway] = this.world.gateways;
    const response = await fetch(`${gateway}/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    if (!response.ok) throw new Error(`The fault was refused: ${await response.text()}`);
  }

  /** Those of the room; or, where the API is asked for something else, of that. */
  handshakes(query: Record<string, string> = { room: this.room }): Promise<HandshakeView[]> {
    return this.world.handshakes(query);
  }

  /** Waits for a handshake to be as wanted; without a wish, for the first that comes of the newest one of the caller. */
  async verdict(caller: string, wanted: (view: HandshakeView) => boolean = told): Promise<HandshakeView> {
    return this.until(async () =>
      (await this.handshakes()).find((view) => view.caller.username === caller && wanted(view)),
    );
  }

  /** Looks again and again until there is something. */
  async until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (const end = Date.now() + patienceMs; Date.now() < end;) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((again) => setTimeout(again, lookMs));
    }
    throw new Error(`Nothing came in ${patienceMs} ms; the room had ${JSON.stringify(await this.handshakes())}`);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.closers.splice(0).map((close) => close()));
  }
}

/** Of several gateways, Bob's is the second, and everybody else's the first: those who call Bob do so across. */
function gatewayOf(name: string, gateways: readonly string[]): string {
  return (name === 'bob' ? gateways[1] : undefined) ?? gateways[0] ?? '';
}

export function settled({ outcome }: HandshakeView): boolean {
  return outcome !== 'pending';
}

/** Settled, or overdue: the two in the call hear of it either way. */
export function told(view: HandshakeView): boolean {
  return settled(view) || view.overdue !== undefined;
}

/** Told by what probes say: until their first reports are in, as on a busy machine, `signaled` is all that is known. */
export function seen(view: HandshakeView): boolean {
  return told(view) && view.outcome !== 'signaled';
}
