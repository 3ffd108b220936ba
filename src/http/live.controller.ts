import { Controller, Get, Inject, Query, Res, ServiceUnavailableException, type OnModuleDestroy } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { handshakeFilterSchema } from '../../protocol/console.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { LiveStreams } from './live-streams.js';
import { ApiFilter, readQuery } from './query.js';

/** What the console shows, as it happens. */
@ApiTags('live')
@Controller('api/live')
export class LiveController implements OnModuleDestroy {
  private readonly streams: LiveStreams;

  constructor(@Inject(EVERYWHERE) private readonly everywhere: Everywhere) {
    this.streams = new LiveStreams(everywhere.feed);
  }

  @Get()
  @ApiOperation({ summary: 'Handshakes, rooms and the funnel as Server-Sent Events: a `snapshot`, then each `change`' })
  @ApiFilter()
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @ApiServiceUnavailableResponse({ description: 'As many streams are open as there may be' })
  stream(@Query() query: Record<string, unknown>, @Res() response: Response): void {
    const filter = readQuery(handshakeFilterSchema, query);
    if (this.streams.open(response, filter)) return;
    response.set('Retry-After', '5');
    throw new ServiceUnavailableException('As many streams are open as there may be.');
  }

  onModuleDestroy(): void {
    this.streams.end();
    this.everywhere.close();
  }
}
