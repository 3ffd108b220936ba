import { Controller, Get, Header, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { instancesSchema, refusalFilterSchema, refusalViewSchema } from '../../protocol/console.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { openApi } from './open-api.js';
import { readQuery } from './query.js';

const listSchema = z.object({ refusals: z.array(refusalViewSchema), instances: instancesSchema.optional() });

/** What was refused, and why: of messages that no handshake could be found for, this and the log are all there is. */
@ApiTags('refusals')
@Controller('api/refusals')
export class RefusalsController {
  constructor(@Inject(EVERYWHERE) private readonly everywhere: Everywhere) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'What was refused lately, newest first; the same of one sender is counted together' })
  @ApiQuery({ name: 'room', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } })
  @ApiOkResponse({ schema: openApi(listSchema) })
  async list(@Query() query: Record<string, unknown>): Promise<z.infer<typeof listSchema>> {
    const filter = readQuery(refusalFilterSchema, query);
    const { answers, instances } = await this.everywhere.ask('refusals', filter);
    const refusals = answers
      .flatMap((answer) => answer.refusals)
      .toSorted((a, b) => b.at - a.at)
      .slice(0, filter.limit);
    return { refusals, ...(instances && { instances }) };
  }
}
