import { Module, type DynamicModule } from '@nestjs/common';
import type { IceServers } from '../../protocol/messages.js';
import { HopStream } from '../hops/hop-stream.js';
import { Elsewhere } from './elsewhere.js';
import { Events, type TakeReports } from './events.js';
import { Faults } from './faults.js';
import { Presence } from './presence.js';
import { Relay } from './relay.js';
import { Rooms, type RoomBounds } from './rooms.js';
import { PROOF, SignalingGateway } from './signaling.gateway.js';
import { Verdicts } from './verdicts.js';
import { Ways } from './ways.js';
import { WebSockets } from './web-sockets.js';

export interface RelayOptions {
  stream: HopStream;
  bounds: RoomBounds;
  /** Pings behind relayed messages; off where a proxy answers them in the browser's place. */
  proof: boolean;
  /** Faults on demand. */
  faults: boolean;
  takeReports: TakeReports;
  /** STUN and TURN servers for whoever joins. */
  iceServers: () => IceServers;
}

/** The relay, and what others may ask of it. */
export interface RelayRoom {
  rooms: Rooms;
  ways: Ways;
  events: Events;
  presence: Presence;
  webSockets: WebSockets;
  /** Absent unless they are on. */
  faults: Faults | undefined;
  /** The Nest module; with a cluster, what takes over the events of rooms that live elsewhere. */
  module: (elsewhere: Elsewhere | undefined) => DynamicModule;
}

@Module({})
export class RelayModule {
  static with({ stream, bounds, proof, faults: demanded, takeReports, iceServers }: RelayOptions): RelayRoom {
    const rooms = new Rooms(bounds);
    const ways = new Ways();
    const webSockets = new WebSockets();
    stream.watch(new Verdicts(ways));
    const presence = new Presence(rooms, stream, ways, iceServers);
    const faults = demanded ? new Faults(ways) : undefined;
    const events = new Events(new Relay(rooms, stream, ways), presence, stream, takeReports, faults);
    return {
      rooms,
      ways,
      events,
      presence,
      webSockets,
      faults,
      module: (elsewhere) => ({
        module: RelayModule,
        providers: [
          // A class, not a factory: Nest looks for gateways among classes only.
          SignalingGateway,
          { provide: Events, useValue: events },
          { provide: Ways, useValue: ways },
          { provide: WebSockets, useValue: webSockets },
          { provide: HopStream, useValue: stream },
          { provide: PROOF, useValue: proof },
          ...(elsewhere ? [{ provide: Elsewhere, useValue: elsewhere }] : []),
        ],
      }),
    };
  }
}
