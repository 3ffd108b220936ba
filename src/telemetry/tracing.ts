import type { DrawnSpan } from './drawn-span.js';

/** Where spans go, and how. */
export interface SpanExport {
  /** At least one. */
  readonly exporters: readonly ('otlp' | 'console')[];
  readonly protocol: 'http/protobuf' | 'http/json' | 'grpc';
  /** Full URL of the receiver; absent: where OTLP has one by default. */
  readonly url: string | undefined;
  /** The resource detectors are named in the environment, where the SDK finds them. */
  readonly detectorsNamed: boolean;
  /** `deployment.environment.name`, unless the environment has another. */
  readonly environment: string | undefined;
  /** Spans that may wait for export, and that are sent together. */
  readonly queue: number;
  readonly batch: number;
  /** How long spans wait for others, and how long a batch is waited for, in ms. */
  readonly delayMs: number;
  readonly timeoutMs: number;
}

/** Where spans are drawn. */
export interface Tracing {
  draw(span: DrawnSpan): void;
  /** Writes out what waits, for as long as `shutdownMs` at most; never throws. */
  shutdown(): Promise<void>;
}
