import { Controller, Get, Header, Inject } from '@nestjs/common';
import { iceServers, type IceSettings } from './ice-servers.js';

/** Injection token of the STUN and TURN settings. */
export const ICE_SETTINGS = Symbol('ice-settings');

/** STUN and TURN servers for a page. */
@Controller('ice-servers')
export class IceServersController {
  constructor(@Inject(ICE_SETTINGS) private readonly settings: IceSettings) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  list(): ReturnType<typeof iceServers> {
    return iceServers(this.settings, Date.now());
  }
}
