import type { SpanKind } from '@opentelemetry/api';
import type { services } from './span-names.js';

/** The service that a span is drawn in. */
export type Lane = keyof typeof services;

/** What is known of a span: texts, and numbers. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** Ids of a span that stands already, in hex (W3C Trace Context). */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * A span that is over when it is drawn. A tracer of the SDK makes spans for code that runs: it reads the clock, the
 * context and every attribute, and takes 3 µs a span. What is drawn from hops is known beforehand.
 */
export interface DrawnSpan {
  readonly lane: Lane;
  readonly name: string;
  readonly kind: SpanKind;
  /** In ms since the Unix epoch. */
  readonly from: number;
  readonly until: number;
  /** Absent: a trace of its own. */
  readonly traceId?: string | undefined;
  /** Absent: a random one. */
  readonly spanId?: string | undefined;
  readonly parentId?: string | undefined;
  /** What all spans of a trace have in common: one object for all of them, which is written once. */
  readonly shared?: SpanAttributes | undefined;
  /** What is the same for every span like it: one object for each kind of hop. */
  readonly own?: SpanAttributes | undefined;
  readonly more?: SpanAttributes | undefined;
  /** It is an error, for this reason. */
  readonly error?: string | undefined;
  readonly link?: SpanIds | undefined;
}
