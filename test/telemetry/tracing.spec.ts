import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { attributes } from '../../src/telemetry/span-names.js';
import { call, metric, pairIn, runGateway, shortWaits, until, type Peer } from '../support/clients.js';
import { startGateway } from '../support/gateway.js';
import { startOtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

const settled = (spans: readonly ReceivedSpan[], count = 1) =>
  spans.filter(({ name }) => name === 'handshake').length >= count;

/** Names below each other, in the order they began. */
function outline(spans: readonly ReceivedSpan[], root: ReceivedSpan): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === root.spanId)
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ name }) => name);
}
function rootOf(spans: readonly ReceivedSpan[], handshake: string): ReceivedSpan {
  const root = spans.find(
    (span) => span.name === 'handshake' && span.attributes[attributes.conversation] === handshake,
  );
  if (!root) throw new Error(`no trace of ${handshake}`);
  return root;
}

async function settledCall(anna: Peer, boris: Peer): Promise<string> {
  const handshake = await call(anna, boris);
  await anna.next<VerdictMessage>('verdict', ({ id }) => id === handshake);
  return handshake;
}

describe('the exported traces', () => {
  it('are one per handshake, with one span per hop, of the service hopline-gateway', async () => {
    const receiver = await startOtlpReceiver();
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const [anna, boris] = await pairIn(url);

    const first = await settledCall(anna, boris);
    const second = await settledCall(boris, anna);
    const spans = await receiver.until((come) => settled(come, 2));

    const roots = [first, second].map((handshake) => rootOf(spans, handshake));
    expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(2);
    for (const root of roots) {
      expect(root.parentSpanId).toBe('');
      expect(outline(spans, root).toSorted()).toEqual(
        [
          'offer-received',
          'offer-forwarded',
          'offer-delivered',
          'answer-received',
          'answer-forwarded',
          'answer-delivered',
          'candidates-exchanged',
          'candidate-received',
          'candidate-forwarded',
          'candidate-received',
          'candidate-forwarded',
          ...outline(spans, root).filter((name) => name === 'candidate-delivered'),
        ].toSorted(),
      );
      const members = spans.filter(({ traceId }) => traceId === root.traceId);
      expect(members).toHaveLength(outline(spans, root).length + 1);
      expect(new Set(members.map((span) => span.attributes[attributes.conversation])).size).toBe(1);
    }
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['hopline-gateway']));
    expect(new Set(receiver.requests.map(({ path, contentType }) => `${path} ${contentType}`))).toEqual(
      new Set(['/v1/traces application/x-protobuf']),
    );
  });

  it("belong to the page's trace, whose traceparent goes on to the receiver of the offer", async () => {
    const receiver = await startOtlpReceiver();
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const [anna, boris] = await pairIn(url);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

    anna.emit('offer', { target: boris.id, offer: offer(), trace: { traceparent } });
    const { handshake, trace } = await boris.next<{ handshake: string; trace: object }>('offer');
    boris.emit('answer', { target: anna.id, answer: answer() });
    const answered = await anna.next<{ trace: { traceparent: string } }>('answer');
    anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
    boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });
    const spans = await receiver.until((come) => settled(come));

    expect(trace).toEqual({ traceparent });
    const root = rootOf(spans, handshake);
    expect(root).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', parentSpanId: 'b7ad6b7169203331' });
    expect(answered.trace.traceparent).toBe(`00-${root.traceId}-${root.spanId}-01`);
  });

  it('show what failed as an error, with cause and advice', async () => {
    const receiver = await startOtlpReceiver();
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...shortWaits });
    const [anna, boris] = await pairIn(url);

    anna.emit('offer', { target: boris.id, offer: offer() });
    const { handshake } = await boris.next<{ handshake: string }>('offer');
    anna.emit('ice-candidate', { target: 'nobody', candidate: null });
    const spans = await receiver.until((come) => settled(come));

    const root = rootOf(spans, handshake);
    expect(root.status).toEqual({ code: 2, message: 'no-answer' });
    expect(root.attributes).toMatchObject({
      [attributes.cause]: 'no-answer',
      [attributes.owedBy]: 'callee',
      [attributes.advice]: expect.stringContaining('handler for `offer`'),
    });
    const refused = spans.find(({ attributes: own }) => own[attributes.errorType] === 'target-missing');
    expect(refused).toMatchObject({ name: 'candidate-forwarded', status: { code: 2, message: 'target-missing' } });
  });

  it('go to the full URL where one is given for traces', async () => {
    const receiver = await startOtlpReceiver();
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/own/path` });
    await pairIn(url);

    await receiver.until((spans) => spans.some(({ name }) => name === 'join'));

    expect(receiver.requests[0]?.path).toBe('/own/path');
  });

  it('are written out before the gateway has stopped, open handshakes included', async () => {
    const receiver = await startOtlpReceiver();
    const gateway = await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const [anna, boris] = await pairIn(gateway.url);
    anna.emit('offer', { target: boris.id, offer: offer() });
    const { handshake } = await boris.next<{ handshake: string }>('offer');

    await gateway.close();

    expect(rootOf(receiver.spans, handshake).name).toBe('handshake');
  });

  it('hold nothing that a page keeps to itself', async () => {
    const receiver = await startOtlpReceiver();
    const gateway = await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const [anna, boris] = await pairIn(gateway.url, 'room-secret');
    const secrets = { session: '8472638472', ufrag: 'uf5e', pwd: 'pwd-secret', fingerprint: 'AA:BB:CC:DD:EE:FF' };
    anna.emit('offer', { target: boris.id, offer: offer(secrets) });
    await boris.next('offer');
    boris.emit('answer', { target: anna.id, answer: answer(secrets) });
    anna.emit('ice-candidate', { target: boris.id, candidate: candidate('uf5e', '203.0.113.77') });
    boris.emit('ice-candidate', { target: anna.id, candidate: candidate('uf5e', '203.0.113.77') });
    await anna.next('verdict');
    await gateway.close();

    const bytes = Buffer.concat(receiver.bodies);
    expect(receiver.spans.length).toBeGreaterThan(10);
    const found = [...Object.values(secrets), '203.0.113.77', 'Anna', 'Boris', 'room-secret', 'a=ice', 'v=0'].filter(
      (secret) => bytes.includes(secret),
    );
    expect(found).toEqual([]);
  });
});

const failed = (url: string) => metric(url, 'hopline_spans_total{result="failed"}');
const dropped = (url: string) => metric(url, 'hopline_spans_total{result="dropped"}');
async function expectCloseWithin(ms: number, close: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await close();
  expect(performance.now() - began).toBeLessThan(ms);
}

describe('a receiver of traces that is ill', () => {
  it('and is away: messages go on, and the spans are counted as failed', async () => {
    // The exporter tries again for as long as this.
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '300';
    atEnd(() => delete process.env['OTEL_EXPORTER_OTLP_TIMEOUT']);
    // The discard port, where nobody listens.
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    const [anna, boris] = await pairIn(url);

    await settledCall(anna, boris);

    expect(
      await until(
        () => failed(url),
        (count = 0) => count > 0,
      ),
    ).toBeGreaterThan(0);
    await settledCall(boris, anna);
  });

  it.each([400, 500])('and answers %i: messages go on, and the spans are counted as failed', async (status) => {
    const receiver = await startOtlpReceiver((response) => void response.writeHead(status).end());
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const [anna, boris] = await pairIn(url);

    await settledCall(anna, boris);

    expect(
      await until(
        () => failed(url),
        (count = 0) => count > 0,
      ),
    ).toBeGreaterThan(0);
    expect(await metric(url, 'hopline_spans_total{result="exported"}')).toBeFalsy();
    await settledCall(boris, anna);
  });

  it('and answers 503: messages go on, and close() ends within its bound', async () => {
    const receiver = await startOtlpReceiver((response) => void response.writeHead(503).end());
    const gateway = await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const [anna, boris] = await pairIn(gateway.url);

    await settledCall(anna, boris);
    await receiver.until((spans) => spans.length > 0);
    await settledCall(boris, anna);

    await expectCloseWithin(4000, () => gateway.close());
  });

  it('and answers later than anybody waits: messages go on, and each batch is given up in its time', async () => {
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '300';
    atEnd(() => delete process.env['OTEL_EXPORTER_OTLP_TIMEOUT']);
    const held: ServerResponse[] = [];
    const receiver = await startOtlpReceiver((response) => void held.push(response));
    const gateway = await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TRACE_QUEUE: '64' });

    for (let calls = 0; calls < 10; calls++) {
      const [anna, boris] = await pairIn(gateway.url, `room ${calls}`);
      await settledCall(anna, boris);
      expect(await metric(gateway.url, 'hopline_spans_waiting')).toBeLessThanOrEqual(64);
    }

    expect(
      await until(
        () => failed(gateway.url),
        (count = 0) => count > 64,
      ),
    ).toBeGreaterThan(64);
    expect(held.length).toBeGreaterThan(1);
    expect(await metric(gateway.url, 'hopline_handshakes_total{outcome="failed"}')).toBe(0);
    await expectCloseWithin(4000, () => gateway.close());
  });

  it('and never answers: messages go on, what does not fit is dropped and counted, and close() ends', async () => {
    const receiver = await startOtlpReceiver(() => undefined);
    const gateway = await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TRACE_QUEUE: '8' });
    const [anna, boris] = await pairIn(gateway.url);

    await settledCall(anna, boris);
    await receiver.until((spans) => spans.length > 0);
    await settledCall(boris, anna);

    expect(await dropped(gateway.url)).toBeGreaterThan(0);
    expect(await metric(gateway.url, 'hopline_spans_waiting')).toBe(8);
    expect(await metric(gateway.url, 'hopline_hops_total{stage="answer-delivered",result="reached"}')).toBe(2);
    await expectCloseWithin(4000, () => gateway.close());
  });
});

describe('without a receiver of traces', () => {
  it('nothing is exported, nothing is counted, and no metric points at a trace', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    await settledCall(anna, boris);

    for (const result of ['exported', 'failed', 'dropped']) {
      expect(await metric(url, `hopline_spans_total{result="${result}"}`)).toBeFalsy();
    }
    expect(await (await fetch(`${url}/metrics`)).text()).not.toContain('trace_id');
  });
});
