import {
  Controller,
  Get,
  Inject,
  Query,
  Req,
  Res,
  ServiceUnavailableException,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { handshakeFilterSchema } from '../../protocol/console.js';
import { VIEWS, type Views } from '../projections/projections.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { LiveElsewhere } from './everywhere/live-elsewhere.js';
import { LiveStreams } from './live-streams.js';
import { ApiFilter, readQuery } from './query.js';

/** What the console shows, as it happens. */
@ApiTags('live')
@Controller('api/live')
export class LiveController implements OnModuleDestroy {
  private readonly streams: LiveStreams;

  constructor(
    @Inject(VIEWS) { feed, readers }: Views,
    @Inject(EVERYWHERE) private readonly everywhere: Everywhere,
  ) {
    this.streams = new LiveStreams(feed, readers);
  }

  @Get()
  @ApiOperation({
    summary:
      'Handshakes, rooms and the funnel as Server-Sent Events: of each instance a `snapshot`, then each `change`; `away` when it is silent or gone',
  })
  @ApiFilter()
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @ApiServiceUnavailableResponse({ description: 'As many streams are open as there may be' })
  stream(@Query() query: Record<string, unknown>, @Req() request: Request, @Res() response: Response): void {
    const filter = readQuery(handshakeFilterSchema, query);
    const { fromOthers, wire } = this.everywhere;
    const byInstance = fromOthers.brought(request);
    if (!this.streams.open(response, filter, byInstance)) {
      response.set('Retry-After', '5');
      throw new ServiceUnavailableException('As many streams are open as there may be.');
    }
    if (wire && !byInstance && !response.destroyed) new LiveElsewhere(wire, request.originalUrl, response).start();
  }

  onModuleDestroy(): void {
    this.streams.end();
  }
}
