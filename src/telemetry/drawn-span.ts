import type { SpanKind } from '@opentelemetry/api';
import type { services } from './span-names.js';

/** The service that a span is drawn in. */
export type ServiceLane = keyof typeof services;

/** What is known of a span: texts, and numbers. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** Ids of a span that stands already, in hex (W3C Trace Context). */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** What happened at one moment of a span. */
export interface DrawnEvent {
  readonly name: string;
  /** In whole µs since the Unix epoch. */
  readonly at: number;
  readonly attributes: SpanAttributes;
}

/**
 * A span that is over when it is drawn. A tracer of the SDK makes spans for code that runs: it reads the clock, the
 * context and every attribute. What is drawn from hops is known beforehand.
 */
export interface DrawnSpan {
  readonly lane: ServiceLane;
  readonly name: string;
  readonly kind: SpanKind;
  /** In whole µs since the Unix epoch; at least 1 µs apart, as Jaeger takes what is shorter for a fault of the clock. */
  readonly from: number;
  readonly until: number;
  /** Absent: a trace of its own. */
  readonly traceId?: string | undefined;
  /** Absent: a random one. */
  readonly spanId?: string | undefined;
  readonly parentId?: string | undefined;
  readonly attributes: SpanAttributes;
  readonly events?: readonly DrawnEvent[];
  /** It is an error, for this reason. */
  readonly error?: string | undefined;
  readonly links?: readonly SpanIds[];
}

/** A time in ms since the Unix epoch in whole µs: the finest that Jaeger shows, and exact in a number. */
export const microseconds = (ms: number): number => Math.floor(ms * 1000);
