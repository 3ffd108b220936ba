import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { METRICS, type Metrics } from '../telemetry/metrics.js';

/** The metrics page, for Prometheus to scrape. */
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: Metrics) {}

  @Get()
  async scrape(@Res() response: Response): Promise<void> {
    response.set('Content-Type', this.metrics.contentType).send(await this.metrics.page());
  }
}
