import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, metric, pairIn, runGateway, until, type Peer } from '../support/clients.js';
import { startGateway } from '../support/gateway.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { setVariables } from '../support/variables.js';

async function settledCall(anna: Peer, boris: Peer): Promise<string> {
  const handshake = await call(anna, boris);
  await anna.next<VerdictMessage>('verdict', ({ id }) => id === handshake);
  return handshake;
}

const failed = (url: string) => metric(url, 'hopline_spans_total{result="failed"}');
const dropped = (url: string) => metric(url, 'hopline_spans_total{result="dropped"}');
async function expectCloseWithin(ms: number, close: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await close();
  expect(performance.now() - began).toBeLessThan(ms);
}

/** How many spans are counted as failed, as soon as there are any. */
const someFailed = (url: string) =>
  until(
    () => failed(url),
    (count = 0) => count > 0,
  );

describe('a receiver of traces that is ill', () => {
  it('and is away: messages go on, and the spans are counted as failed', async () => {
    // The exporter tries again for as long as this.
    setVariables({ OTEL_EXPORTER_OTLP_TIMEOUT: '300' });
    // The discard port, where nobody listens.
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    const [anna, boris] = await pairIn(url);

    await settledCall(anna, boris);

    expect(await someFailed(url)).toBeGreaterThan(0);
    await settledCall(boris, anna);
  });

  it.each([400, 500])('and answers %i: messages go on, and the spans are counted as failed', async (status) => {
    const receiver = await startOtlpReceiver((response) => void response.writeHead(status).end());
    const { url } = await runGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    const [anna, boris] = await pairIn(url);

    await settledCall(anna, boris);

    expect(await someFailed(url)).toBeGreaterThan(0);
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
    setVariables({ OTEL_EXPORTER_OTLP_TIMEOUT: '300' });
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
