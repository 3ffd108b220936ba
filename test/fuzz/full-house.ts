import { text } from 'node:stream/consumers';
import type { StreamableFile } from '@nestjs/common';
import { pino } from 'pino';
import { fingerprint } from '../../protocol/facts.js';
import type { Report } from '../../protocol/reports.js';
import { readConfig } from '../../src/config/config.js';
import { waitsOf } from '../../src/config/waits.js';
import { anybody } from '../../src/entry/pass.js';
import { now } from '../../src/hops/clock.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { OwnAnswers } from '../../src/http/everywhere/answers.js';
import { Everywhere } from '../../src/http/everywhere/everywhere.js';
import { HandshakesController } from '../../src/http/handshakes.controller.js';
import { snapshotMessage } from '../../src/http/live-streams.js';
import { RefusalsController } from '../../src/http/refusals.controller.js';
import { RoomsController } from '../../src/http/rooms.controller.js';
import { FairQueue } from '../../src/limits/fair-queue.js';
import { Limits } from '../../src/limits/limits.js';
import { windowsInMemory } from '../../src/limits/windows.js';
import { watchHops } from '../../src/projections/projections.js';
import { RelayModule } from '../../src/relay/relay.module.js';
import type { Way } from '../../src/relay/way.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { answer, candidate, offer } from '../support/sdp.js';

/** A description that was sent, as a probe names it. */
type Ref = NonNullable<Report['local']>;

/** As many as a room holds by default, and rooms of them until the store of handshakes is full. */
const roomOf = 16;
/** Rooms in which nobody calls: beside the others more than a live stream shows. */
const quietRooms = 500;
/** More of them than are kept. */
const refusals = 1100;
/** Offers to each of its room that one participant has open beside the calls: one less than LIMIT_HANDSHAKES_PAIR. */
const perPair = 15;

/** The way to a page that reads all and says nothing, over a WebSocket. */
class Silent implements Way {
  readonly elsewhere = false;
  readonly language = undefined;
  readonly drawsLadder = true;
  readonly answersPings = true;
  readonly pass = anybody;
  readonly page = { browser: 'somebody' };
  readonly session: string;

  constructor(id: string) {
    this.session = fingerprint(id);
  }

  emit(): void {}
  introduce(): void {}
  deliver(...[, , , written]: Parameters<Way['deliver']>): void {
    written({ sight: { transport: true, page: false } });
  }
  ask(): void {}
  cut(): void {}
  move(): void {}
}

