import type { IncomingMessage } from 'node:http';
import {
  BadRequestException,
  Body,
  Controller,
  Header,
  HttpCode,
  Inject,
  Post,
  Query,
  Req,
  ServiceUnavailableException,
} from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { rulesOf } from '../../protocol/issues.js';
import { isPlainBatch } from '../../protocol/plain-reports.js';
import { reportBatchSchema, type ReportBatch, type ReportReceipt } from '../../protocol/reports.js';
import { openApi } from './open-api.js';

const receiptSchema = z.object({
  receivedAt: z.number().describe("Milliseconds since the Unix epoch, by the gateway's clock"),
  accepted: z.int().describe('Reports that belong to a handshake that is known already'),
  by: z.string().optional().describe('Whose clock that is, where there are several instances'),
  everyMs: z
    .number()
    .optional()
    .describe('How often the probe is to report while its page is in a call, in milliseconds'),
});

/** Injection token of the one that takes the reports. */
export const REPORTS = Symbol('reports');

/** Takes a batch here, or brings it to whom it belongs; undefined where nobody can say whether that has taken it. */
export interface TakesReports {
  take(
    batch: ReportBatch,
    request: IncomingMessage,
    room: string | undefined,
  ): ReportReceipt | Promise<ReportReceipt | undefined>;
}

/**
 * What the probes report. Any origin may: a page is known by the session of its signaling and the descriptions it speaks of,
 * not by where it comes from, and there are no credentials to borrow.
 */
@ApiTags('reports')
@Controller('reports')
export class ReportsController {
  constructor(@Inject(REPORTS) private readonly reports: TakesReports) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'A batch of what a probe has seen' })
  @ApiBody({ schema: openApi(reportBatchSchema) })
  @ApiOkResponse({ schema: openApi(receiptSchema) })
  @ApiServiceUnavailableResponse({ description: 'The instance that they belong to does not answer: send them again' })
  async take(
    @Body() body: unknown,
    @Req() request: IncomingMessage,
    @Query('room') room: unknown,
  ): Promise<ReportReceipt> {
    return receiptOf(await this.reports.take(batchOf(body), request, typeof room === 'string' ? room : undefined));
  }
}

/** @throws BadRequestException where it is none, which says what is wrong with it */
export function batchOf(body: unknown): ReportBatch {
  if (isPlainBatch(body)) return body;
  const batch = reportBatchSchema.safeParse(body);
  if (!batch.success) throw new BadRequestException(rulesOf(batch.error, 'batch'));
  return batch.data;
}

/** @throws ServiceUnavailableException where there is none */
export function receiptOf(receipt: ReportReceipt | undefined): ReportReceipt {
  if (!receipt) throw new ServiceUnavailableException('The instance that they belong to does not answer.');
  return receipt;
}
