import type { IncomingMessage } from 'node:http';
import { setImmediate as nextIteration } from 'node:timers/promises';
import { fingerprint } from '../../protocol/facts.js';
import type { Report, ReportBatch } from '../../protocol/reports.js';
import { AppModule } from '../../src/app.module.js';
import { furnish } from '../../src/bootstrap.js';
import { readConfig } from '../../src/config/config.js';
import { waitSettings } from '../../src/config/waits.js';
import { anybody } from '../../src/entry/grant.js';
import { now } from '../../src/hops/clock.js';
import { AdminPort } from '../../src/http/admin-port.js';
import { ICE_OFFICE, type IceOffice } from '../../src/http/ice-servers.controller.js';
import { REPORTS, type TakesReports } from '../../src/http/reports.controller.js';
import { VIEWS, type Views } from '../../src/projections/projections.js';
import { Events } from '../../src/relay/events.js';
import { isMessageKind } from '../../src/relay/inbox.js';
import { Relay } from '../../src/relay/relay.js';
import type { Connection } from '../../src/relay/connection.js';
import { Connections } from '../../src/relay/connections.js';
import { DefectLog } from '../../src/telemetry/defect-log.js';
import { LogSink } from '../../src/telemetry/log-sink.js';
import { createLogger, NestLog } from '../../src/telemetry/logger.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { secret } from '../support/tokens.js';
import { converse } from './wire.js';

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

/** The connection of a page that reads all and says nothing, over a WebSocket. */
class Silent implements Connection {
  readonly unreachable = false;
  readonly language = undefined;
  readonly drawsLadder = true;
  readonly wantsVerdicts = true;
  readonly answersPings = true;
  readonly grant = anybody;
  readonly page = { browser: 'somebody' };
  readonly session: string;

  constructor(id: string) {
    this.session = fingerprint(id);
  }

  emit(): void {}
  introduce(): void {}
  deliver(): ReturnType<Connection['deliver']> {
    return { transport: true, page: false };
  }
  ask(): void {}
  cut(): void {}
  move(): void {}
}

/** A defect that is caught is one all the same. */
class Strict extends DefectLog {
  override tell(fields: object, error: unknown): void {
    throw new Error(JSON.stringify(fields), { cause: error });
  }
}

/**
 * Nothing falls due while it is looked at: what becomes of a handshake with the time is done in turns of its own, which are
 * no input's. So all are open, which is dearest, and stay as they are.
 */
const patience = Object.fromEntries(Object.keys(waitSettings).map((wait) => [wait, '3600000']));

/** A batch that was refused ahead of everything would be none of the dearest. */
const allTaken = { LIMIT_REPORTS_STRANGERS: '1000000' };

/** Opens the API of the house. */
export const adminToken = 'of-a-house-that-nobody-lives-in';

/**
 * A whole gateway that listens nowhere, with default settings but for these, with tokens and a log that is thrown away. Nothing
 * more fits into it: what else comes has to push something out. One is like another, to the last handshake.
 */
export async function fullHouse() {
  const config = readConfig({
    AUTH_MODE: 'jwt',
    JWT_SECRET: secret,
    ADMIN_TOKEN: adminToken,
    ...patience,
    ...allTaken,
  });
  const sink = new LogSink({ write: (_, written) => setImmediate(written), writeLast: () => undefined });
  const logger = createLogger(config.LOG_LEVEL, sink);
  const defects = new Strict(logger);
  const built = AppModule.with({ config, sink, logger, defects, version: 'test' });
  const app = await furnish(built, { config, log: new NestLog(logger, defects), adminPort: new AdminPort() });
  await app.init();
  const server = app.getHttpServer();
  const relay = app.get(Relay);
  const events = app.get(Events);
  const connections = app.get(Connections);
  const reports: TakesReports = app.get(REPORTS);
  const { tokens }: IceOffice = app.get(ICE_OFFICE);
  const { feed, handshakes: kept }: Views = app.get(VIEWS);

  const sent = { from: new Map<string, Ref[]>(), to: new Map<string, Ref[]>() };
  let serial = 0;
  let lastRoom = 0;
  const enter = (id: string, room: string) => {
    connections.add(id, new Silent(id));
    built.limits?.addresses.entered(id, addressOf(id));
    send(id, 'join-room', [room, id]);
  };
  const send = (id: string, event: string, args: unknown[]) => {
    if (isMessageKind(event)) relay.take(id, event, args, () => undefined);
    else events.take(id, event, args);
  };
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
  const report = (who: string, seen: readonly Report[], probe?: string) => {
    const request = { headers: {}, socket: { remoteAddress: addressOf(who) } } as IncomingMessage;
    void reports.take(batchFrom(who, seen, probe), request, undefined);
  };
  const house = {
    enter,
    send,
    describe,
    leave,
    close: async () => {
      await app.close();
      await built.stream.close();
      await sink.close();
    },
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
    /** Sends the bytes of a request from a participant's address, or from one that nobody has; over when it is answered. */
    request: (bytes: Buffer, who = `caller${++serial}`) => converse(server, bytes, addressOf(who)),
    /** Reads a token, as the door and the intake of requests do. */
    readToken: (token: string) => tokens?.read(token),
    /** As a live stream goes on. */
    change: () => JSON.stringify(feed.take()),
    watch: (watched: boolean) => feed.watch(watched),
    /** Something happens in so many handshakes, the newest, and in so many rooms at once. */
    stir: (handshakes: number, rooms: number) => {
      for (let pair = 0; pair < handshakes; pair++) {
        const room = lastRoom - Math.floor(pair / (roomOf * (roomOf - 1)));
        const from = pair % roomOf;
        const to = (from + 1 + (Math.floor(pair / roomOf) % (roomOf - 1))) % roomOf;
        send(`p${room}x${from}`, 'ice-candidate', [{ target: `p${room}x${to}`, candidate: candidate() }]);
      }
      for (let room = 0; room < rooms; room++) send(`q${room}x0`, 'join-room', [`quiet room ${room}`, `q${room}x0`]);
    },
    /** Some of those that are kept now. */
    ids: () => Array.from(kept.newestFirst(), ({ handshake }) => handshake.ref.id).slice(0, 1000),
  };
  function leave(id: string) {
    connections.remove(id);
    events.disconnected(id, 'transport close');
  }

  for (let room = 0; feed.sizes.handshakes < config.MAX_HANDSHAKES; room++) {
    lastRoom = room;
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
    const seen = Array.from({ length: 64 }, (_, at) => stray(at));
    report(`stranger${page}`, seen, `stranger${page}`);
  }
  for (let event = 0; event < refusals; event++)
    send(house.members[event % roomOf] ?? house.busiest, `event ${event} of nobody's`, []);
  // What is left over is done in several iterations of the event loop.
  for (let iteration = 0; iteration < 200; iteration++) await nextIteration();
  return house;
}

/** What the probe of a participant's page sends. */
export function batchFrom(who: string, seen: readonly Report[], probe = `pageof${who}`): ReportBatch {
  const clock = { offsetMs: 0, uncertaintyMs: 1 };
  return { probe, sentAt: now(), clock, socket: fingerprint(who), reports: [...seen] };
}

const addressOf = (id: string) => `address of ${id}`;

function note(lists: Map<string, Ref[]>, id: string, ref: Ref): void {
  const list = lists.get(id) ?? [];
  lists.set(id, list);
  list.push(ref);
}

export type FullHouse = Awaited<ReturnType<typeof fullHouse>>;
