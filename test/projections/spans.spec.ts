import { describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import type { HandshakeRef, Hop } from '../../src/domain/hop.js';
import { Spans } from '../../src/projections/spans.js';
import { Timelines } from '../../src/projections/timelines.js';
import { attributes } from '../../src/telemetry/span-names.js';
import { PresetIds } from '../support/preset-ids.js';
import { sdkTracing } from '../support/sdk-tracing.js';
import { alive, anna, boris, callOf, diagnosisOf, joined, morning, refOf, storyOf } from '../support/stories.js';

const hex = (text: string, digits: number) => Buffer.from(text).toString('hex').padEnd(digits, '0');
const traced = (id: string, more: Partial<HandshakeRef> = {}) =>
  refOf(id, { traceId: hex(id, 32), spanId: hex(id, 16), ...more });

function drawing(limit = 100, ratio = 1) {
  let leftOut = 0;
  const exporter = new InMemorySpanExporter();
  const ids = new PresetIds();
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    idGenerator: ids,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('test');
  let shutdowns = 0;
  const shutdown = async () => void shutdowns++;
  const timelines = new Timelines(1000);
  const spans = new Spans({
    tracing: sdkTracing({ caller: tracer, gateway: tracer, callee: tracer }, ids, shutdown),
    timelines,
    limit,
    sampling: { ratio, slowMs: 5000 },
    onLeftOut: () => leftOut++,
    now: () => morning + 9000,
  });
  /** Traces are drawn in the next turn of the event loop. */
  const drawn = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return exporter.getFinishedSpans();
  };
  // Together, as on the stream.
  const draw = spans.onHop.bind(spans);
  spans.onHop = (hop) => {
    timelines.onHop(hop);
    draw(hop);
  };
  return { spans, drawn, shutdowns: () => shutdowns, leftOut: () => leftOut };
}

/** The spans as text: name, when it began and how long it took in ms, its error; each below its parent. */
function tree(spans: readonly ReadableSpan[], parent?: string, depth = 0): string[] {
  const known = new Set(spans.map((span) => span.spanContext().spanId));
  return spans
    .filter(({ parentSpanContext: above }) =>
      parent === undefined ? !above || !known.has(above.spanId) : above?.spanId === parent,
    )
    .toSorted((a, b) => hrTimeToMilliseconds(a.startTime) - hrTimeToMilliseconds(b.startTime))
    .flatMap((span) => {
      const began = Math.round(hrTimeToMilliseconds(span.startTime) - morning);
      const took = Math.round(hrTimeToMilliseconds(span.duration));
      const error = span.status.code === SpanStatusCode.ERROR ? ` ERROR ${span.status.message ?? ''}` : '';
      const { spanId } = span.spanContext();
      return [`${'  '.repeat(depth)}${span.name} ${began}+${took}${error}`, ...tree(spans, spanId, depth + 1)];
    });
}

const story = (id: string) => storyOf(traced(id));
const silentIn = (id: string): Hop[] => {
  const { offerReceived, offerForwarded, offerDelivered } = story(id);
  return [offerReceived, offerForwarded, offerDelivered];
};

