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
import { attributes } from '../../src/telemetry/names.js';
import { PresetIds } from '../../src/telemetry/preset-ids.js';
import { alive, anna, boris, callOf, diagnosisOf, joined, morning, refOf, storyOf } from '../support/stories.js';

const hex = (text: string, digits: number) => Buffer.from(text).toString('hex').padEnd(digits, '0');
const traced = (id: string, more: Partial<HandshakeRef> = {}) =>
  refOf(id, { traceId: hex(id, 32), spanId: hex(id, 16), ...more });

function drawing(limit = 100) {
  const exporter = new InMemorySpanExporter();
  const ids = new PresetIds();
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    idGenerator: ids,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  let shutdowns = 0;
  const shutdown = async () => void shutdowns++;
  const spans = new Spans({
    tracing: { tracer: provider.getTracer('test'), ids, shutdown },
    limit,
    now: () => morning + 9000,
  });
  /** Traces are drawn in the next turn of the event loop. */
  const drawn = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return exporter.getFinishedSpans();
  };
  return { spans, drawn, shutdowns: () => shutdowns };
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
      'handshake 0+70',
      '  process signaling.offer 0+1',
      '  send signaling.offer 1+1',
      '  deliver signaling.offer 2+3',
      '  process signaling.answer 49+1',
      '  send signaling.answer 50+1',
      '  deliver signaling.answer 51+3',
      '  process signaling.candidate 59+1',
      '  send signaling.candidate 60+1',
      '  process signaling.candidate 61+1',
      '  send signaling.candidate 62+1',
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
      '  process signaling.offer 0+1',
      '  send signaling.offer 1+1',
      '  deliver signaling.offer 2+3',
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
    expect(changed?.parentSpanContext?.spanId).toBe(traced('t4b').spanId);
  });

  it('shows a refused hop as an error with its reason', async () => {
    const { spans, drawn } = drawing();
    const { offerReceived, offerForwarded } = story('t5');
    const refused: Hop[] = [offerReceived, { ...offerForwarded, result: 'refused', reason: 'target-missing' }];
    for (const hop of refused) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(refused, 2));

    expect(tree(await drawn())).toEqual([
      'handshake 0+2 ERROR target-missing',
      '  process signaling.offer 0+1',
      '  send signaling.offer 1+1 ERROR target-missing',
    ]);
    const send = (await drawn()).find(({ name }) => name === 'send signaling.offer');
    expect(send?.attributes).toMatchObject({ [attributes.errorType]: 'target-missing' });
  });

  it('says of a candidate its type, protocol and family, and whose it is', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('t6'));
    for (const hop of call) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    const candidates = (await drawn()).filter(({ name }) => name === 'process signaling.candidate');
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

  it('takes a hop that comes after it was drawn', async () => {
    const { spans, drawn } = drawing();
    const call = callOf(traced('t7'));
    for (const hop of call) spans.onHop(hop);
    spans.onVerdict(diagnosisOf(call, 70));

    spans.onHop({ ...story('t7').candidateForwarded, at: morning + 900 });

    expect(tree(await drawn()).at(-1)).toBe('  send signaling.candidate 899+1');
    expect(tree(await drawn()).filter((line) => !line.startsWith(' '))).toEqual(['handshake 0+70']);
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

    expect(await drawn()).toHaveLength(161);
    expect((await drawn()).find(({ name }) => name === 'handshake')?.attributes[attributes.omitted]).toBe(43);
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
    expect(await drawn()).toHaveLength(12);
    expect(all).not.toMatch(/Secret|Anna|Boris/);
  });
});
