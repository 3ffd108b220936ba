import { describe, expect, it } from '@jest/globals';
import type { Hop } from '../../../src/domain/hop.js';
import { drawing, settle, silentIn, traced, tree } from '../../support/drawing.js';
import { alive, boris, callOf, morning } from '../../support/stories.js';

describe('the sampling of traces', () => {
  it('leaves out what went well, by its trace id, and counts it', async () => {
    const { spans, drawn, leftOut } = drawing({ ratio: 0.5 });
    const low = traced('low', { traceId: `${'f'.repeat(18)}70000000000000` });
    const high = traced('high', { traceId: `${'0'.repeat(17)}190000000000000` });
    settle(spans, callOf(low), 70);
    settle(spans, callOf(high), 70);

    expect(new Set((await drawn()).map((span) => span.spanContext().traceId))).toEqual(new Set([low.traceId]));
    expect(leftOut).toEqual(['left-out']);
  });

  it('keeps what failed, whatever the ratio', async () => {
    const { spans, drawn, leftOut } = drawing({ ratio: 0 });
    const silent = [...silentIn('s1'), { ...alive(boris, 5500), handshake: traced('s1') }];
    settle(spans, silent, 5500);

    expect(tree(await drawn())[0]).toBe('gateway handshake failed: no-answer 0+5500 ERROR no-answer');
    expect(leftOut).toEqual([]);
  });

  it('keeps what was slow', async () => {
    const { spans, drawn } = drawing({ ratio: 0 });
    const slow = callOf(traced('s2')).map((hop) =>
      hop.kind === 'offer-received' ? hop : { ...hop, at: hop.at + 6000 },
    );
    settle(spans, slow, 6070);

    expect(tree(await drawn())[0]).toBe('gateway handshake 0+6063');
  });

  it('draws a handshake that was left out, whole, once it fails after all', async () => {
    const { spans, drawn } = drawing({ ratio: 0 });
    const hops = callOf(traced('s3'));
    const well = settle(spans, hops, 70);
    expect(await drawn()).toEqual([]);

    const verdict = { ...well.verdict, outcome: 'failed', cause: 'connection-lost', stage: 'media-flowing' } as const;
    spans.onVerdict({ ...well, verdict, withdrawn: well.verdict, settledAt: morning + 9000 });

    expect(tree(await drawn())[0]).toBe('gateway handshake failed: connection-lost 0+9000 ERROR connection-lost');
    expect(await drawn()).toHaveLength(11);
  });
});

const fails = (id: string): Hop[] => [...silentIn(id), { ...alive(boris, 5500), handshake: traced(id) }];

describe('the bound of healthy traces', () => {
  it('is for each second, and for what went well only', async () => {
    let now = morning + 9000;
    const { spans, drawn, leftOut } = drawing({ healthy: 2, now: () => now });
    for (const id of ['b1', 'b2', 'b3']) settle(spans, callOf(traced(id)), 70);
    settle(spans, fails('b4'), 5500);
    now += 1000;
    settle(spans, callOf(traced('b5')), 70);

    const traces = (await drawn()).filter(({ parentSpanContext }) => !parentSpanContext);
    expect(traces.map((span) => span.spanContext().traceId)).toEqual(
      ['b1', 'b2', 'b4', 'b5'].map((id) => traced(id).traceId),
    );
    expect(leftOut).toEqual(['too-many']);
  });

  it('takes none back: what was left out is drawn only if it fails after all', async () => {
    let now = morning + 9000;
    const { spans, drawn, leftOut } = drawing({ healthy: 1, now: () => now });
    settle(spans, callOf(traced('b0')), 70);
    const well = settle(spans, callOf(traced('b6')), 70);
    now += 1000;
    spans.onVerdict({ ...well, withdrawn: well.verdict });
    const roots = async () => (await drawn()).map(({ name }) => name).filter((name) => name.startsWith('handshake'));
    expect(await roots()).toEqual(['handshake']);

    const verdict = { ...well.verdict, outcome: 'failed', cause: 'connection-lost', stage: 'media-flowing' } as const;
    spans.onVerdict({ ...well, verdict, withdrawn: well.verdict });

    expect(await roots()).toEqual(['handshake', 'handshake failed: connection-lost']);
    expect(leftOut).toEqual(['too-many']);
  });
});
