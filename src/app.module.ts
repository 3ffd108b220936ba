import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config } from './config/config.js';
import { HopStream } from './hops/hop-stream.js';
import { HealthController } from './http/health.controller.js';
import { ICE_SETTINGS, IceServersController } from './http/ice-servers.controller.js';
import { MetricsController } from './http/metrics.controller.js';
import { projections } from './projections/projections.js';
import { RelayModule } from './relay/relay.module.js';
import { createMetrics, METRICS } from './telemetry/metrics.js';

/** What the rooms of the house are handed from outside. */
export interface Surroundings {
  config: Config;
  logger: Logger;
  version: string;
}

/** Wiring only: builds the stream with its watchers and hands each room its plain options. */
@Module({})
export class AppModule {
  static with({ config, logger, version }: Surroundings): DynamicModule {
    const metrics = createMetrics(version);
    const stream = new HopStream((watcher, error) => {
      metrics.watcherFailures.inc({ watcher });
      logger.error({ watcher, err: error }, 'a defect was caught; the message went on');
    });
    stream.watch(...projections({ metrics, logger, format: config.LOG_FORMAT, language: config.LOG_LANG }));
    const ice = {
      stunUrls: config.STUN_URLS,
      turnUrls: config.TURN_URLS,
      turnSecret: config.TURN_SECRET,
      turnTtl: config.TURN_TTL,
    };
    return {
      module: AppModule,
      imports: [RelayModule.with({ stream, bounds: { capacity: config.ROOM_CAPACITY, rooms: config.MAX_ROOMS } })],
      controllers: [HealthController, MetricsController, IceServersController],
      providers: [
        { provide: METRICS, useValue: metrics },
        { provide: ICE_SETTINGS, useValue: ice },
        { provide: HopStream, useValue: stream },
      ],
    };
  }
}
