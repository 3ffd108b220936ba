import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { funnelSchema, instancesSchema, type FunnelView, type Instances } from '../../protocol/console.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { addFunnels } from './everywhere/merge.js';
import { openApi } from './open-api.js';

/** How far the handshakes of the last hour came. */
@ApiTags('handshakes')
@Controller('api/funnel')
export class FunnelController {
  constructor(@Inject(EVERYWHERE) private readonly everywhere: Everywhere) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'How many handshakes of the last hour reached each rung, and where and why they stopped' })
  @ApiOkResponse({ schema: openApi(funnelSchema.extend({ instances: instancesSchema.optional() })) })
  async view(): Promise<FunnelView & { instances?: Instances }> {
    const { answers, instances } = await this.everywhere.ask('funnel', {});
    return { ...addFunnels(answers), ...(instances && { instances }) };
  }
}
