import { setTimeout as passed } from 'node:timers/promises';
import { closeAll, connectPairs, metrics, start } from './connect.js';
import type { Client } from './client.js';
import type { Contender } from './servers.js';
import type { ServerProcess } from './server-process.js';
import { Traffic } from './traffic.js';

/** What a server does at full speed, and at a rate that all can be compared at. */
export interface Speed {
  /** µs of the server's CPU time per relayed message. */
  cpuUs: number;
  /** Absent where it is not measured, as the next two. */
  messagesPerSecond?: number;
  /** Share of its core that the server used, from 0 to 1: below 1 the load program was what held things up. */
  busy?: number;
  /** Of a relayed message, in ms; absent where it is not measured. */
  p50?: number;
  p99?: number;
  /** Spans that were exported, and all that were drawn or should have been; only where metrics tell. */
  exported?: number;
  spans?: number;
}

/** What a server does while it is driven without a rest. */
export interface Steady {
  cpuUs: number;
  messagesPerSecond: number;
  busy: number;
}

/** A server with other people at it than the course says. */
export type Entrant = Contender & { readonly crowd?: { readonly pairs: number; readonly roomSize: number } };

export interface Course {
  /** Pairs that are connected. */
  pairs: number;
  /** Participants per room. */
  roomSize: number;
  handshakesAtOnce: number;
  /** How long each server is driven before it counts: until its code is compiled. */
  warmUpMs: number;
  /** How long a server is driven at full speed per round, and in how many turns. */
  ms: number;
  turns: number;
  sink: string;
}

/** What the gateway does behind the last message: it waits a second for a probe, then tells and draws the handshake. */
const afterworkMs = 2500;

/**
 * Before this much of a stretch nothing counts: what the gateway puts off for a second comes due as fast as new messages
 * come from then on. A turn of a fraction of a second is too short for that: what it puts off is done in the turns of the
 * others. CPU time ÷ turns was 147 % of a core so, and the messages a second of a turn more than a core can keep up with.
 */
const leadInMs = 2000;

/** How often Prometheus comes. */
const scrapeMs = 1000;

/** A server that is up, with its clients. */
interface Runner {
  readonly contender: Contender;
  readonly server: ServerProcess;
  readonly pairs: readonly (readonly [Client, Client])[];
  readonly traffic: Traffic;
}

/**
 * Servers that are up at the same time and take turns of a fraction of a second, so that whatever else the machine does
 * meets them all alike. While one has its turn the others rest, but for what they put off: that is counted as well.
 */
export class Race {
  private constructor(
    private readonly runners: readonly Runner[],
    private readonly course: Course,
  ) {}

  static async start(contenders: readonly Entrant[], course: Course, env: Record<string, string> = {}): Promise<Race> {
    const runners: Runner[] = [];
    for (const contender of contenders) {
      const server = await start(contender, course.sink, env);
      const { pairs: count, roomSize } = contender.crowd ?? course;
      const pairs = await connectPairs(contender, server.port, count, roomSize);
      runners.push({ contender, server, pairs, traffic: new Traffic(pairs) });
    }
    const race = new Race(runners, course);
    await race.turns(course.warmUpMs);
    return race;
  }

  /** One round at full speed, by the contenders' names. */
  async round(): Promise<Map<string, Speed>> {
    const before = await this.standings();
    await this.turns(this.course.ms);
    await passed(afterworkMs);
    const after = await this.standings();
    return new Map(
      this.runners.map(({ contender: { name } }, index): [string, Speed] => {
        const [from, to] = [before[index], after[index]];
        if (!from || !to) throw new Error(`${name} was not measured`);
        const messages = to.messages - from.messages;
        const cpu = to.cpu - from.cpu;
        const spans = { exported: to.exported - from.exported, spans: to.spans - from.spans };
        return [name, { cpuUs: cpu / messages, ...(spans.spans > 0 && spans) }];
      }),
    );
  }

