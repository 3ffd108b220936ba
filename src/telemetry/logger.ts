import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { DefectLog } from './defect-log.js';

/** The JSON log: ids and codes only. */
export function createLogger(level: string, to: DestinationStream): Logger {
  return pino({ level, base: { service: 'hopline-gateway' } }, to);
}

/** Nest's own lines, which are of interest to its developers only, at `debug`. */
export class NestLog implements LoggerService {
  constructor(
    private readonly logger: Logger,
    private readonly defects: DefectLog,
  ) {}

  log(message: unknown, ...context: unknown[]): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, ...context: unknown[]): void {
    this.logger.warn({ context }, String(message));
  }
  /** Nest hands the error itself over, and its stack as a text behind it. */
  error(message: unknown, ...context: unknown[]): void {
    const names = context.filter((one) => typeof one === 'string' && !one.includes('\n'));
    if (message instanceof Error) this.defects.tell({ context: names }, message, 'a defect was caught');
    else this.logger.error({ context: names }, String(message));
  }
}
