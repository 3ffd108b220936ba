/// <reference lib="dom" />
import type { Browser, Page } from 'puppeteer-core';
import { io, type Socket } from 'socket.io-client';
import type { HandshakeView } from '../../protocol/verdict.js';
import { launchBrowser } from '../support/browser.js';
import { startGatewayProcess, type GatewayProcess } from './gateway-process.js';
import { startPageServer } from './page-server.js';
import { startProxy, type TcpProxy } from './tcp-proxy.js';

/** What a person's page does that no page should; see page/page.js. */
export interface Habit {
  /** The page has the probe's script tag; `beside`: its reports take another way than its signaling. */
  probe?: boolean | 'beside';
  transports?: ('websocket' | 'polling')[];
  acks?: boolean;
  callsAll?: boolean;
  hangs?: boolean;
  ignores?: boolean;
  ignoresWhenStable?: boolean;
  impolite?: boolean;
  keepsAnswer?: boolean;
  keepsCandidates?: boolean;
  /** Takes the offer and never makes an answer. */
  neverAnswers?: boolean;
  /** Calls on a connection that it has closed already. */
  closesFirst?: boolean;
  /** Makes an offer and never sends it. */
  keepsOffer?: boolean;
  /** Takes its own offer back at once. */
  rollsBack?: boolean;
  /** Asks for a microphone before it answers. */
  wantsMicrophone?: boolean;
  relayOnly?: boolean;
  /** Milliseconds before a description is applied, while candidates come in. */
  appliesAfter?: number;
  /** Milliseconds. */
  answersAfter?: number;
}

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

const patienceMs = 25_000;
const lookMs = 50;

/** One gateway, one browser, and everything that a scenario may open; closed with the scenario, or at the end. */
export class World {
  private constructor(
    readonly gateway: GatewayProcess,
    private readonly browser: Browser,
    private readonly pages: { url: string; close(): Promise<void> },
  ) {}

  static async open(env: Record<string, string> = {}): Promise<World> {
    return new World(await startGatewayProcess(env), await launchBrowser(), await startPageServer());
  }

  async close(): Promise<void> {
    await Promise.all([this.browser.close(), this.pages.close()]);
    await this.gateway.close();
  }

  /** The place where one scenario plays: a room of its own. */
  stage(room: string): Stage {
    return new Stage(this, room);
  }

  /** A blank page; with the probe's script tag in front of its code where a gateway is named. */
  async tab(probe?: string): Promise<Page> {
    // A window of its own: a tab in the background would be frozen, or starved of timers.
    const context = await this.browser.createBrowserContext();
    const page = await context.newPage();
    await page.goto(probe === undefined ? this.pages.url : `${this.pages.url}/?probe=${probe}`);
    return page;
  }
}

/** One scenario's room, people and network. */
export class Stage {
  private readonly closers: (() => Promise<unknown>)[] = [];

  constructor(
    private readonly world: World,
    readonly room: string,
  ) {}

  get gateway(): string {
    return this.world.gateway.url;
  }

  /** Joins the room in a tab of its own, through a network where one is given. */
  async person(name: string, habit: Habit = {}, through: { url: string } = this.world.gateway): Promise<Person> {
    const probe = habit.probe === 'beside' ? this.gateway : through.url;
    const page = await this.world.tab(habit.probe ? probe : undefined);
    this.closers.push(() => page.browserContext().close());
    const id = await page.evaluate(
      (gateway, room, who, how) => (window as unknown as PageOfPeople).join(gateway, room, who, how),
      through.url,
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

  async client(name: string, options: { through?: { url: string }; transports?: string[] } = {}): Promise<Client> {
    const { through = this.world.gateway, transports = ['websocket'] } = options;
    const socket = io(through.url, { transports, forceNew: true, reconnection: false });
    this.closers.push(async () => socket.disconnect());
    await new Promise<void>((connected) => socket.once('connect', connected));
    await socket.timeout(10_000).emitWithAck('join-room', this.room, name);
    return { id: socket.id ?? '', socket };
  }

  async network(delayMs = 0): Promise<TcpProxy> {
    const proxy = await startProxy(this.gateway, delayMs);
    this.closers.push(() => proxy.close());
    return proxy;
  }

  async fault(fault: object): Promise<void> {
    const response = await fetch(`${this.gateway}/api/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    if (!response.ok) throw new Error(`The fault was refused: ${await response.text()}`);
  }

  async handshakes(): Promise<HandshakeView[]> {
    const response = await fetch(`${this.gateway}/api/handshakes?limit=1000&room=${encodeURIComponent(this.room)}`);
    return ((await response.json()) as { handshakes: HandshakeView[] }).handshakes;
  }

  /** Waits for a handshake to be as wanted; without a wish, for the first verdict on the newest one of the caller. */
  async verdict(caller: string, wanted: (view: HandshakeView) => boolean = settled): Promise<HandshakeView> {
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

export function settled({ outcome }: HandshakeView): boolean {
  return outcome !== 'pending';
}