  /** Each that is named alone and without a rest, so that nothing it puts off is left out: what one core keeps up with. */
  async steady(names: readonly string[], ms: number): Promise<Map<string, Steady>> {
    const all = new Map<string, Steady>();
    for (const runner of this.named(names)) {
      const { contender, server, traffic } = runner;
      traffic.loop(this.course.handshakesAtOnce);
      await passed(leadInMs);
      const [cpu, messages, startedAt] = [await server.cpu(), traffic.tally.messages, performance.now()];
      for (let left = ms; left > 0; left -= scrapeMs) {
        await passed(Math.min(left, scrapeMs));
        if (contender.scraped) await metrics(server.port);
      }
      const used = (await server.cpu()) - cpu;
      const [more, tookMs] = [traffic.tally.messages - messages, performance.now() - startedAt];
      await traffic.stop();
      await rest(contender);
      all.set(contender.name, {
        cpuUs: used / more,
        messagesPerSecond: (more / tookMs) * 1000,
        busy: used / 1000 / tookMs,
      });
    }
    return all;
  }

  /** Latency of a relayed message at a rate, in ms, of each that is named. */
  async latencies(
    names: readonly string[],
    messagesPerSecond: number,
    ms: number,
  ): Promise<Map<string, Pick<Speed, 'p50' | 'p99'>>> {
    const all = new Map<string, Pick<Speed, 'p50' | 'p99'>>();
    for (const { contender, traffic } of this.named(names)) {
      const sorted = (await traffic.pace(messagesPerSecond, ms)).toSorted((one, other) => one - other);
      const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
      all.set(contender.name, { p50: at(0.5), p99: at(0.99) });
      await rest(contender);
    }
    return all;
  }

  /** A CPU profile of one server at full speed. */
  async profile(name: string, file: string): Promise<void> {
    const runner = this.runners.find(({ contender }) => contender.name === name);
    if (!runner) return;
    await runner.server.profile();
    runner.traffic.loop(this.course.handshakesAtOnce);
    await passed(this.course.ms);
    await runner.traffic.stop();
    await runner.server.profiled(file);
  }

  async stop(): Promise<void> {
    for (const { server, pairs } of this.runners) {
      await closeAll(pairs);
      await server.stop();
    }
  }

  private named(names: readonly string[]): readonly Runner[] {
    return this.runners.filter(({ contender }) => names.includes(contender.name));
  }

  /** Drives every server for so long in all. */
  private async turns(ms: number): Promise<void> {
    const unscraped = this.runners.map(() => 0);
    for (let turn = 0; turn < this.course.turns; turn++) {
      for (const [index, { contender, server, traffic }] of this.runners.entries()) {
        const startedAt = performance.now();
        traffic.loop(this.course.handshakesAtOnce);
        await passed(ms / this.course.turns);
        await traffic.stop();
        // Once for each second of its own: the time of the others is not one in which it has anything to do.
        unscraped[index] = (unscraped[index] ?? 0) + performance.now() - startedAt;
        if (!contender.scraped || (unscraped[index] ?? 0) < scrapeMs) continue;
        unscraped[index] = 0;
        await metrics(server.port);
      }
    }
  }

  private standings(): Promise<{ cpu: number; messages: number; exported: number; spans: number }[]> {
    return Promise.all(
      this.runners.map(async ({ contender, server, traffic }) => ({
        cpu: await server.cpu(),
        messages: traffic.tally.messages,
        ...(contender.scraped ? spansIn(await metrics(server.port)) : { exported: 0, spans: 0 }),
      })),
    );
  }
}

/** What a gateway puts off is not to meet the next server, which is on the same core. */
async function rest({ scraped }: Contender): Promise<void> {
  if (scraped) await passed(afterworkMs);
}

function spansIn(page: string): { exported: number; spans: number } {
  const of = (result: string) =>
    Number(new RegExp(`^hopline_spans_total\\{result="${result}"\\} (\\d+)`, 'm').exec(page)?.[1] ?? 0);
  const exported = of('exported');
  return { exported, spans: exported + of('failed') + of('dropped') };
}
