import type { LoggerService } from '@nestjs/common';
import { defectOf } from './defect.js';
import { destination, pino, type Logger } from 'pino';

/** The JSON log: ids and codes only. Written synchronously, so that a crash loses nothing. */
export function createLogger(level: string): Logger {
  return pino({ level, base: { service: 'hopline-gateway' } }, destination({ fd: 1, sync: true }));
}

/** Nest's own lines, which are of interest to its developers only, at `debug`. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, ...context: unknown[]): void {
    this.logger.warn({ context }, String(message));
  }
  /** Nest hands the error itself over, and its stack as a text behind it. */
  error(message: unknown, ...context: unknown[]): void {
    const names = context.filter((one) => typeof one === 'string' && !one.includes('\n'));
    if (message instanceof Error) this.logger.error({ context: names, err: defectOf(message) }, 'a defect was caught');
    else this.logger.error({ context: names }, String(message));
  }
}
