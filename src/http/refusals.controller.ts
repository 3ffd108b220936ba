import { Controller, Get, Header, Inject, Query, Req, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { instancesSchema, refusalFilterSchema, refusalViewSchema, type RefusalView } from '../../protocol/console.js';
import { VIEWS, type Views } from '../projections/projections.js';
import { inSlices } from '../telemetry/event-loop.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { jsonList, jsonOf } from './json-list.js';
import { openApi } from './open-api.js';
import { readQuery } from './query.js';

const listSchema = z.object({ refusals: z.array(refusalViewSchema), instances: instancesSchema.optional() });

/** What was refused, and why: of messages that no handshake could be found for, this and the log are all there is. */
@ApiTags('refusals')
@Controller('api/refusals')
export class RefusalsController {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(EVERYWHERE) private readonly everywhere: Everywhere,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'What was refused lately, newest first; the same of one sender is counted together' })
  @ApiQuery({ name: 'room', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } })
  @ApiOkResponse({ schema: openApi(listSchema) })
  async list(@Query() query: Record<string, unknown>, @Req() request: Request): Promise<StreamableFile> {
    const filter = readQuery(refusalFilterSchema, query);
    const { answers, instances } = await this.everywhere.ask(request, async () => ({
      refusals: await jsonOf(this.views.refusals.list(filter)),
    }));
    const all = await inSlices(
      answers.flatMap(({ refusals }) => refusals),
      (json) => [{ json, at: (JSON.parse(json) as RefusalView).at }],
    );
    const newest = all.toSorted((a, b) => b.at - a.at).slice(0, filter.limit);
    return jsonList(
      'refusals',
      newest.map(({ json }) => json),
      { instances },
    );
  }
}