describe('the trace of a handshake', () => {
  it('is one span with a span for each hop below it, drawn when it settles', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('t1'));
    for (const hop of call) spans.onHop(hop);
    expect(await drawn()).toEqual([]);

    spans.onVerdict(diagnosisOf(call, 70));

    expect(tree(await drawn())).toEqual([
      'handshake 0+63',
      '  offer-received 0+1',
      '  offer-forwarded 1+1',
      '  offer-delivered 2+3',
      '  answer-received 5+45',
      '  answer-forwarded 50+1',
      '  answer-delivered 51+3',
      '  candidates-exchanged 54+9',
      '  candidate-received 59+1',
      '  candidate-forwarded 60+1',
      '  candidate-received 61+1',
      '  candidate-forwarded 62+1',
    ]);
    expect(new Set((await drawn()).map((span) => span.spanContext().traceId))).toEqual(new Set([hex('t1', 32)]));
  });

  it('has the ids that the pages were told', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('t2'));
    for (const hop of call) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    const root = (await drawn()).find(({ name }) => name === 'handshake');
    expect(root?.spanContext()).toMatchObject({ traceId: hex('t2', 32), spanId: hex('t2', 16) });
    expect(root?.parentSpanContext).toBeUndefined();
    expect(new Set((await drawn()).map((span) => span.spanContext().spanId)).size).toBe((await drawn()).length);
  });

  it("hangs below the page's own span", async () => {
    const { spans, drawn } = drawing();
    const ref = traced('t3', { parentSpanId: 'b7ad6b7169203331' });
    for (const hop of callOf(ref)) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(callOf(ref), 70));

    const root = (await drawn()).find(({ name }) => name === 'handshake');
    expect(root?.parentSpanContext).toMatchObject({ traceId: hex('t3', 32), spanId: 'b7ad6b7169203331' });
    expect(root?.spanContext()).toMatchObject({ traceId: hex('t3', 32), spanId: hex('t3', 16) });
  });

  it('is an error with its cause, and says in words what is so and what to do', async () => {
    const { spans, drawn } = drawing();
    const silent = [...silentIn('t4'), { ...alive(boris, 5500), handshake: traced('t4') }];
    for (const hop of silent) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(silent, 5500));

    expect(tree(await drawn())).toEqual([
      'handshake 0+5500 ERROR no-answer',
      '  offer-received 0+1',
      '  offer-forwarded 1+1',
      '  offer-delivered 2+3',
      '  answer-received 5+5495 ERROR no-answer',
    ]);
    expect((await drawn()).find(({ name }) => name === 'handshake')?.attributes).toMatchObject({
      [attributes.outcome]: 'failed',
      [attributes.cause]: 'no-answer',
      [attributes.owedBy]: 'callee',
      [attributes.seenBy]: 'transport',
      [attributes.sentence]: expect.stringMatching(/^The browser of the callee has the offer/),
      [attributes.advice]: expect.stringMatching(/^Look at the callee's page/),
      [attributes.conversation]: 't4',
      [attributes.caller]: anna.id,
      [attributes.callee]: boris.id,
    });
  });

  it('has a verdict that changes later as a span of its own, with what it takes back', async () => {
    const { spans, drawn } = drawing();
    const silent = [...silentIn('t4b'), { ...alive(boris, 5500), handshake: traced('t4b') }];
    for (const hop of silent) spans.onHop(hop);
    const first = diagnosisOf(silent, 5500);
    spans.onVerdict(first);
    await drawn();
    const late = diagnosisOf([...silent, ...callOf(traced('t4b')).slice(3)], 9000);
    spans.onVerdict({ ...late, withdrawn: first.verdict });

    const changed = (await drawn()).find(({ name }) => name === 'verdict');
    expect(changed?.attributes).toMatchObject({
      [attributes.outcome]: late.verdict.outcome,
      [attributes.withdrawn]: 'failed',
    });
    expect(changed?.links.map(({ context }) => context.spanId)).toEqual([traced('t4b').spanId]);
  });

  it('shows a refused hop as an error with its reason', async () => {
    const { spans, drawn } = drawing();
    const { offerReceived, offerForwarded } = story('t5');
    const refused: Hop[] = [offerReceived, { ...offerForwarded, result: 'refused', reason: 'target-missing' }];
    for (const hop of refused) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(refused, 2));

    expect(tree(await drawn())).toEqual([
      'handshake 0+2 ERROR target-missing',
      '  offer-received 0+1',
      '  offer-forwarded 1+1 ERROR target-missing',
    ]);
    const send = (await drawn()).find(({ name }) => name === 'offer-forwarded');
    expect(send?.attributes).toMatchObject({ [attributes.errorType]: 'target-missing' });
  });

  it('says of a candidate its type, protocol and family, and whose it is', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('t6'));
    for (const hop of call) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    const candidates = (await drawn()).filter(({ name }) => name === 'candidate-received');
    expect(candidates.map(({ attributes: own }) => own)).toMatchObject([
      {
        [attributes.candidateType]: 'host',
        [attributes.candidateProtocol]: 'udp',
        [attributes.candidateFamily]: 'ipv4',
        [attributes.direction]: 'caller',
        [attributes.bodySize]: 120,
      },
      { [attributes.direction]: 'callee' },
    ]);
  });

  it('is linked to by a hop that comes after it was drawn', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('t7'));
    for (const hop of call) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    spans.onHop({ ...story('t7').candidateForwarded, at: morning + 900 });

    expect(tree(await drawn()).filter((line) => !line.startsWith(' '))).toEqual([
      'handshake 0+63',
      'candidate-forwarded 899+1',
    ]);
    const [linked, ...others] = (await drawn()).filter(({ links }) => links.length > 0);
    expect(others).toEqual([]);
    expect(linked?.links.map(({ context }) => context.spanId)).toEqual([traced('t7').spanId]);
  });

  it('waits for a verdict that is none yet', async () => {
    const { spans, drawn } = drawing();
    for (const hop of silentIn('t8')) spans.onHop(hop);

    spans.onVerdict(diagnosisOf(silentIn('t8'), 10));

    expect(await drawn()).toEqual([]);
  });

  it('is drawn as it is when the gateway stops', async () => {
    const { spans, drawn, shutdowns } = drawing();
    for (const hop of [...silentIn('t9'), ...silentIn('u9')]) spans.onHop(hop);

    await spans.close();

    expect(tree(await drawn()).filter((line) => !line.startsWith(' '))).toEqual(['handshake 0+5', 'handshake 0+5']);
    const roots = (await drawn()).filter(({ name }) => name === 'handshake');
    expect(roots.map(({ attributes: own }) => own[attributes.outcome])).toEqual(['interrupted', 'interrupted']);
    expect(shutdowns()).toBe(1);
  });

  it('is drawn as it is when more are open than are kept', async () => {
    const { spans, drawn } = drawing(2);
    for (const id of ['v1', 'v2', 'v3']) for (const hop of silentIn(id)) spans.onHop(hop);

    const traces = (await drawn()).map((span) => span.spanContext().traceId);
    expect(new Set(traces)).toEqual(new Set([hex('v1', 32)]));
  });

  it('counts the hops of a flood that it does not draw', async () => {
    const { spans, drawn } = drawing();
    const { candidateForwarded } = story('w1');
    for (const hop of silentIn('w1')) spans.onHop(hop);
    for (let sent = 0; sent < 200; sent++) spans.onHop(candidateForwarded);

    spans.onVerdict(diagnosisOf(callOf(traced('w1')), 70));

    expect(await drawn()).toHaveLength(65);
    expect((await drawn()).find(({ name }) => name === 'handshake')?.attributes[attributes.omitted]).toBe(140);
  });
});