/** A gateway without sockets, with default settings, that nothing more fits into: what else comes has to push something out. */
export async function fullHouse() {
  const config = readConfig({});
  const metrics = createMetrics('test');
  const stream = new HopStream((where, error) => {
    throw new Error(where, { cause: error });
  });
  const limits = new Limits({
    settings: config,
    refused: () => undefined,
    show: () => undefined,
    undeclaredProxy: () => undefined,
    guessing: () => undefined,
    makeWindow: windowsInMemory,
    openHandshakes: (caller) => views.handshakes.openOf(caller),
  });
  const { events, ways } = RelayModule.with({
    stream,
    limits,
    bounds: { capacity: config.ROOM_CAPACITY, rooms: config.MAX_ROOMS },
    addressOf: () => '',
    queue: new FairQueue(),
    proof: true,
    drainMs: 0,
    busy: () => false,
    unread: config.MAX_UNREAD,
    faults: false,
    backOf: () => undefined,
    takeReports: (reporter, batch) => views.reports.take(batch, { reporter }),
    iceServers: () => ({ iceServers: [] }),
    tokens: undefined,
  });
  const views = watchHops({
    stream,
    metrics,
    logger: pino({ level: 'silent' }),
    tracing: undefined,
    format: 'json',
    print: () => undefined,
    allowLines: () => true,
    ownerOf: (participant) => `address of ${participant}`,
    link: () => undefined,
    language: 'en',
    waits: waitsOf(config),
    sampling: { ratio: 1, slowMs: 0 },
    limit: config.MAX_HANDSHAKES,
    limitOfOne: config.MAX_HANDSHAKES_PARTICIPANT,
    ask: () => undefined,
    hear: () => undefined,
    sight: () => ({ transport: true, page: false }),
  });

  const everywhere = new Everywhere({
    own: new OwnAnswers({ views, link: () => undefined, faults: undefined }),
    feed: views.feed,
    faults: undefined,
    cluster: undefined,
  });
  const api = {
    handshakes: new HandshakesController(everywhere),
    rooms: new RoomsController(everywhere),
    refusals: new RefusalsController(everywhere),
  };

  const sent = { from: new Map<string, Ref[]>(), to: new Map<string, Ref[]>() };
  let serial = 0;
  const enter = (id: string, room: string) => {
    ways.add(id, new Silent(id));
    limits.addresses.entered(id, `address of ${id}`);
    send(id, 'join-room', [room, id]);
  };
  const send = (id: string, event: string, args: unknown[]) => events.handle(id, event, args, () => undefined);
  const describe = (kind: 'offer' | 'answer', from: string, to: string, candidates: readonly string[] = []) => {
    const parts = { session: `${++serial}`, ufrag: `u${serial}`, candidates };
    const ref = { session: fingerprint(parts.session), version: fingerprint('2'), ufrag: fingerprint(parts.ufrag) };
    note(sent.from, from, ref);
    note(sent.to, to, ref);
    send(from, kind, [{ target: to, [kind]: kind === 'offer' ? offer(parts) : answer(parts) }]);
    return parts.ufrag;
  };
  const call = (from: string, to: string) => {
    const ufrags = [describe('offer', from, to), describe('answer', to, from)];
    for (const [one, other, ufrag] of [
      [from, to, ufrags[0]],
      [to, from, ufrags[1]],
    ] as const)
      send(one, 'ice-candidate', [{ target: other, candidate: candidate(ufrag) }]);
  };
  const report = (who: string, reports: readonly Report[], { probe = `pageof${who}`, address = who } = {}) => {
    const socket = fingerprint(who);
    views.reports.take(
      { probe, sentAt: now(), clock: { offsetMs: 0, uncertaintyMs: 1 }, socket, reports: [...reports] },
      { address },
    );
  };
  const house = {
    enter,
    send,
    describe,
    report,
    leave,
    close: () => stream.close(),
    /** In the middle of everything: its room is full, and everybody in it has open calls of its own. */
    busiest: 'p0x0',
    members: [] as string[],
    sentBy: (id: string) => sent.from.get(id) ?? [],
    sentTo: (id: string) => sent.to.get(id) ?? [],
    /** Calls of its own to everybody in the room, as many as may be open. */
    crowd: (id: string) => {
      for (const to of house.members.filter((other) => other !== id))
        for (let open = 0; open < perPair; open++) describe('offer', id, to);
    },
    /** As the API answers. */
    list: async (query: { limit: number; q?: string }) => written(await api.handshakes.list({ ...query }, 'en')),
    one: async (id: string) => JSON.stringify(await api.handshakes.one(id, 'en')),
    rooms: async () => written(await api.rooms.list()),
    refusals: async () => JSON.stringify(await api.refusals.list({ limit: 1000 })),
    metrics: () => metrics.page(),
    /** As a live stream begins. */
    snapshot: async (q?: string) => snapshotMessage(await everywhere.feed.snapshot(q === undefined ? {} : { q })),
    /** As it goes on. */
    change: () => JSON.stringify(everywhere.feed.take()),
    watch: (watched: boolean) => everywhere.feed.watch(watched),
    /** Something has happened in so many handshakes and rooms at once. */
    stir: async (handshakes: number, rooms: number) => {
      for (const diagnosis of await views.handshakes.list({ limit: handshakes })) views.feed.onProgress(diagnosis);
      const hop = { kind: 'joined', result: 'reached', seenBy: 'gateway', at: now(), tookMs: 0 } as const;
      for (const { room } of await views.live.list(rooms)) views.feed.onHop({ ...hop, room });
    },
    /** Those that are kept now, the newest first: the inputs before have pushed some out. */
    ids: async () => (await views.handshakes.list({ limit: 1000 })).map(({ handshake }) => handshake.ref.id),
  };
  function leave(id: string) {
    ways.remove(id);
    events.disconnected(id, 'transport close');
  }

  for (let room = 0; views.handshakes.kept < config.MAX_HANDSHAKES; room++) {
    const members = Array.from({ length: roomOf }, (_, index) => `p${room}x${index}`);
    if (room === 0) house.members = members;
    for (const id of members) {
      enter(id, `room ${room}`);
      report(id, [{ step: 'probe-started', result: 'reached', at: now() }]);
    }
    for (const from of members) for (const to of members) if (from !== to) call(from, to);
    // What is queued behind a hop has its turn.
    await Promise.resolve();
  }
  for (let room = 0; room < quietRooms; room++)
    for (let index = 0; index < roomOf; index++) enter(`q${room}x${index}`, `quiet room ${room}`);
  await Promise.resolve();
  house.crowd(house.busiest);
  for (let page = 0; page < config.MAX_HANDSHAKES / 64; page++) {
    const stray = (at: number): Report => ({
      step: 'answer-applied',
      result: 'reached',
      at: now(),
      local: { session: `${page}`, version: `${at}`, ufrag: 'x' },
    });
    const reports = Array.from({ length: 64 }, (_, at) => stray(at));
    report(`stranger${page}`, reports, { probe: `stranger${page}` });
  }
  for (let event = 0; event < refusals; event++)
    send(house.members[event % roomOf] ?? house.busiest, `event ${event} of nobody's`, []);
  await Promise.resolve();
  return house;
}

function note(lists: Map<string, Ref[]>, id: string, ref: Ref): void {
  const list = lists.get(id) ?? [];
  lists.set(id, list);
  list.push(ref);
}

const written = (file: StreamableFile) => text(file.getStream());

export type FullHouse = Awaited<ReturnType<typeof fullHouse>>;
