import { Controller, Get, Header, Inject, Req, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { instancesSchema, type RoomView } from '../../protocol/console.js';
import { addRoom } from '../../protocol/merge.js';
import { VIEWS, type Views } from '../projections/projections.js';
import { inSlices } from '../telemetry/event-loop.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import { jsonList, jsonOf } from './json-list.js';
import { openApi } from './open-api.js';

/** Rooms that another instance hears of at most. */
const limitElsewhere = 10_000;

const roomsSchema = z.object({
  rooms: z.array(
    z.object({ room: z.string(), participants: z.array(z.object({ id: z.string(), username: z.string() })) }),
  ),
  leftOut: z.int().optional().describe('Rooms of other instances that were too many to list'),
  instances: instancesSchema.optional(),
});

/** Rooms, each as JSON. */
interface InstanceRooms {
  rooms: string[];
  leftOut?: number;
}

/** Who is in which room now. */
@ApiTags('rooms')
@Controller('api/rooms')
export class RoomsController {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    @Inject(EVERYWHERE) private readonly everywhere: Everywhere,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The rooms with somebody in them' })
  @ApiOkResponse({ schema: openApi(roomsSchema) })
  async list(@Req() request: Request): Promise<StreamableFile> {
    const limit = this.everywhere.fromOthers.brought(request) ? limitElsewhere : Infinity;
    const { answers, instances } = await this.everywhere.ask<InstanceRooms>(request, () => this.own(limit));
    const leftOut = answers.reduce((sum, answer) => sum + (answer.leftOut ?? 0), 0);
    const all = answers.flatMap(({ rooms }) => rooms);
    const rooms = instances ? await mergeRooms(all) : all;
    return jsonList('rooms', rooms, { ...(leftOut > 0 && { leftOut }), instances });
  }

  private async own(limit: number): Promise<InstanceRooms> {
    const { live } = this.views;
    const rooms = await jsonOf(await live.list(limit));
    return { rooms, leftOut: limit < live.size.rooms ? live.size.rooms - limit : 0 };
  }
}

/** A room that is moving may have some of its people on each of two instances. */
async function mergeRooms(all: readonly string[]): Promise<string[]> {
  const byName = new Map<string, RoomView>();
  await inSlices(all, (json) => {
    addRoom(byName, JSON.parse(json) as RoomView);
    return [];
  });
  return jsonOf(byName.values());
}
