import { Controller, Get, Header, Headers, Inject, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiHeader, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  handshakeDetailSchema,
  handshakeFilterSchema,
  rowLimit,
  type HandshakeDetail,
} from '../../protocol/console.js';
import { preferredLanguage } from '../../protocol/languages.js';
import { handshakeViewSchema, type HandshakeView } from '../../protocol/verdict.js';
import { viewOf } from '../domain/tell.js';
import { detailOf } from '../projections/detail.js';
import type { Views } from '../projections/projections.js';

import { openApi } from './open-api.js';
import { ApiFilter, readQuery } from './query.js';
import type { TraceLink } from '../telemetry/trace-link.js';
import { VIEWS } from './views.js';

const filterSchema = handshakeFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(rowLimit).default(100),
});

/** Injection token of the way from a handshake to its trace. */
export const TRACE_LINK = Symbol('trace-link');

/** The verdicts as JSON. Sentences and advice are in the language of `Accept-Language`: English or Russian. */
@ApiTags('handshakes')
@ApiHeader({ name: 'Accept-Language', required: false, schema: { type: 'string', enum: ['en', 'ru'] } })
@Controller('api/handshakes')
export class HandshakesController {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(TRACE_LINK) private readonly traceLink: TraceLink,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The handshakes that are kept, newest first' })
  @ApiFilter()
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } })
  @ApiOkResponse({ schema: openApi(z.object({ handshakes: z.array(handshakeViewSchema) })) })
  list(
    @Query() query: Record<string, unknown>,
    @Headers('accept-language') header: string | undefined,
  ): { handshakes: HandshakeView[] } {
    const language = preferredLanguage(header);
    const found = this.views.handshakes.list(readQuery(filterSchema, query));
    return {
      handshakes: found.map(({ handshake, verdict, settledAt }) =>
        viewOf(handshake, verdict, settledAt, language, 'developer'),
      ),
    };
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'One handshake, with its hops' })
  @ApiOkResponse({ schema: openApi(handshakeDetailSchema) })
  @ApiNotFoundResponse({ description: 'No handshake of that id is kept' })
  one(@Param('id') id: string, @Headers('accept-language') header: string | undefined): HandshakeDetail {
    const found = this.views.handshakes.get(id);
    if (!found) throw new NotFoundException('No handshake of that id is kept.');
    const trace = this.traceLink(found.handshake.ref.traceId);
    return detailOf(found, this.views.timelines.get(id), preferredLanguage(header), trace);
  }
}
