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
import { rulesOf } from '../../protocol/issues.js';
import { randomUUID } from 'node:crypto';
import type { Instances } from '../../protocol/console.js';
import { EVERYWHERE, type Everywhere } from './everywhere/everywhere.js';
import type { FaultSwitch } from './everywhere/fault-switch.js';
import type { Answers, Questions } from './everywhere/answers.js';

/** Injection token of the faults. */
export const FAULTS = Symbol('faults');

interface Listed {
  faults: object[];
  instances?: Instances;
}

/** Faults on demand; only with `FAULTS=on`, never in production. Every instance has them all. */
@ApiTags('faults')
@Controller('api/faults')
export class FaultsController {
  constructor(
    @Inject(FAULTS) private readonly faults: FaultSwitch,
    @Inject(EVERYWHERE) private readonly everywhere: Everywhere,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The faults that messages will meet' })
  @ApiOkResponse({ description: 'The faults, in the order in which they are met' })
  async list(): Promise<Listed> {
    return (await this.ask({})).listed;
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary:
      'Drop, delay, duplicate, reorder, corrupt or refuse messages, or drop their acknowledgements; freeze or cut a participant',
  })
  async add(@Body() body: unknown): Promise<Listed> {
    const fault = this.faults.schema.safeParse(body);
    if (!fault.success) {
      throw new BadRequestException(rulesOf(fault.error, 'fault'));
    }
    const { answers, listed } = await this.ask({ add: { key: randomUUID(), fault: fault.data } });
    if (!answers.some(({ added }) => added)) throw new NotFoundException('No such participant is connected.');
    return listed;
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Take every fault back' })
  async clear(): Promise<void> {
    await this.ask({ clear: true });
  }

  private async ask(question: Questions['faults']): Promise<{ answers: Answers['faults'][]; listed: Listed }> {
    const { answers, instances } = await this.everywhere.ask('faults', question);
    const byKey = new Map(answers.flatMap(({ faults }) => faults.map(({ key, fault }) => [key, fault] as const)));
    return { answers, listed: { faults: [...byKey.values()], ...(instances && { instances }) } };
  }
}
