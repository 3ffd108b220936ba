import { Controller, Get, Header, Headers, Inject, UnauthorizedException } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags, ApiUnauthorizedResponse } from '@nestjs/swagger';
import type { IceServers } from '../../protocol/messages.js';
import type { Refusal } from '../../protocol/rejects.js';
import { bearerOf } from '../entry/bearer.js';
import { leftMs } from '../entry/grant.js';
import type { Tokens } from '../entry/tokens.js';
import { iceServers, type IceSettings } from './ice-servers.js';

/** What the answer is made of. */
export interface IceOffice {
  settings: IceSettings;
  /** Reads the tokens that are asked for; absent where everybody may enter. */
  tokens: Tokens | undefined;
  /** Told of each refusal. */
  refused: (refusal: Refusal) => void;
}

/** Injection token of the STUN and TURN settings. */
export const ICE_OFFICE = Symbol('ice-office');

/** STUN and TURN servers for a page: for those who may enter, as everybody else would have a relay for nothing. */
@ApiTags('ice-servers')
@Controller('ice-servers')
export class IceServersController {
  constructor(@Inject(ICE_OFFICE) private readonly office: IceOffice) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'STUN and TURN servers; with `AUTH_MODE=jwt` for those who show a token' })
  @ApiOkResponse({
    description: '`iceServers` as RTCPeerConnection takes them, and the `ttl` of their credentials in s',
  })
  @ApiUnauthorizedResponse({ description: 'There is no token, or none that is taken: `{code, message}`' })
  async list(@Headers('authorization') authorization: string | undefined): Promise<IceServers> {
    const { settings, tokens, refused } = this.office;
    if (!tokens) return iceServers(settings, Date.now());
    const token = bearerOf(authorization);
    const grant = await tokens.read(token);
    if (grant.ok)
      return iceServers(settings, Date.now(), { id: grant.value.holder ?? token, leftMs: leftMs(grant.value.until) });
    refused(grant.refusal);
    throw new UnauthorizedException(grant.refusal);
  }
}
