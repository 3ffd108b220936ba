import { Controller, Get, Header, Inject, Optional } from '@nestjs/common';

/** Injection token: is Redis reached? Absent where this instance is alone. */
export const REDIS_REACHED = Symbol('redis-reached');

/** `degraded`: calls whose two are connected to this instance go on, and others are refused. */
interface Readiness {
  status: 'ok' | 'degraded';
  redis?: 'reached' | 'unreachable';
}

/** For orchestrators: live while the process answers, ready while new participants are welcome. */
@Controller('health')
export class HealthController {
  constructor(@Optional() @Inject(REDIS_REACHED) private readonly redisReached?: () => boolean) {}

  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  ready(): Readiness {
    if (!this.redisReached) return { status: 'ok' };
    return this.redisReached() ? { status: 'ok', redis: 'reached' } : { status: 'degraded', redis: 'unreachable' };
  }
}
