import { Module, type DynamicModule } from '@nestjs/common';
import { HopStream } from '../hops/hop-stream.js';
import { Presence } from './presence.js';
import { Relay } from './relay.js';
import { Rooms, type RoomBounds } from './rooms.js';
import { SignalingGateway } from './signaling.gateway.js';
import { Sockets } from './sockets.js';

export interface RelayOptions {
  stream: HopStream;
  bounds: RoomBounds;
}

@Module({})
export class RelayModule {
  static with({ stream, bounds }: RelayOptions): DynamicModule {
    return {
      module: RelayModule,
      providers: [
        { provide: HopStream, useValue: stream },
        { provide: Rooms, useValue: new Rooms(bounds) },
        Sockets,
        {
          provide: Presence,
          inject: [Rooms, HopStream, Sockets],
          useFactory: (rooms: Rooms, hops: HopStream, sockets: Sockets) => new Presence(rooms, hops, sockets),
        },
        {
          provide: Relay,
          inject: [Rooms, HopStream, Sockets],
          useFactory: (rooms: Rooms, hops: HopStream, sockets: Sockets) => new Relay(rooms, hops, sockets),
        },
        SignalingGateway,
      ],
    };
  }
}
