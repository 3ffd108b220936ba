import { Module, type DynamicModule } from '@nestjs/common';
import type { IceServers } from '../../protocol/messages.js';
import { HopStream } from '../hops/hop-stream.js';
import { Acknowledgements } from './acknowledgements.js';
import { Deliver } from './deliver.js';
import { DeliveryProof } from './delivery-proof.js';
import { Faults } from './faults.js';
import { Presence } from './presence.js';
import { Relay } from './relay.js';
import { Rooms, type RoomBounds } from './rooms.js';
import { REPORTS, SignalingGateway, type TakeReports } from './signaling.gateway.js';
import { Sockets } from './sockets.js';
import { Verdicts } from './verdicts.js';
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
  module: DynamicModule;
  webSockets: WebSockets;
  /** Absent unless they are on. */
  faults: Faults | undefined;
  /** Asks a participant's connection for a sign of life. */
  ask: (participant: string) => void;
  /** Asks the probe on a participant's page for a report. */
  hear: (participant: string) => void;
  /** What can be seen at a participant's end, now: whether its bytes have arrived, and whether its page acknowledges. */
  sight: (participant: string) => { transport: boolean; page: boolean };
}

@Module({})
export class RelayModule {
  static with({ stream, bounds, proof: enabled, faults: demanded, takeReports, iceServers }: RelayOptions): RelayRoom {
    const rooms = new Rooms(bounds);
    const sockets = new Sockets();
    const webSockets = new WebSockets();
    const proof = new DeliveryProof(stream, webSockets, enabled);
    const acknowledgements = new Acknowledgements();
    stream.watch(new Verdicts(sockets));
    const relay = new Relay(rooms, stream, new Deliver(sockets, proof, acknowledgements, stream));
    const presence = new Presence(rooms, stream, sockets, acknowledgements, iceServers);
    const faults = demanded ? new Faults(sockets) : undefined;
    return {
      webSockets,
      faults,
      ask: (participant) => proof.ask(participant),
      hear: (participant) => void sockets.get(participant)?.emit('report-wanted'),
      sight: (participant) => ({ transport: proof.covers(participant), page: false }),
      module: {
        module: RelayModule,
        providers: [
          // A class, not a factory: Nest looks for gateways among classes only.
          SignalingGateway,
          { provide: Relay, useValue: relay },
          { provide: Presence, useValue: presence },
          { provide: DeliveryProof, useValue: proof },
          { provide: Sockets, useValue: sockets },
          { provide: HopStream, useValue: stream },
          { provide: REPORTS, useValue: takeReports },
          ...(faults ? [{ provide: Faults, useValue: faults }] : []),
        ],
      },
    };
  }
}
