import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { until } from '../support/clients.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { spanIn, startTracer } from '../support/tracer.js';

const queue = 64;
const stops = 'the trace receiver takes no spans; they are dropped and counted';
const resumes = 'the trace receiver takes spans again';

/** A tracer with a small queue, a batch of which is given up after a moment. */
async function boundedTracer(url: string, env: Record<string, string> = {}) {
  const tracer = await startTracer({
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_TIMEOUT: '100',
    OTEL_BSP_SCHEDULE_DELAY: '1',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '8',
    TRACE_QUEUE: String(queue),
    ...env,
  });
  if (!tracer) throw new Error('nothing is exported');
  const draw = (spans: number) => {
    for (let drawn = 0; drawn < spans; drawn++) tracer.draw(spanIn('gateway'));
  };
  const counts = async () => ({
    exported: await tracer.count('exported'),
    failed: await tracer.count('failed'),
    dropped: await tracer.count('dropped'),
    waiting: await tracer.waiting(),
  });
  return { ...tracer, draw, counts };
}

describe('a receiver of traces', () => {
  it('that is away keeps no more waiting than may wait: the rest is dropped, all is counted, and told once', async () => {
    // The discard port, where nobody listens.
    const { draw, counts, lines } = await boundedTracer('http://127.0.0.1:9');
    const rounds = 20;
    for (let round = 1; round <= rounds; round++) {
      draw(2 * queue);
      expect((await counts()).waiting).toBeLessThanOrEqual(queue);
      await until(counts, ({ failed, waiting }) => failed >= round * queue && waiting === 0);
    }

    const { exported, failed, dropped, waiting } = await counts();
    expect([exported, waiting]).toEqual([0, 0]);
    expect(failed + dropped).toBe(rounds * 2 * queue);
    expect(dropped).toBe(rounds * queue);
    expect(lines.map(({ msg }) => msg)).toEqual([stops]);
  });

  it('that refuses is reported once, and once more when it takes spans again', async () => {
    let refuses = true;
    const receiver = await startOtlpReceiver((response) => void response.writeHead(refuses ? 400 : 200).end());
    const { draw, counts, lines } = await boundedTracer(receiver.url);
    draw(32);
    await until(counts, ({ failed }) => failed === 32);
    refuses = false;
    draw(32);
    await until(counts, ({ exported }) => exported === 32);

    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [40, stops],
      [30, resumes],
    ]);
    expect(await counts()).toEqual({ exported: 32, failed: 32, dropped: 0, waiting: 0 });
  });

  it('that is slow is waited for, one batch at a time', async () => {
    const held: ServerResponse[] = [];
    const receiver = await startOtlpReceiver((response) => void held.push(response));
    const { draw, counts } = await boundedTracer(receiver.url, { OTEL_EXPORTER_OTLP_TIMEOUT: '60000' });
    draw(2 * queue);
    await receiver.until((spans) => spans.length > 0);
    expect(await counts()).toEqual({ exported: 0, failed: 0, dropped: queue, waiting: queue });

    for (let batch = 1; batch <= queue / 8; batch++) {
      await receiver.until((spans) => spans.length >= 8 * batch);
      expect([receiver.spans.length, held.length]).toEqual([8 * batch, 1]);
      held.pop()?.writeHead(200).end();
    }

    await until(counts, ({ exported }) => exported === queue);
    expect(await counts()).toEqual({ exported: queue, failed: 0, dropped: queue, waiting: 0 });
  });

  it('that is slow gets all that waits when the tracer ends, one batch after the other', async () => {
    let atOnce = 0;
    let most = 0;
    const receiver = await startOtlpReceiver((response) => {
      most = Math.max(most, ++atOnce);
      setImmediate(() => {
        atOnce--;
        response.writeHead(200).end();
      });
    });
    const tracer = await boundedTracer(receiver.url, { OTEL_BSP_SCHEDULE_DELAY: '60000', TRACE_QUEUE: '400' });
    tracer.draw(400);

    await tracer.shutdown();

    expect([receiver.spans.length, receiver.requests.length, most]).toEqual([400, 50, 1]);
    expect(await tracer.counts()).toEqual({ exported: 400, failed: 0, dropped: 0, waiting: 0 });
  });

  it('that never answers does not keep the tracer from ending', async () => {
    const receiver = await startOtlpReceiver(() => undefined);
    const tracer = await boundedTracer(receiver.url, { OTEL_EXPORTER_OTLP_TIMEOUT: '6000' });
    tracer.draw(queue);
    const began = performance.now();

    await tracer.shutdown();

    expect(performance.now() - began).toBeLessThan(4000);
    expect(receiver.spans).toHaveLength(8);
  });
});
