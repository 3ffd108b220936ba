import {
  Controller,
  Get,
  Header,
  Headers,
  Inject,
  NotFoundException,
  Param,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiHeader, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  handshakeDetailSchema,
  handshakeFilterSchema,
  instancesSchema,
  rowLimit,
  type HandshakeDetail,
} from '../../protocol/console.js';
import { preferredLanguage } from '../../protocol/languages.js';
import { handshakeViewSchema } from '../../protocol/verdict.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { newestFirst, rungsSeen } from './everywhere/merge.js';
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
  constructor(@Inject(EVERYWHERE) private readonly everywhere: Everywhere) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The handshakes that are kept, newest first' })
  @ApiFilter()
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } })
  @ApiOkResponse({ schema: openApi(listSchema) })
  async list(
    @Query() query: Record<string, unknown>,
    @Headers('accept-language') header: string | undefined,
  ): Promise<StreamableFile> {
    const filter = readQuery(filterSchema, query);
    const { answers, instances } = await this.everywhere.ask('handshakes', {
      filter,
      language: preferredLanguage(header),
    });
    const lists = answers.map(({ handshakes }) => handshakes);
    const handshakes = instances ? newestFirst(lists, filter.limit, ({ seen }) => seen) : lists.flat();
    return jsonList(
      'handshakes',
      handshakes.map(({ json }) => json),
      { instances },
    );
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'One handshake, with its hops' })
  @ApiOkResponse({ schema: openApi(handshakeDetailSchema) })
  @ApiNotFoundResponse({ description: 'No handshake of that id is kept' })
  async one(@Param('id') id: string, @Headers('accept-language') header: string | undefined): Promise<HandshakeDetail> {
    const { answers, instances } = await this.everywhere.ask('handshake', { id, language: preferredLanguage(header) });
    const found = answers.flatMap(({ handshake }) => handshake ?? []);
    const [handshake] = newestFirst([found], 1, ({ ladder }) => rungsSeen(ladder));
    if (handshake) return handshake;
    const silent = instances?.silent.length ? ` Instances that did not answer: ${instances.silent.join(', ')}.` : '';
    throw new NotFoundException(`No handshake of that id is kept.${silent}`);
  }
}
