import { BadRequestException, Body, Controller, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { reportBatchSchema, type ReportReceipt } from '../../protocol/reports.js';
import type { Views } from '../projections/projections.js';
import { openApi } from './open-api.js';
import { VIEWS } from './views.js';

const receiptSchema = z.object({ receivedAt: z.number(), accepted: z.int() });

/**
 * What the probes report. Any origin may: a page is known by the descriptions it speaks of, not by where it comes from,
 * and there are no credentials to borrow. The body may say `text/plain`, so that a page needs no preflight.
 */
@ApiTags('reports')
@Controller('reports')
export class ReportsController {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'A batch of what a probe has seen' })
  @ApiBody({ schema: openApi(reportBatchSchema) })
  @ApiOkResponse({ schema: openApi(receiptSchema) })
  take(@Body() body: unknown): ReportReceipt {
    const batch = reportBatchSchema.safeParse(typeof body === 'string' ? json(body) : body);
    if (!batch.success) {
      const rules = batch.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw new BadRequestException(rules);
    }
    return this.views.reports.take(batch.data);
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequestException('The body is not JSON.');
  }
}
