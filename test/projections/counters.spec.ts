import { describe, expect, it } from '@jest/globals';
import { stages } from '../../protocol/stages.js';
import { Counters } from '../../src/projections/counters.js';
import { LiveView } from '../../src/projections/live-view.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { anna, boris, callOf, diagnosisOf, joined, left, morning, refOf, storyOf } from '../support/stories.js';

function counting() {
  const metrics = createMetrics('1.2.3');
  const live = new LiveView();
  const handshakes = { open: 0 };
  const counters = new Counters(metrics, { live, handshakes });
  const lines = async (start: string) =>
    (await metrics.page()).split('\n').filter((line) => line.startsWith(start) && !line.endsWith(' 0'));
  return { counters, live, handshakes, lines };
}

describe('the counters', () => {
  it('count every hop by stage and result, and refusals by reason', async () => {
    const { counters, lines } = counting();
    const { offerReceived } = storyOf(refOf('c1'));

    counters.onHop(offerReceived);
    counters.onHop(offerReceived);
    counters.onHop({ ...offerReceived, result: 'refused', reason: 'too-large' });
    counters.onHop({ ...offerReceived, result: 'failed', reason: 'internal' });

    expect(await lines('hopline_hops_total')).toEqual([
      'hopline_hops_total{stage="offer-received",result="reached"} 2',
      'hopline_hops_total{stage="offer-received",result="refused"} 1',
      'hopline_hops_total{stage="offer-received",result="failed"} 1',
    ]);
    expect(await lines('hopline_rejections_total')).toEqual([
      'hopline_rejections_total{reason="too-large"} 1',
      'hopline_rejections_total{reason="internal"} 1',
    ]);
  });

  it('put the duration of a hop into its bucket, in seconds, with the trace as exemplar', async () => {
    const { counters, lines } = counting();
    const { offerDelivered } = storyOf(refOf('c2'));

    counters.onHop({ ...offerDelivered, tookMs: 3 });

    expect(await lines('hopline_hop_duration_seconds_sum')).toEqual([
      'hopline_hop_duration_seconds_sum{stage="offer-delivered"} 0.003',
    ]);
    const [bucket] = await lines('hopline_hop_duration_seconds_bucket{le="0.005",stage="offer-delivered"}');
    expect(bucket).toContain(`# {trace_id="${refOf('c2').traceId}"} 0.003`);
  });

  it('count a verdict by outcome, evidence, furthest rung and cause', async () => {
    const { counters, lines } = counting();
    const { offerReceived, offerForwarded, offerDelivered } = storyOf(refOf('c3'));
    const silent = [offerReceived, offerForwarded, offerDelivered];
    const proof = { kind: 'alive', result: 'reached', seenBy: 'transport', from: boris, tookMs: 0 } as const;

    counters.onVerdict(diagnosisOf(callOf(refOf('c4')), 70));
    counters.onVerdict(diagnosisOf([...silent, { ...proof, at: morning + 5500 }], 5500));

    expect(await lines('hopline_handshakes_total')).toEqual([
      'hopline_handshakes_total{outcome="signaled"} 1',
      'hopline_handshakes_total{outcome="failed"} 1',
    ]);
    expect(await lines('hopline_handshake_causes_total')).toEqual([
      'hopline_handshake_causes_total{cause="no-answer",owed_by="callee"} 1',
    ]);
    expect(await lines('hopline_handshake_furthest_total')).toEqual([
      'hopline_handshake_furthest_total{stage="offer-delivered"} 1',
      'hopline_handshake_furthest_total{stage="candidates-exchanged"} 1',
    ]);
    expect(await lines('hopline_handshake_evidence_total')).toEqual([
      'hopline_handshake_evidence_total{evidence="transport"} 2',
    ]);
    const [seconds] = await lines('hopline_handshake_duration_seconds_sum{outcome="failed"}');
    expect(Number(seconds?.split(' ')[1])).toBeCloseTo(5.5, 6);
  });

  it('count a verdict that was taken back, and the one in its place only when there is one', async () => {
    const { counters, lines } = counting();
    const story = storyOf(refOf('c5'));
    const failed = diagnosisOf([story.offerReceived, story.offerForwarded], 60_000);
    const pending = diagnosisOf([story.offerReceived, story.offerForwarded, story.offerDelivered], 10);

    counters.onVerdict(failed);
    counters.onVerdict({ ...pending, withdrawn: failed.verdict });

    expect(await lines('hopline_handshakes_total')).toEqual(['hopline_handshakes_total{outcome="failed"} 1']);
    expect(await lines('hopline_verdicts_withdrawn_total')).toEqual([
      'hopline_verdicts_withdrawn_total{outcome="failed"} 1',
    ]);
  });

  it('read sizes at the moment of a scrape', async () => {
    const { live, handshakes, lines } = counting();
    live.onHop(joined(anna, 0));
    live.onHop(joined(boris, 1));
    handshakes.open = 3;

    expect(await lines('hopline_participants')).toEqual(['hopline_participants 2']);
    expect(await lines('hopline_rooms')).toEqual(['hopline_rooms 1']);
    expect(await lines('hopline_handshakes_open')).toEqual(['hopline_handshakes_open 3']);
    live.onHop(left(anna, 2));
    expect(await lines('hopline_participants')).toEqual(['hopline_participants 1']);
  });

  it('have every stage on the page before its first hop, so that a rise can be seen', async () => {
    const metrics = createMetrics('1.2.3');
    const counters = new Counters(metrics, { live: new LiveView(), handshakes: { open: 0 } });

    const page = await metrics.page();

    expect(counters.name).toBe('counters');
    for (const stage of stages) expect(page).toContain(`hopline_hops_total{stage="${stage}",result="reached"} 0\n`);
  });
});

describe('the live view', () => {
  it('shows who is in which room, in the order they came', () => {
    const view = new LiveView();
    view.onHop(joined(anna, 0));
    view.onHop(joined(boris, 1));
    view.onHop(joined({ id: 'c', username: 'Chen' }, 2, 'attic'));

    expect(view.list()).toEqual([
      { room: 'den', participants: [anna, boris] },
      { room: 'attic', participants: [{ id: 'c', username: 'Chen' }] },
    ]);
    expect(view.size).toEqual({ participants: 3, rooms: 2 });
  });

  it('forgets who has left, and the room with the last one', () => {
    const view = new LiveView();
    view.onHop(joined(anna, 0));
    view.onHop(joined(boris, 1));
    view.onHop(left(anna, 2));
    expect(view.list()).toEqual([{ room: 'den', participants: [boris] }]);

    view.onHop(left(boris, 3, 'lost'));
    view.onHop(left(boris, 4));

    expect([view.list(), view.size]).toEqual([[], { participants: 0, rooms: 0 }]);
  });

  it('has one place for everybody: who joins another room has left the first', () => {
    const view = new LiveView();
    view.onHop(joined(anna, 0));
    view.onHop(joined(anna, 1, 'attic'));

    expect(view.list()).toEqual([{ room: 'attic', participants: [anna] }]);
  });

  it('does not take a refused join for a join', () => {
    const view = new LiveView();
    view.onHop({ ...joined(anna, 0), result: 'refused', reason: 'room-full' });

    expect(view.size).toEqual({ participants: 0, rooms: 0 });
  });
});
