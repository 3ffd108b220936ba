import {
  BadRequestException,
  Controller,
  Get,
  Header,
  Headers,
  Inject,
  NotFoundException,
  Param,
  Query,
} from '@nestjs/common';
import { ApiHeader, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { preferredLanguage } from '../../protocol/languages.js';
import { limits } from '../../protocol/limits.js';
import { causeCodes, handshakeViewSchema, outcomes, type HandshakeView } from '../../protocol/verdict.js';
import { viewOf } from '../domain/tell.js';
import type { Views } from '../projections/projections.js';
import { openApi } from './open-api.js';
import { VIEWS } from './views.js';

const filterSchema = z.strictObject({
  room: z.string().max(limits.roomChars).optional(),
  outcome: z.enum(outcomes).optional(),
  cause: z.enum(causeCodes).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** The verdicts as JSON. Sentences and advice are in the language of `Accept-Language`: English or Russian. */
@ApiTags('handshakes')
@ApiHeader({ name: 'Accept-Language', required: false, schema: { type: 'string', enum: ['en', 'ru'] } })
@Controller('api/handshakes')
export class HandshakesController {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The handshakes that are kept, newest first' })
  @ApiQuery({ name: 'room', required: false, type: String })
  @ApiQuery({ name: 'outcome', required: false, enum: outcomes })
  @ApiQuery({ name: 'cause', required: false, enum: causeCodes })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } })
  @ApiOkResponse({ schema: openApi(z.object({ handshakes: z.array(handshakeViewSchema) })) })
  list(
    @Query() query: Record<string, unknown>,
    @Headers('accept-language') header: string | undefined,
  ): { handshakes: HandshakeView[] } {
    const filter = filterSchema.safeParse(query);
    if (!filter.success) {
      throw new BadRequestException(filter.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
    }
    const language = preferredLanguage(header);
    const found = this.views.handshakes.list(filter.data);
    return {
      handshakes: found.map(({ handshake, verdict, settledAt }) =>
        viewOf(handshake, verdict, settledAt, language, 'developer'),
      ),
    };
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'One handshake' })
  @ApiOkResponse({ schema: openApi(handshakeViewSchema) })
  @ApiNotFoundResponse({ description: 'No handshake of that id is kept' })
  one(@Param('id') id: string, @Headers('accept-language') header: string | undefined): HandshakeView {
    const found = this.views.handshakes.get(id);
    if (!found) throw new NotFoundException('No handshake of that id is kept.');
    return viewOf(found.handshake, found.verdict, found.settledAt, preferredLanguage(header), 'developer');
  }
}
