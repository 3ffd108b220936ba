import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Req,
} from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { rulesOf } from '../../protocol/issues.js';
import { randomUUID } from 'node:crypto';
import type { Instances } from '../../protocol/console.js';
import { EVERYWHERE, type Everywhere, type Instead } from './everywhere/everywhere.js';
import type { FaultSwitch, KeyedFault } from './everywhere/fault-switch.js';

/** Injection token of the faults. */
export const FAULTS = Symbol('faults');

interface FaultList {
  faults: object[];
  instances?: Instances;
}

/** Of one instance. `added`: false where the fault is of a participant who is not connected there. */
interface InstanceFaults {
  faults: KeyedFault[];
  added?: boolean;
}

/** Faults on demand; only with `FAULTS=on`, never in production. Every instance has them all, under the same keys. */
@ApiTags('faults')
@Controller('api/faults')
export class FaultsController {
  constructor(
    @Inject(FAULTS) private readonly faults: FaultSwitch,
    @Inject(EVERYWHERE) private readonly everywhere: Everywhere,
  ) {
    faults.onTriggered((key) => everywhere.tell(`/api/faults/${key}`, { method: 'DELETE' }));
  }

  @Get()
  @ApiOperation({ summary: 'The faults that messages will meet' })
  @ApiOkResponse({ description: 'The faults, in the order in which they are met' })
  async list(@Req() request: Request): Promise<FaultList> {
    return (await this.ask(request, () => ({}))).listed;
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary:
      'Drop, delay, duplicate, reorder, corrupt or refuse messages, or drop their acknowledgements; freeze or cut a participant',
  })
  async add(@Body() body: unknown, @Req() request: Request): Promise<FaultList> {
    const fromInstance = this.everywhere.fromOthers.brought(request);
    const keyed = fromInstance ? (body as KeyedFault) : { key: randomUUID(), fault: this.read(body) };
    const add = () => ({ added: this.faults.add(keyed) });
    const { added, listed } = await this.ask(request, add, { method: 'POST', body: keyed });
    if (!added && !fromInstance) throw new NotFoundException('No such participant is connected.');
    return listed;
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Take every fault back' })
  async clear(@Req() request: Request): Promise<void> {
    const clear = () => {
      this.faults.clear();
      return {};
    };
    await this.ask(request, clear, { method: 'DELETE' });
  }

  /** A message has triggered a fault at the instance that says so. */
  @Delete(':key')
  @HttpCode(204)
  @ApiExcludeEndpoint()
  triggered(@Param('key') key: string, @Req() request: Request): void {
    if (!this.everywhere.fromOthers.brought(request)) throw new NotFoundException();
    this.faults.triggered(key);
  }

  private read(body: unknown): object {
    const fault = this.faults.schema.safeParse(body);
    if (fault.success) return fault.data;
    throw new BadRequestException(rulesOf(fault.error, 'fault'));
  }

  /** @param own what is done here, before what there is then is listed */
  private async ask(
    request: Request,
    own: () => { added?: boolean },
    instead?: Instead,
  ): Promise<{ added: boolean; listed: FaultList }> {
    const { answers, instances } = await this.everywhere.ask<InstanceFaults>(
      request,
      () => ({ ...own(), faults: this.faults.list() }),
      instead,
    );
    if (this.everywhere.fromOthers.brought(request)) return { added: false, listed: answers[0] };
    const byKey = new Map(answers.flatMap(({ faults }) => faults.map(({ key, fault }) => [key, fault] as const)));
    const listed = { faults: [...byKey.values()], ...(instances && { instances }) };
    return { added: answers.some(({ added }) => added), listed };
  }
}
