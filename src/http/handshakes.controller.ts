import {
  Controller,
  Get,
  Header,
  Headers,
  Inject,
  NotFoundException,
  Param,
  Query,
  Req,
  type StreamableFile,
} from '@nestjs/common';
import { ApiHeader, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import {
  handshakeDetailSchema,
  handshakeFilterSchema,
  instancesSchema,
  rowLimit,
  type HandshakeDetail,
} from '../../protocol/console.js';
import { preferredLanguage, type Language } from '../../protocol/languages.js';
import { newestFirst, rungsSeen } from '../../protocol/merge.js';
import { handshakeViewSchema, type HandshakeView } from '../../protocol/verdict.js';
import { viewOf } from '../locales/tell.js';
import { detailOf } from '../projections/live/detail.js';
import { listHandshakes } from '../projections/live/handshake-list.js';
import { VIEWS, type Views } from '../projections/projections.js';
import { inSlices } from '../telemetry/event-loop.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { jsonList } from './json-list.js';
import { openApi } from './open-api.js';
import { ApiFilter, readQuery } from './query.js';

const filterSchema = handshakeFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(rowLimit).default(100),
});

const listSchema = z.object({ handshakes: z.array(handshakeViewSchema), instances: instancesSchema.optional() });

/** The verdicts as JSON. Sentences and advice are in the language of `Accept-Language`: English or Russian. */
@ApiTags('handshakes')
@ApiHeader({ name: 'Accept-Language', required: false, schema: { type: 'string', enum: ['en', 'ru'] } })
@Controller('api/handshakes')
export class HandshakesController {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(EVERYWHERE) private readonly everywhere: Everywhere,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The handshakes that are kept, newest first' })
  @ApiFilter()
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } })
  @ApiOkResponse({ schema: openApi(listSchema) })
  async list(
    @Query() query: Record<string, unknown>,
    @Headers('accept-language') header: string | undefined,
    @Req() request: Request,
  ): Promise<StreamableFile> {
    const filter = readQuery(filterSchema, query);
    const { answers, instances } = await this.everywhere.ask(request, async () => {
      const found = await listHandshakes(this.views.handshakes, filter);
      const handshakes = await inSlices(found, ({ handshake, verdict, settledAt, history }) => [
        JSON.stringify(viewOf(handshake, verdict, settledAt, preferredLanguage(header), 'developer', history)),
      ]);
      return { handshakes };
    });
    const all = answers.flatMap(({ handshakes }) => handshakes);
    return jsonList('handshakes', instances ? await merged(all, filter.limit) : all, { instances });
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'One handshake, with its hops' })
  @ApiOkResponse({ schema: openApi(handshakeDetailSchema) })
  @ApiNotFoundResponse({ description: 'No handshake of that id is kept' })
  async one(
    @Param('id') id: string,
    @Headers('accept-language') header: string | undefined,
    @Req() request: Request,
  ): Promise<HandshakeDetail | object> {
    const { answers, instances } = await this.everywhere.ask(request, () => this.own(id, preferredLanguage(header)));
    const found = answers.filter((answer) => 'id' in answer);
    const [handshake] = newestFirst(found, 1, ({ ladder }) => rungsSeen(ladder));
    if (handshake) return handshake;
    // That nothing is kept here is an answer, for an instance that asks all.
    if (this.everywhere.fromOthers.brought(request)) return {};
    const silent = instances?.silent.length ? ` Instances that did not answer: ${instances.silent.join(', ')}.` : '';
    throw new NotFoundException(`No handshake of that id is kept.${silent}`);
  }

  private own(id: string, language: Language): HandshakeDetail | object {
    const { handshakes, timelines, link } = this.views;
    const found = handshakes.get(id);
    return found ? detailOf(found, timelines.get(id), language, link(found.handshake.ref.traceId)) : {};
  }
}

/** The handshakes of several instances, each as JSON. */
async function merged(all: readonly string[], limit: number): Promise<string[]> {
  const read = await inSlices(all, (json) => {
    const { id, startedAt, ladder } = JSON.parse(json) as HandshakeView;
    return [{ id, startedAt, seen: rungsSeen(ladder), json }];
  });
  return newestFirst(read, limit, ({ seen }) => seen).map(({ json }) => json);
}
