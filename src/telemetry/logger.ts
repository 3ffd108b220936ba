import type { LoggerService } from '@nestjs/common';
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
  error(message: unknown, ...context: unknown[]): void {
    this.logger.error({ context }, String(message));
  }
}
