import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Post,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';

/** What the API may do with faults; the relay makes them. */
export interface FaultSwitch {
  schema: z.ZodType<object>;
  /** False when the participant of the fault is not connected. */
  add(fault: object): boolean;
  list(): object[];
  clear(): void;
}

/** Injection token of the faults. */
export const FAULTS = Symbol('faults');

/** Faults on demand; only with `FAULTS=on`, never in production. */
@ApiTags('faults')
@Controller('api/faults')
export class FaultsController {
  constructor(@Inject(FAULTS) private readonly faults: FaultSwitch) {}

  @Get()
  @ApiOperation({ summary: 'The faults that messages will meet' })
  @ApiOkResponse({ description: 'The faults, in the order in which they are met' })
  list(): { faults: object[] } {
    return { faults: this.faults.list() };
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary:
      'Drop, delay, duplicate, reorder, corrupt or refuse messages, or drop their acknowledgements; freeze or cut a participant',
  })
  add(@Body() body: unknown): { faults: object[] } {
    const fault = this.faults.schema.safeParse(body);
    if (!fault.success) {
      throw new BadRequestException(fault.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
    }
    if (!this.faults.add(fault.data)) throw new NotFoundException('No such participant is connected.');
    return this.list();
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Take every fault back' })
  clear(): void {
    this.faults.clear();
  }
}
