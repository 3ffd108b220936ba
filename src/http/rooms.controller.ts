import { Controller, Get, Header, Inject, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { instancesSchema, type RoomView } from '../../protocol/console.js';
import { inTurns } from '../telemetry/turns.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { addRoom } from './everywhere/merge.js';
import { jsonList, jsonOf } from './json-list.js';
import { openApi } from './open-api.js';

/** Rooms that another instance is asked for at most. */
const limitElsewhere = 10_000;

const roomsSchema = z.object({
  rooms: z.array(
    z.object({ room: z.string(), participants: z.array(z.object({ id: z.string(), username: z.string() })) }),
  ),
  leftOut: z.int().optional().describe('Rooms of other instances that were too many to list'),
  instances: instancesSchema.optional(),
});

/** Who is in which room now. */
@ApiTags('rooms')
@Controller('api/rooms')
export class RoomsController {
  constructor(@Inject(EVERYWHERE) private readonly everywhere: Everywhere) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The rooms with somebody in them' })
  @ApiOkResponse({ schema: openApi(roomsSchema) })
  async list(): Promise<StreamableFile> {
    const { answers, instances } = await this.everywhere.ask('rooms', {}, { limit: limitElsewhere });
    const leftOut = answers.reduce((sum, answer) => sum + answer.leftOut, 0);
    const all = answers.flatMap(({ rooms }) => rooms);
    const rooms = instances ? await mergeRooms(all) : all;
    return jsonList('rooms', await jsonOf(rooms), { ...(leftOut > 0 && { leftOut }), instances });
  }
}

/** A room that is moving may have some of its people on each of two instances. */
async function mergeRooms(all: readonly RoomView[]): Promise<Iterable<RoomView>> {
  const byName = new Map<string, RoomView>();
  await inTurns(all, (room) => {
    addRoom(byName, room);
    return [];
  });
  return byName.values();
}
