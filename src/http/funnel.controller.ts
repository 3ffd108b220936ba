import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { funnelSchema, instancesSchema, type FunnelView, type Instances } from '../../protocol/console.js';
import { addFunnels } from '../../protocol/merge.js';
import { VIEWS, type Views } from '../projections/projections.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { openApi } from './open-api.js';

/** How far the handshakes of the last hour came. */
@ApiTags('handshakes')
@Controller('api/funnel')
export class FunnelController {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(EVERYWHERE) private readonly everywhere: Everywhere,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'How many handshakes of the last hour reached each rung, and where and why they stopped' })
  @ApiOkResponse({ schema: openApi(funnelSchema.extend({ instances: instancesSchema.optional() })) })
  async view(@Req() request: Request): Promise<FunnelView & { instances?: Instances }> {
    const { answers, instances } = await this.everywhere.ask(request, () => this.views.funnel.view());
    return { ...addFunnels(answers), ...(instances && { instances }) };
  }
}
