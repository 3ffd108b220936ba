import type { RoomView } from '../../protocol/console.js';
import { metric } from './clients.js';
import { clusterOf, reached } from './cluster.js';
import { runProcess, type Run } from './process.js';
import { getJson } from './read.js';
import { startOwnRedis, type OwnRedis } from './redis.js';
import { RoomPage } from './room-page.js';

/** What happens in a world of several instances; where it makes no sense, nothing does. */
export type Step =
  | { does: 'join'; who: number; room: string }
  | { does: 'leave' | 'close' | 'lose'; who: number }
  | { does: 'kill' | 'stop' | 'go on' | 'start'; where: number }
  | { does: 'empty Redis' | 'be quiet' };

interface Seat {
  run: Run;
  is: 'up' | 'stopped' | 'dead';
}

const names = ['Anna', 'Boris', 'Chen', 'Dora', 'Emil', 'Fatima'];
/** Longer than anything takes that comes by itself: leases end, and instances find out that they were stopped. */
const quietMs = 15_000;

/** Three instances that are killed, stopped and started anew, and pages that come and go. */
export class RoomWorld {
  private readonly pages: readonly RoomPage[];
  private connections = 0;

  private constructor(
    private readonly redis: OwnRedis,
    private readonly seats: Seat[],
  ) {
    this.pages = names.map((name) => new RoomPage(name, () => this.next()));
  }

  static async open(): Promise<RoomWorld> {
    const redis = await startOwnRedis();
    const runs = await Promise.all([1, 2, 3].map(() => start(redis)));
    return new RoomWorld(
      redis,
      runs.map((run) => ({ run, is: 'up' })),
    );
  }

  /** Plays a story from the beginning: everything is up, and nobody is there. */
  async play(story: readonly Step[]): Promise<void> {
    for (const page of this.pages) page.close();
    await Promise.all(this.seats.map((seat) => this.have(seat, 'start')));
    await this.quiet();
    for (const step of story) await this.take(step);
    for (const seat of this.seats) await this.have(seat, 'go on');
    await this.quiet();
  }

  async close(): Promise<void> {
    for (const page of this.pages) page.end();
    await Promise.all(this.seats.map(({ run }) => run.stop('SIGKILL')));
    await this.redis.close();
  }

  private async take(step: Step): Promise<void> {
    if ('who' in step) this.let(this.pages[step.who] as RoomPage, step);
    else if ('where' in step) await this.have(this.seats[step.where] as Seat, step.does);
    else if (step.does === 'be quiet') await this.quiet();
    else await this.redis.restart();
  }

  private let(page: RoomPage, step: Extract<Step, { who: number }>): void {
    if (step.does === 'join') page.join(step.room);
    else page[step.does]();
  }

  private async have(seat: Seat, does: Extract<Step, { where: number }>['does']): Promise<void> {
    const isLast = this.up.length === 1;
    if (does === 'kill' && seat.is !== 'dead' && !(isLast && seat.is === 'up')) {
      seat.is = 'dead';
      await seat.run.stop('SIGKILL');
    } else if (does === 'stop' && seat.is === 'up' && !isLast) {
      seat.is = 'stopped';
      seat.run.signal('SIGSTOP');
    } else if (does === 'go on' && seat.is === 'stopped') {
      seat.is = 'up';
      seat.run.signal('SIGCONT');
    } else if (does === 'start' && seat.is === 'dead') {
      seat.run = await start(this.redis);
      seat.is = 'up';
    }
  }

  private get up(): readonly Seat[] {
    return this.seats.filter(({ is }) => is === 'up');
  }

  private next(): string {
    const { up } = this;
    return (up[this.connections++ % up.length] as Seat).run.url;
  }

  /** Nothing happens any more: soon everybody knows what is so. */
  private async quiet(): Promise<void> {
    const end = performance.now() + quietMs;
    let wrong = await this.wrong();
    while (wrong.length > 0) {
      if (performance.now() > end) throw new Error(wrong.join('\n'));
      await new Promise((next) => setImmediate(next));
      wrong = await this.wrong();
    }
  }

  /** Whatever is not as it should be, in words. */
  private async wrong(): Promise<string[]> {
    const urls = this.up.map(({ run }) => run.url);
    const there = this.pages.filter(
      ({ wanted, at }) => wanted !== undefined && (at === undefined || urls.includes(at)),
    );
    const members = (room: string | undefined) =>
      there
        .filter(({ wanted }) => wanted === room)
        .map(({ id, name }) => `${name} ${id}`)
        .toSorted();
    const rooms = [...new Set(there.map(({ wanted = '' }) => wanted))].toSorted();
    const wanted = rooms.map((room) => `${room}: ${members(room).join(', ')}`).join('; ');
    const all = async (series: string) =>
      (await Promise.all(urls.map((url) => metric(url, series)))).reduce<number>((sum, value) => sum + (value ?? 0), 0);
    const [kept, known, ...told] = await Promise.all([
      all('hopline_rooms'),
      all('hopline_participants'),
      ...urls.map(roomsAt),
    ]);
    const ids = new Map(there.map(({ id, name }) => [id, name]));
    return [
      ...told.filter((one) => one !== wanted).map((one, index) => `instance ${index} tells ${one}, not ${wanted}`),
      ...(kept === rooms.length ? [] : [`${kept} rooms are kept, not ${rooms.length}`]),
      ...(known === there.length ? [] : [`${known} participants are known, not ${there.length}`]),
      ...there.flatMap((page) => {
        const believed = [...page.believed].map((id) => `${ids.get(id) ?? '?'} ${id}`).toSorted();
        const is = members(page.wanted);
        return believed.join() === is.join()
          ? []
          : [`${page.name} ${page.id} believes in ${believed.join()}, not ${is.join()}`];
      }),
      ...this.pages.flatMap(({ oddities }) => oddities),
    ];
  }
}

async function start(redis: OwnRedis): Promise<Run> {
  const run = await runProcess({ ...clusterOf(redis.url), LIMITS: 'off', LOG_LEVEL: 'info' });
  await reached(run.url);
  return run;
}

async function roomsAt(url: string): Promise<string> {
  const { rooms } = await getJson<{ rooms: RoomView[] }>(`${url}/api/rooms`);
  return rooms
    .toSorted((one, other) => (one.room < other.room ? -1 : 1))
    .map(({ room, participants }) => {
      const people = participants.map(({ username, id }) => `${username} ${id}`).toSorted();
      return `${room}: ${people.join(', ')}`;
    })
    .join('; ');
}
