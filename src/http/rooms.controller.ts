import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { RoomView } from '../../protocol/console.js';
import type { Views } from '../projections/projections.js';
import { openApi } from './open-api.js';
import { VIEWS } from './views.js';

const roomsSchema = z.object({
  rooms: z.array(
    z.object({ room: z.string(), participants: z.array(z.object({ id: z.string(), username: z.string() })) }),
  ),
});

/** Who is in which room now. */
@ApiTags('rooms')
@Controller('api/rooms')
export class RoomsController {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The rooms with somebody in them' })
  @ApiOkResponse({ schema: openApi(roomsSchema) })
  list(): { rooms: RoomView[] } {
    return { rooms: this.views.live.list() };
  }
}
