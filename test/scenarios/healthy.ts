/// <reference lib="dom" />
import { Worker } from 'node:worker_threads';
import { cpus } from 'node:os';
import type { HandshakeView } from '../../protocol/verdict.js';
import type { Network } from './tcp-proxy.js';
import type { Habit } from './habit.js';
import type { Stage } from './stage.js';
import type { World } from './world.js';

/** What 300 healthy calls came to. */
export interface Health {
  readonly calls: number;
  readonly handshakes: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Handshakes that ended `failed`: each is a false alarm, and so are those below. */
  readonly failed: readonly HandshakeView[];
  /** Handshakes that were overdue for a while. */
  readonly overdue: readonly HandshakeView[];
  /** Verdicts `failed` that were taken back before the end. */
  readonly withdrawn: number;
}

type Kind = 'plain' | 'slow' | 'three' | 'reload' | 'late';
const kinds: readonly Kind[] = ['plain', 'slow', 'plain', 'three', 'plain', 'late', 'plain', 'slow', 'plain', 'reload'];
const patienceMs = 60_000;

interface PageOfPeople extends Window {
  people: Record<string, { connected: number; socket: { disconnect(): void } }>;
  join(gateway: string, room: string, name: string, habit: Habit): Promise<string>;
}

/** Plays healthy calls of every kind, a few at a time, while every core is kept busy by others. */
export async function playHealthy(world: World, calls: number, atOnce: number): Promise<Health> {
  const busy = cpus().map(() => new Worker('for (;;);', { eval: true }));
  const slow = await (await world.stage('network')).network(300);
  try {
    const waiting = Array.from({ length: calls }, (_, index) => index);
    const work = async (worker: number) => {
      const tabs = await Promise.all(probesOf(worker, world.gateways).map((probe) => world.tab(undefined, probe)));
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        await playOne(world, tabs, next, kinds[next % kinds.length] ?? 'plain', slow);
      }
      await Promise.all(tabs.map((tab) => tab.browserContext().close()));
    };
    await Promise.all(Array.from({ length: atOnce }, (_, worker) => work(worker)));
    return await healthOf(world, calls);
  } finally {
    await slow.close();
    await Promise.all(busy.map((worker) => worker.terminate()));
  }
}

/** The probe on all three pages, on the first two, on the first alone, or on none. */
function probesOf(worker: number, gateways: readonly string[]): (string | undefined)[] {
  return [0, 1, 2].map((tab) => (tab < 3 - (worker % 4) ? gateways[tab % gateways.length] : undefined));
}

type Tab = Awaited<ReturnType<World['tab']>>;

async function playOne(world: World, tabs: Tab[], index: number, kind: Kind, slow: Network): Promise<void> {
  const [one, two, three] = tabs;
  if (!one || !two || !three) throw new Error('A healthy call needs three tabs.');
  const { gateways } = kind === 'slow' ? slow : world;
  const room = `healthy ${index}`;
  const stage = await world.stage(room);
  const join = (tab: Tab, who: string) =>
    enter(tab, gateways[tabs.indexOf(tab) % gateways.length] ?? '', room, `${who}${index}`);
  await join(one, 'ann');
  await join(two, 'bob');
  if (kind === 'reload') {
    // In the middle of the call being set up, and then once more in peace.
    await two.reload();
    await join(two, 'bob-again');
  }
  if (kind === 'late') await connected(one, `ann${index}`, 1);
  if (kind === 'three' || kind === 'late') await join(three, 'cat');
  await connected(one, `ann${index}`, kind === 'three' || kind === 'late' ? 2 : 1);
  await settledIn(stage);
  for (const tab of tabs) {
    await tab.evaluate(() => {
      const { people } = window as unknown as PageOfPeople;
      for (const [name, { socket }] of Object.entries(people)) {
        socket.disconnect();
        delete people[name];
      }
    });
  }
}

function enter(tab: Tab, gateway: string, room: string, name: string): Promise<string> {
  return tab.evaluate(
    (to, where, who) => (window as unknown as PageOfPeople).join(to, where, who, { callsAll: true }),
    gateway,
    room,
    name,
  );
}

async function connected(tab: Tab, name: string, peers: number): Promise<void> {
  await tab.waitForFunction(
    (who, count) => ((window as unknown as PageOfPeople).people[who]?.connected ?? 0) >= count,
    { polling: 50, timeout: patienceMs },
    name,
    peers,
  );
}

async function settledIn(stage: Stage): Promise<void> {
  await stage.until(async () => {
    const views = await stage.handshakes();
    return views.every(({ outcome }) => outcome !== 'pending') ? views : undefined;
  });
}

async function healthOf(world: World, calls: number): Promise<Health> {
  const handshakes = await world.handshakes({});
  const outcomes: Record<string, number> = {};
  for (const { outcome } of handshakes) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const withdrawn = await Promise.all(world.gateways.map(withdrawnBy));
  return {
    calls,
    handshakes: handshakes.length,
    outcomes,
    failed: handshakes.filter(({ outcome }) => outcome === 'failed'),
    overdue: handshakes.filter(({ history }) => history.some(wasOverdue)),
    withdrawn: withdrawn.reduce((sum, one) => sum + one),
  };
}

/**
 * A verdict `pending` is in the history because something was late. One exception: after `abandoned`, a report that came
 * late can open the handshake again, and then it has no cause.
 */
function wasOverdue(
  { outcome, cause }: HandshakeView['history'][number],
  index: number,
  history: HandshakeView['history'],
): boolean {
  const opened = cause === undefined && history[index - 1]?.outcome === 'abandoned';
  return outcome === 'pending' && !opened;
}

async function withdrawnBy(gateway: string): Promise<number> {
  const metrics = await (await fetch(`${gateway}/metrics`)).text();
  return Number(/^hopline_verdicts_withdrawn_total\{outcome="failed"\} (\d+)/m.exec(metrics)?.[1]);
}
