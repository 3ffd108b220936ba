import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';

/** Ids of spans are random, except for a handshake's: pages were told it before the span could be drawn. */
export class PresetIds implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  private preset: { traceId: string; spanId: string } | undefined;

  /** The ids of the next span that is started; `start` must start exactly one. */
  with<T>(ids: { traceId: string; spanId: string }, start: () => T): T {
    this.preset = ids;
    try {
      return start();
    } finally {
      this.preset = undefined;
    }
  }

  readonly generateTraceId = (): string => this.preset?.traceId ?? this.random.generateTraceId();
  readonly generateSpanId = (): string => this.preset?.spanId ?? this.random.generateSpanId();
}
