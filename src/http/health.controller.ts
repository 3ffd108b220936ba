import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { rejects } from '../../protocol/rejects.js';

/** How an instance is, with a reason for people where there is one. */
export interface Health {
  /**
   * `degraded`: calls go on where Redis is not needed, within this instance and within rooms that are claimed, and others are
   * refused. `draining`: it is stopping, and those who are here are moved.
   */
  status: 'ok' | 'degraded' | 'draining';
  /** Absent where this instance is alone; `read-only`: it answers, and takes no claim of a room. */
  redis?: 'reached' | 'unreachable' | 'read-only';
  reason?: string;
}

/** How the instance is: it stops, or it can claim no room, or all is well. `redis`: absent where this instance is alone. */
export function healthOf(draining: boolean, redis: { ready: boolean; takesWrites: boolean } | undefined): Health {
  const state = redis && (!redis.ready ? 'unreachable' : redis.takesWrites ? 'reached' : 'read-only');
  const told = state && ({ redis: state } as const);
  if (draining) return { status: 'draining', ...told, reason: rejects.draining.sentence };
  return { status: state === undefined || state === 'reached' ? 'ok' : 'degraded', ...told };
}

/** Injection token of what tells the health now. */
export const HEALTH = Symbol('health');

/** For orchestrators: live while the process answers, ready while new participants are welcome. */
@Controller('health')
export class HealthController {
  constructor(@Inject(HEALTH) private readonly health: () => Health) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  ready(@Res({ passthrough: true }) response: Response): Health {
    const health = this.health();
    if (health.status === 'draining') response.status(503);
    return health;
  }
}
