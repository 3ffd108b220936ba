import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { defaultBounds } from '../../src/bounds/bounds.js';
import type { HandshakeRef, Hop } from '../../src/domain/hop.js';
import { Spans } from '../../src/projections/traces/spans.js';
import { Timelines } from '../../src/projections/timelines.js';
import { consoleLink } from '../../src/telemetry/trace-link.js';
import { CollectedSpans, textOf } from './collected-spans.js';
import { diagnosisOf, morning, refOf, storyOf } from './stories.js';

export const hex = (text: string, digits: number) => Buffer.from(text).toString('hex').padEnd(digits, '0');
export const traced = (id: string, more: Partial<HandshakeRef> = {}) =>
  refOf(id, { traceId: hex(id, 32), spanId: hex(id, 16), ...more });

export interface Drawing {
  limit?: number;
  /** Traces that are known once they are drawn. */
  traces?: number;
  ratio?: number;
  healthy?: number;
  now?: () => number;
}

export function drawing({
  limit = 100,
  traces = defaultBounds.traces,
  ratio = 1,
  healthy = 1000,
  now = () => morning + 9000,
}: Drawing = {}) {
  const leftOut: string[] = [];
  const defects: unknown[] = [];
  const tracing = new CollectedSpans();
  const timelines = new Timelines(1000);
  const spans = new Spans({
    tracing,
    timelines,
    bounds: { ...defaultBounds, handshakes: limit, traces },
    sampling: { ratio, healthy, slowMs: 5000 },
    consoleLink: consoleLink('https://console.example'),
    onLeftOut: (why) => void leftOut.push(why),
    onDefect: (error) => void defects.push(error),
    now,
  });
  /** Traces are drawn in the next iteration of the event loop. */
  const drawn = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return tracing.spans;
  };
  // Together, as on the stream.
  const draw = spans.onHop.bind(spans);
  spans.onHop = (hop) => {
    timelines.onHop(hop);
    draw(hop);
  };
  return { spans, drawn, tracing, leftOut, defects };
}

export const tree = (spans: readonly ReadableSpan[]) => textOf(spans, morning);
/** The lines of what has nothing above it. */
export const tops = (spans: readonly ReadableSpan[]) => tree(spans).filter((line) => !line.startsWith(' '));
export const rootOf = (spans: readonly ReadableSpan[]) => spans.find(({ name }) => name.startsWith('handshake'));

export const story = (id: string) => storyOf(traced(id));
export const silentIn = (id: string): Hop[] => {
  const { offerReceived, offerForwarded, offerDelivered } = story(id);
  return [offerReceived, offerForwarded, offerDelivered];
};

export const settle = (spans: Spans, hops: Hop[], atMs: number) => {
  for (const hop of hops) spans.onHop(hop);
  const diagnosis = diagnosisOf(hops, atMs);
  spans.onVerdict(diagnosis);
  return diagnosis;
};
