import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { funnelSchema, type FunnelView } from '../../protocol/console.js';
import type { Views } from '../projections/projections.js';
import { openApi } from './open-api.js';
import { VIEWS } from './views.js';

/** How far the handshakes of the last hour came. */
@ApiTags('handshakes')
@Controller('api/funnel')
export class FunnelController {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'How many handshakes of the last hour reached each rung, and where and why they stopped' })
  @ApiOkResponse({ schema: openApi(funnelSchema) })
  view(): FunnelView {
    return this.views.funnel.view();
  }
}