const settle = (spans: Spans, hops: Hop[], atMs: number) => {
  for (const hop of hops) spans.onHop(hop);
  const diagnosis = diagnosisOf(hops, atMs);
  spans.onVerdict(diagnosis);
  return diagnosis;
};

describe('the sampling of traces', () => {
  it('leaves out what went well, by its trace id, and counts it', async () => {
    const { spans, drawn, leftOut } = drawing(100, 0.5);
    const low = traced('low', { traceId: `${'f'.repeat(18)}70000000000000` });
    const high = traced('high', { traceId: `${'0'.repeat(17)}190000000000000` });
    settle(spans, callOf(low), 70);
    settle(spans, callOf(high), 70);

    expect(new Set((await drawn()).map((span) => span.spanContext().traceId))).toEqual(new Set([low.traceId]));
    expect(leftOut()).toBe(1);
  });

  it('keeps what failed, whatever the ratio', async () => {
    const { spans, drawn, leftOut } = drawing(100, 0);
    const silent = [...silentIn('s1'), { ...alive(boris, 5500), handshake: traced('s1') }];
    settle(spans, silent, 5500);

    expect(tree(await drawn())[0]).toBe('handshake 0+5500 ERROR no-answer');
    expect(leftOut()).toBe(0);
  });

  it('keeps what was slow', async () => {
    const { spans, drawn } = drawing(100, 0);
    const slow = callOf(traced('s2')).map((hop) =>
      hop.kind === 'offer-received' ? hop : { ...hop, at: hop.at + 6000 },
    );
    settle(spans, slow, 6070);

    expect(tree(await drawn())[0]).toBe('handshake 0+6063');
  });

  it('draws a handshake that was left out, whole, once it fails after all', async () => {
    const { spans, drawn } = drawing(100, 0);
    const hops = callOf(traced('s3'));
    const well = settle(spans, hops, 70);
    expect(await drawn()).toEqual([]);

    const verdict = { ...well.verdict, outcome: 'failed', cause: 'connection-lost', stage: 'media-flowing' } as const;
    spans.onVerdict({ ...well, verdict, withdrawn: well.verdict, settledAt: morning + 9000 });

    expect(tree(await drawn())[0]).toBe('handshake 0+9000 ERROR connection-lost');
    expect(await drawn()).toHaveLength(13);
  });
});

describe('a hop of no handshake', () => {
  it('is a short trace of its own, at once; a sign of life is none', async () => {
    const { spans, drawn } = drawing();

    spans.onHop(joined(anna, 3));
    spans.onHop({ ...joined(boris, 9), result: 'refused', reason: 'room-full' });
    spans.onHop(alive(anna, 20));

    expect(tree(await drawn())).toEqual(['join 3+1', 'join 9+1 ERROR room-full']);
    const [first, second] = (await drawn()).map((span) => span.spanContext().traceId);
    expect(first).not.toBe(second);
  });

  it('names neither a participant nor a room, and no span does', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('x1')).map((hop) => ({ ...hop, room: 'Room-Secret' }));
    for (const hop of [joined({ ...anna, username: 'Name-Secret' }, 1, 'Room-Secret'), ...call]) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    const all = JSON.stringify(
      (await drawn()).map(({ name, attributes: own, status, events }) => ({ name, own, status, events })),
    );
    expect(await drawn()).toHaveLength(13);
    expect(all).not.toMatch(/Secret|Anna|Boris/);
  });
});
