import type { ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import type { Hop } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import type { Projection } from '../hops/projection.js';
import type { Rooms } from '../relay/rooms.js';
import type { Ways } from '../relay/ways.js';
import type { Clocks } from './clocks.js';
import type { Edge } from './edge.js';
import { KeptReports } from './kept-reports.js';
import type { Link } from './link.js';
import {
  standings,
  type Carried,
  type DescriptionRef,
  type Messages,
  type PageRef,
  type Replies,
  type Standing,
  type Whereabouts,
} from './messages.js';
import { ReportIntake } from './report-intake.js';

/** Where the reports of handshakes end up, on every instance. */
export interface ReportsTaker {
  take(batch: ReportBatch, arrival: { reporter: string | undefined; receivedAt: number }): ReportReceipt;
  /** Is a page known by what it speaks of, or by what it has spoken of before? */
  knows(probe: string, refs: readonly DescriptionRef[]): Extract<Standing, 'described' | 'met'> | undefined;
}

export interface ReportRoutingOptions {
  link: Link;
  clocks: Clocks;
  rooms: Rooms;
  ways: Ways;
  edge: Edge;
  others: () => string[];
  reports: ReportsTaker;
  onDefect: (where: string, error: unknown) => void;
}

/** Pages whose home is remembered. */
const homesKept = 10_000;

/** Descriptions of one batch by which its page is asked for. */
const refsAsked = 16;

/**
 * Brings every batch of reports to the instance that it belongs to, whichever has received it, and to no other: to the
 * home of the participant whose page it is. What comes before that is known is kept, and goes ahead of what comes after.
 */
export class ReportRouting implements Projection {
  readonly name = 'report-routing';
  private readonly intake: ReportIntake;
  private readonly kept: KeptReports;
  /** By probe, where the last batch of a page was taken, and the session that it named. */
  private readonly homes = new Map<string, { session: string; instance: string }>();
  /** The last thing that is being done for a page: its batches go one after the other. */
  private readonly lanes = new Map<string, Promise<unknown>>();

  constructor(private readonly options: ReportRoutingOptions) {
    const { link, clocks, reports } = options;
    this.intake = new ReportIntake(link.self, clocks, (batch, reporter, receivedAt) =>
      reports.take(batch, { reporter, receivedAt }),
    );
    this.kept = new KeptReports({
      again: (probe) => this.routeKept(probe),
      giveUp: (carried) => carried.forEach((one) => this.intake.take(one)),
    });
  }

  /** Takes a batch that came over HTTP; undefined where nobody can say whether it was taken: it has to be sent again. */
  async take(batch: ReportBatch): Promise<ReportReceipt | undefined> {
    const carried: Carried = { batch, receivedAt: now(), by: this.options.link.self, tries: 0 };
    const accepted = await this.inLane(batch.probe, () => this.route(batch.probe, carried));
    return accepted === undefined ? undefined : { receivedAt: carried.receivedAt, accepted, by: carried.by };
  }

  /** Takes a batch that a participant's socket has brought, to the home of its room or, before it is in one, to here. */
  takeFrom(participant: string, batch: ReportBatch): ReportReceipt {
    const { link, ways, rooms } = this.options;
    const carried: Carried = { batch, receivedAt: now(), by: link.self, tries: 0 };
    const receipt = { receivedAt: carried.receivedAt, by: link.self };
    const session = ways.get(participant)?.session;
    if (session === undefined || rooms.member(participant) || ways.get(participant)?.elsewhere)
      return { ...receipt, accepted: this.intake.take(carried, participant) };
    this.kept.keepUntilSettled(batch.probe, [{ ...carried, batch: { ...batch, socket: session } }]);
    return { ...receipt, accepted: 0 };
  }

  /** Somebody has come into a room that is at home here. */
  onHop({ kind, result, from }: Hop): void {
    // The join is still on its way to the other watchers.
    if (kind === 'joined' && result === 'reached' && from?.session) queueMicrotask(() => this.settled(from.session));
  }

  /** The home of a page's participant has become known. */
  settled(session: string | undefined): void {
    if (session === undefined) return;
    for (const probe of this.kept.ofSession(session)) this.routeKept(probe);
  }

  /** Another instance asks where the reports of a page belong. */
  whose({ page }: Messages['whose']): Replies['whose'] {
    const at = this.whereabouts(page);
    return { ...(at && { at }), kept: this.kept.take(page.probe) };
  }

  /** Another instance has received what belongs here. */
  receive({ carried, standing }: Messages['reports']): Replies['reports'] {
    const last = carried.at(-1)?.batch;
    const session = last?.socket;
    if (standing === 'home' && !this.isAtHome(session)) return { moved: true };
    if (standing !== 'socket' || this.isAtHome(session))
      return { accepted: carried.map((one) => this.intake.take(one)) };
    const id = session === undefined ? undefined : this.options.ways.idOf(session);
    if (!last || session === undefined || id === undefined) return { moved: true };
    this.kept.keepUntilSettled(last.probe, carried);
    if (this.options.edge.homeOf(id) !== undefined) this.settled(session);
    return { accepted: carried.map(() => 0) };
  }

  close(): void {
    this.kept.close();
  }

  private async inLane<T>(probe: string, run: () => Promise<T>): Promise<T> {
    const before = this.lanes.get(probe);
    const mine = before ? before.then(run, run) : run();
    this.lanes.set(probe, mine);
    try {
      return await mine;
    } finally {
      if (this.lanes.get(probe) === mine) this.lanes.delete(probe);
    }
  }

  private routeKept(probe: string): void {
    this.inLane(probe, () => this.route(probe, undefined)).catch((error: unknown) =>
      this.options.onDefect('reports', error),
    );
  }

  /** @param carried the newest of the page's batches; undefined where there are only those that are kept */
  private async route(probe: string, carried: Carried | undefined): Promise<number | undefined> {
    const newest = carried ?? this.kept.last(probe);
    if (!newest) return 0;
    const { socket: session } = newest.batch;
    const home = this.homes.get(probe);
    if (carried && home && home.session === session) {
      const accepted = await this.hand({ standing: 'home', instance: home.instance }, [carried]);
      if (Array.isArray(accepted)) return accepted.at(-1);
      this.homes.delete(probe);
      if (!accepted) return undefined;
    }
    const page = pageOf(newest.batch);
    const own = carried ? undefined : this.whereabouts(page);
    // Its socket is here, and so everything that others kept of it: nobody needs to be asked.
    const { at, kept } = own?.standing === 'home' ? { at: own, kept: this.kept.take(probe) } : await this.find(page);
    const all = (carried ? [...kept, carried] : kept).map((one) => ofSession(one, session));
    const accepted = at && all.length > 0 ? await this.hand(at, all) : 'moved';
    if (at && Array.isArray(accepted)) {
      if (at.standing === 'home' && session !== undefined) this.remember(probe, session, at.instance);
      return accepted.at(-1);
    }
    // Nobody knows whether the last one was taken: its page sends it again, and is known again where it was.
    const rest = accepted ? all : kept;
    if (rest.length > 0) this.kept.keep(probe, rest);
    return accepted ? 0 : undefined;
  }

  /** Asks all where a page belongs; what they keep of it is handed out, in order. */
  private async find(page: PageRef): Promise<{ at: Whereabouts | undefined; kept: Carried[] }> {
    const { link, others } = this.options;
    const ask = (instance: string) =>
      new Promise<Replies['whose'] | undefined>((resolve) => link.ask(instance, 'whose', { page }, resolve));
    const answers = (await Promise.all(others().map(ask))).flatMap((answer) => answer ?? []);
    // Ours last: what is kept here is here until it is decided where it goes.
    const all = [this.whose({ page }), ...answers];
    const found = all.flatMap(({ at }) => at ?? []);
    const [at] = found.toSorted((a, b) => standings.indexOf(a.standing) - standings.indexOf(b.standing));
    return { at, kept: all.flatMap(({ kept }) => kept).toSorted((a, b) => a.batch.sentAt - b.batch.sentAt) };
  }

  private whereabouts({ probe, session, refs }: PageRef): Whereabouts | undefined {
    const { link, ways, edge, reports } = this.options;
    const id = session === undefined ? undefined : ways.idOf(session);
    if (this.isAtHome(session)) return { standing: 'home', instance: link.self };
    const home = id === undefined ? undefined : edge.homeOf(id);
    if (home !== undefined) return { standing: 'home', instance: home };
    const known = reports.knows(probe, refs);
    const standing = known !== 'described' && id !== undefined ? 'socket' : known;
    return standing && { standing, instance: link.self };
  }

  /** Is the participant in a room that is at home here? */
  private isAtHome(session: string | undefined): boolean {
    const { ways, rooms } = this.options;
    const id = session === undefined ? undefined : ways.idOf(session);
    return id !== undefined && rooms.member(id) !== undefined;
  }

  private async hand({ standing, instance }: Whereabouts, carried: Carried[]): Promise<number[] | 'moved' | undefined> {
    const { link } = this.options;
    const body = { carried, standing };
    const reply =
      instance === link.self
        ? this.receive(body)
        : await new Promise<Replies['reports'] | undefined>((resolve) => link.ask(instance, 'reports', body, resolve));
    return reply && ('moved' in reply ? 'moved' : reply.accepted);
  }

  private remember(probe: string, session: string, instance: string): void {
    this.homes.delete(probe);
    this.homes.set(probe, { session, instance });
    const [oldest] = this.homes.keys();
    if (this.homes.size > homesKept && oldest !== undefined) this.homes.delete(oldest);
  }
}

/** What a page has sent before it had a session is of the page that has one now. */
function ofSession(carried: Carried, session: string | undefined): Carried {
  const { batch } = carried;
  return session === undefined || batch.socket !== undefined
    ? carried
    : { ...carried, batch: { ...batch, socket: session } };
}

/** What a batch tells of whose it is. */
function pageOf({ probe, socket, reports }: ReportBatch): PageRef {
  const refs = reports.flatMap(({ local, remote }) => [local, remote].filter((ref) => ref !== undefined));
  const distinct = new Map(refs.map((ref) => [JSON.stringify(ref), ref]));
  return { probe, session: socket, refs: [...distinct.values()].slice(0, refsAsked) };
}
