import { Module, type DynamicModule } from '@nestjs/common';
import type { IceServers } from '../../protocol/messages.js';
import type { Bounds } from '../bounds/bounds.js';
import type { Tokens } from '../entry/tokens.js';
import { FairQueue } from '../limits/fair-queue.js';
import type { Limits } from '../limits/limits.js';
import { HopStream } from '../hops/hop-stream.js';
import type { TraceParent } from './correlate.js';
import { TokenGuard } from './token-guard.js';
import { Drain, type Transfer } from './drain.js';
import { Elsewhere } from './elsewhere.js';
import { Events, type TakeReports } from './events.js';
import { FaultInjector } from './faults.js';
import { Outsiders, type AskOthers, type PagesByProbe } from './outsiders.js';
import { Presence } from './presence.js';
import { Relay } from './relay.js';
import { Rooms, type RoomBounds } from './rooms.js';
import { ADDRESS_OF, type AddressOf } from './origin.js';
import { LIMITS, PROOF, SignalingGateway } from './signaling.gateway.js';
import { Unread } from './unread.js';
import { Verdicts } from './verdicts.js';
import { Connections } from './connections.js';
import { WebSockets } from './web-sockets.js';

export interface RelayModuleOptions {
  stream: HopStream;
  bounds: RoomBounds & Pick<Bounds, 'unread'>;
  /** Absent where they are off. */
  limits: Limits | undefined;
  addressOf: AddressOf;
  /** Whose message is next. */
  queue: FairQueue;
  /** Pings behind relayed messages; off where a proxy answers them in the browser's place. */
  proof: boolean;
  /** How long open handshakes may take to end when the instance stops, in ms. */
  drainMs: number;
  /** Is a handshake of this participant still open? */
  busy: (participant: string) => boolean;
  /** Where there are other instances. */
  transfer: () => Transfer | undefined;
  /** Faults on demand. */
  faults: boolean;
  takeReports: TakeReports;
  pages: PagesByProbe;
  /** Absent where there are no other instances. */
  askOthers?: AskOthers | undefined;
  /** What a page's own span is to its handshake. */
  traceParent: TraceParent;
  /** STUN and TURN servers for everybody who joins. */
  iceServers: (participant: string, until?: number) => IceServers;
  /** Reads the tokens that are asked for; absent where everybody may enter. */
  tokens: Tokens | undefined;
}

/** The relay, and what others may ask of it. */
export interface RelayComponents {
  rooms: Rooms;
  connections: Connections;
  relay: Relay;
  events: Events;
  presence: Presence;
  outsiders: Outsiders;
  webSockets: WebSockets;
  drain: Drain;
  /** Absent unless they are on. */
  faults: FaultInjector | undefined;
  /** The Nest module; with a cluster, what takes over the events of rooms that live elsewhere. */
  module: (elsewhere: Elsewhere | undefined) => DynamicModule;
}

@Module({})
export class RelayModule {
  static with(options: RelayModuleOptions): RelayComponents {
    const { stream, bounds, limits, addressOf, proof, faults: demanded, takeReports, iceServers, tokens } = options;
    const rooms = new Rooms(bounds);
    const connections = new Connections();
    const webSockets = new WebSockets();
    stream.watch(new Verdicts(connections));
    const presence = new Presence(rooms, stream, connections, iceServers);
    const faults = demanded ? new FaultInjector(connections) : undefined;
    const { pages, askOthers, traceParent } = options;
    const limitHandshakes = limits && ((caller: string, callee: string) => limits.handshake(caller, callee));
    const outsiders = new Outsiders(rooms, connections, stream, pages, askOthers);
    const relay = new Relay({ rooms, stream, connections, outsiders, traceParent, faults, limitHandshakes });
    const events = new Events(relay, presence, stream, takeReports);
    let abroad: Elsewhere | undefined;
    const drain = drainOf(options, rooms, connections, (id) => {
      if (!abroad?.disconnected(id, 'server shutting down')) events.moved(id);
    });
    return {
      rooms,
      connections,
      relay,
      events,
      presence,
      outsiders,
      webSockets,
      drain,
      faults,
      module: (elsewhere) => {
        abroad = elsewhere;
        return {
          module: RelayModule,
          providers: [
            // A class, not a factory: Nest looks for gateways among classes only.
            SignalingGateway,
            { provide: TokenGuard, useValue: new TokenGuard(stream, connections, tokens) },
            { provide: Relay, useValue: relay },
            { provide: Events, useValue: events },
            { provide: Connections, useValue: connections },
            { provide: WebSockets, useValue: webSockets },
            { provide: Drain, useValue: drain },
            { provide: Unread, useValue: new Unread(bounds.unread, webSockets) },
            { provide: FairQueue, useValue: options.queue },
            { provide: HopStream, useValue: stream },
            { provide: LIMITS, useValue: limits },
            { provide: PROOF, useValue: proof },
            { provide: ADDRESS_OF, useValue: addressOf },
            ...(elsewhere ? [{ provide: Elsewhere, useValue: elsewhere }] : []),
          ],
        };
      },
    };
  }
}

function drainOf(
  { stream, drainMs, busy, transfer }: RelayModuleOptions,
  rooms: Rooms,
  connections: Connections,
  gone: (id: string) => void,
): Drain {
  return new Drain({
    boundMs: drainMs,
    participants: () => connections.participants(),
    roomOf: (id) => rooms.member(id)?.room.name,
    busy,
    transfer: {
      hold: async (names) => transfer()?.hold(names),
      goOn: (names) => transfer()?.goOn(names),
      giveUp: async (names) => {
        await transfer()
          ?.giveUp(names)
          .catch((error: unknown) => stream.defect('drain', error));
      },
    },
    move: (ids) => {
      // Told before it happens: what becomes of the connection then says nothing of the page, or of its network.
      for (const id of ids) gone(id);
      for (const id of ids) connections.get(id)?.move();
    },
  });
}
