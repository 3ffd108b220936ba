import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { attributes } from '../../src/telemetry/span-names.js';
import { call, metric, pairIn, runGateway, shortWaits, type Peer } from '../support/clients.js';
import { startGateway } from '../support/gateway.js';
import { startOtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.js';
import { answer, candidate, offer } from '../support/sdp.js';

const isRoot = ({ name }: ReceivedSpan) => name.startsWith('handshake');
const settled = (spans: readonly ReceivedSpan[], count = 1) => spans.filter(isRoot).length >= count;

/** Names below each other, in the order they began. */
function outline(spans: readonly ReceivedSpan[], root: ReceivedSpan): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === root.spanId)
    .toSorted((a, b) => a.startMs - b.startMs)
    .map(({ name }) => name);
}
function rootOf(spans: readonly ReceivedSpan[], handshake: string): ReceivedSpan {
  const root = spans.find((span) => isRoot(span) && span.attributes[attributes.conversation] === handshake);
  if (!root) throw new Error(`no trace of ${handshake}`);
  return root;
}

async function settledCall(anna: Peer, boris: Peer): Promise<string> {
  const handshake = await call(anna, boris);
  await anna.next<VerdictMessage>('verdict', ({ id }) => id === handshake);
  return handshake;
}

describe('the exported traces', () => {
  it('are one per handshake, with one span per rung and one for the candidates of each side, in their lanes', async () => {
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
      expect(outline(spans, root).filter((name) => !name.startsWith('candidates of'))).toEqual([
        'offer-received',
        'offer-forwarded',
        'offer-delivered',
        'answer-received',
        'answer-forwarded',
        'answer-delivered',
        'candidates-exchanged',
      ]);
      for (const side of ['caller', 'callee']) {
        const candidates = spans.find(
          ({ name, traceId }) => name === `candidates of the ${side}` && traceId === root.traceId,
        );
        expect(candidates).toMatchObject({ service: `hopline-${side}`, attributes: { [attributes.received]: 1 } });
        expect(candidates?.events.map(({ name }) => name)).toEqual(['candidate']);
      }
      const members = spans.filter(({ traceId }) => traceId === root.traceId);
      expect(members).toHaveLength(outline(spans, root).length + 1);
      expect(new Set(members.map((span) => span.attributes[attributes.conversation])).size).toBe(1);
    }
    expect(new Set(spans.map(({ service }) => service))).toEqual(
      new Set(['hopline-gateway', 'hopline-caller', 'hopline-callee']),
    );
    expect(new Set(receiver.requests.map(({ path, contentType }) => `${path} ${contentType}`))).toEqual(
      new Set(['/v1/traces application/x-protobuf']),
    );
  });

  const page = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

  it.each([
    ['are linked to', 'link', { parentSpanId: '', links: [page] }, false],
    ['belong to', 'page', { parentSpanId: page.spanId, links: [] }, true],
  ])(
    "%s the page's trace, whose traceparent goes on to the receiver of the offer: TRACE_PARENT=%s",
    async (_, parent, shown, inPage) => {
      const receiver = await startOtlpReceiver();
      const { url } = await runGateway({
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        TRACE_PARENT: parent,
      });
      const [anna, boris] = await pairIn(url);
      const traceparent = `00-${page.traceId}-${page.spanId}-00`;

      anna.emit('offer', { target: boris.id, offer: offer(), trace: { traceparent } });
      const { handshake, trace } = await boris.next<{ handshake: string; trace: object }>('offer');
      boris.emit('answer', { target: anna.id, answer: answer() });
      const answered = await anna.next<{ trace: { traceparent: string } }>('answer');
      anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
      boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });
      const spans = await receiver.until((come) => settled(come));

      expect(trace).toEqual({ traceparent });
      const root = rootOf(spans, handshake);
      expect(root).toMatchObject(shown);
      expect(root.traceId === page.traceId).toBe(inPage);
      expect(answered.trace.traceparent).toBe(`00-${root.traceId}-${root.spanId}-01`);
    },
  );

  it('show what failed as an error, with cause and advice', async () => {
    const receiver = await startOtlpReceiver();
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...shortWaits });
    const [anna, boris] = await pairIn(url);

    anna.emit('offer', { target: boris.id, offer: offer() });
    const { handshake } = await boris.next<{ handshake: string }>('offer');
    anna.emit('ice-candidate', { target: 'nobody', candidate: null });
    const spans = await receiver.until((come) => settled(come));
    const missing = spans.find(({ name }) => name.startsWith('missing'));

    const root = rootOf(spans, handshake);
    expect([root.name, missing?.name]).toEqual(['handshake failed: no-answer', 'missing: answer-received']);
    expect([root.status, missing?.status]).toEqual(
      Array.from({ length: 2 }, () => ({ code: 2, message: 'no-answer' })),
    );
    expect([root, missing].map((span) => span?.attributes[attributes.errorType])).toEqual(['no-answer', 'no-answer']);
    expect(root.attributes).toMatchObject({
      [attributes.cause]: 'no-answer',
      [attributes.owedBy]: 'callee',
      [attributes.advice]: expect.stringContaining('handler for `offer`'),
    });
    const refused = spans.find(({ attributes: own }) => own[attributes.errorType] === 'target-missing');
    expect(refused).toMatchObject({
      name: 'candidate-forwarded',
      status: { code: 2, message: 'target-missing' },
      links: [{ traceId: root.traceId, spanId: root.spanId }],
    });
  });

  it('go to the full URL where one is given for traces', async () => {
    const receiver = await startOtlpReceiver();
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/own/path` });
    const [anna] = await pairIn(url);
    anna.emit('ice-candidate', { target: 'nobody', candidate: null });

    await receiver.until((spans) => spans.length > 0);

    expect(receiver.requests[0]?.path).toBe('/own/path');
  });

  it('are written out before the gateway has stopped, open handshakes included', async () => {
    const receiver = await startOtlpReceiver();
    const gateway = await startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const [anna, boris] = await pairIn(gateway.url);
    anna.emit('offer', { target: boris.id, offer: offer() });
    const { handshake } = await boris.next<{ handshake: string }>('offer');

    await gateway.close();

    expect(rootOf(receiver.spans, handshake).name).toBe('handshake failed: gateway-lost');
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
    expect(receiver.spans.length).toBeGreaterThan(8);
    const found = [...Object.values(secrets), '203.0.113.77', 'Anna', 'Boris', 'room-secret', 'a=ice', 'v=0'].filter(
      (secret) => bytes.includes(secret),
    );
    expect(found).toEqual([]);
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
