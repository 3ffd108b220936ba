import { Controller, Get, Header } from '@nestjs/common';

/** For orchestrators: live while the process answers, ready while new participants are welcome. */
@Controller('health')
export class HealthController {
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  ready(): { status: 'ok' } {
    return { status: 'ok' };
  }
}
