import { describe, expect, it } from '@jest/globals';
import { stages } from '../../../protocol/stages.js';
import { defaultBounds } from '../../../src/bounds/bounds.js';
import { Counters } from '../../../src/projections/metrics/counters.js';
import type { Finished } from '../../../src/projections/traces/draw-trace.js';
import { LiveView } from '../../../src/projections/live/live-view.js';
import type { Diagnosis } from '../../../src/hops/hop-watcher.js';
import { entryOf, Timeline } from '../../../src/projections/timeline.js';
import { createMetrics } from '../../../src/telemetry/metrics.js';
import {
  alive,
  anna,
  boris,
  callOf,
  diagnosisOf,
  joined,
  left,
  morning,
  overdueOf,
  refOf,
  storyOf,
} from '../../support/stories.js';

function counting() {
  const metrics = createMetrics('1.2.3');
  const live = new LiveView();
  const kept = new Map<string, Diagnosis>();
  const handshakes = { open: 0, get: (id: string) => kept.get(id) };
  const counters = new Counters(metrics, { live, handshakes }, defaultBounds);
  const lines = async (start: string) =>
    (await metrics.page()).split('\n').filter((line) => line.startsWith(start) && !line.endsWith(' 0'));
  return { counters, live, kept, handshakes, lines };
}

const unanswered = (id: string) => {
  const { offerReceived, offerForwarded, offerDelivered } = storyOf(refOf(id));
  return [offerReceived, offerForwarded, offerDelivered, alive(boris, 5500)];
};

/** A handshake of Anna with somebody of this name. */
const between = (id: string, callee: string, diagnosis = diagnosisOf(unanswered(id), 5500)): Diagnosis => ({
  ...diagnosis,
  handshake: { ...diagnosis.handshake, callee: { ...diagnosis.handshake.callee, username: callee } },
});

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

  it('put the duration of a hop into its bucket, in seconds', async () => {
    const { counters, lines } = counting();
    const { offerDelivered } = storyOf(refOf('c2'));

    counters.onHop({ ...offerDelivered, tookMs: 3 });
    counters.onHop({ ...offerDelivered, tookMs: 40_000 });

    expect(await lines('hopline_hop_duration_seconds')).toEqual([
      ...['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '30'].map(
        (le) => `hopline_hop_duration_seconds_bucket{le="${le}",stage="offer-delivered"} 1`,
      ),
      'hopline_hop_duration_seconds_bucket{le="+Inf",stage="offer-delivered"} 2',
      'hopline_hop_duration_seconds_sum{stage="offer-delivered"} 40.003',
      'hopline_hop_duration_seconds_count{stage="offer-delivered"} 2',
    ]);
  });

  it('tell how many different pairs have failed since a handshake went well', async () => {
    const { counters, lines } = counting();
    const failing = async () => (await lines('hopline_failing_pairs')).map((line) => Number(line.split(' ')[1]));

    counters.onVerdict(between('f1', 'Boris'));
    counters.onVerdict(between('f2', 'Boris'));
    counters.onVerdict(between('f3', 'Clara'));
    counters.onVerdict(between('f4', 'Dora'));
    expect(await failing()).toEqual([3]);

    const late = between('f4', 'Dora');
    counters.onVerdict({ ...late, verdict: { ...late.verdict, outcome: 'abandoned' }, withdrawn: late.verdict });
    expect(await failing()).toEqual([2]);

    counters.onVerdict(between('f5', 'Eve', diagnosisOf(callOf(refOf('f5')), 70)));
    expect(await failing()).toEqual([]);
  });

  it('lead from a bucket to the newest trace that was drawn, and to no other', async () => {
    const { counters, lines } = counting();
    const exemplars = async () => (await lines('hopline_')).filter((line) => line.includes(' # '));
    const finished = (id: string, laterMs: number): Finished => {
      const hop = { ...storyOf(refOf(id)).offerDelivered, tookMs: 3, at: morning + laterMs };
      const { handshake, verdict } = diagnosisOf(callOf(refOf(id)), 70);
      counters.onHop(hop);
      counters.onVerdict({ handshake, verdict, settledAt: morning + 70 });
      const timeline = new Timeline();
      timeline.add(entryOf(hop));
      const { ref, openedAt } = handshake;
      return { ref, openedAt, endedAt: morning + 70, timeline, verdict, previous: undefined };
    };
    const [newer, older] = [finished('c6', 5), finished('c7', 4)];
    finished('c8', 6);
    expect(await exemplars()).toEqual([]);

    counters.exemplify(newer);
    counters.exemplify(older);

    const [pointsToC6, pointsToC7] = ['c6', 'c7'].map((id) => `# {trace_id="${refOf(id).traceId}"}`);
    expect(await exemplars()).toEqual([
      `hopline_hop_duration_seconds_bucket{le="0.005",stage="offer-delivered"} 3 ${pointsToC6} 0.003 ${(morning + 5) / 1000}`,
      `hopline_handshake_duration_seconds_bucket{le="0.1",outcome="signaled"} 3 ${pointsToC7} 0.07 ${(morning + 70) / 1000}`,
    ]);
  });

  it('count a verdict by outcome, evidence, rungs and cause', async () => {
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
    expect(await lines('hopline_handshake_stops_total')).toEqual([
      'hopline_handshake_stops_total{stage="answer-received",attempt="first"} 1',
    ]);
    expect(await lines('hopline_handshake_rungs_total{stage="offer-')).toEqual([
      'hopline_handshake_rungs_total{stage="offer-created",status="reached"} 2',
      'hopline_handshake_rungs_total{stage="offer-received",status="reached"} 2',
      'hopline_handshake_rungs_total{stage="offer-forwarded",status="reached"} 2',
      'hopline_handshake_rungs_total{stage="offer-delivered",status="reached"} 2',
      'hopline_handshake_rungs_total{stage="offer-handled",status="reached"} 1',
      'hopline_handshake_rungs_total{stage="offer-handled",status="unseen"} 1',
      'hopline_handshake_rungs_total{stage="offer-applied",status="reached"} 1',
      'hopline_handshake_rungs_total{stage="offer-applied",status="unseen"} 1',
    ]);
    expect(await lines('hopline_handshake_rungs_total{stage="ice-')).toEqual([
      'hopline_handshake_rungs_total{stage="ice-connected",status="unseen"} 1',
    ]);
    expect(await lines('hopline_handshake_evidence_total')).toEqual([
      'hopline_handshake_evidence_total{evidence="transport"} 2',
    ]);
    const [seconds] = await lines('hopline_handshake_duration_seconds_sum{outcome="failed"}');
    expect(Number(seconds?.split(' ')[1])).toBeCloseTo(5.5, 6);
  });

  it('tell the first handshake of two participants from one that tries again', async () => {
    const { counters, lines } = counting();
    const { offerReceived, offerForwarded } = storyOf(refOf('c9', { previous: 'c8' }));

    counters.onVerdict(diagnosisOf([offerReceived, offerForwarded], 60_000));

    expect(await lines('hopline_handshake_stops_total')).toEqual([
      'hopline_handshake_stops_total{stage="offer-delivered",attempt="again"} 1',
    ]);
  });

  it('take a verdict back with all that it said, and count the one in its place only when there is one', async () => {
    const { counters, lines } = counting();
    const story = storyOf(refOf('c5'));
    const failed = diagnosisOf([story.offerReceived, story.offerForwarded], 60_000);
    const delivered = diagnosisOf([story.offerReceived, story.offerForwarded, story.offerDelivered], 10);
    const given = ['handshakes', 'handshake_rungs', 'handshake_stops', 'handshake_causes', 'handshake_evidence'];
    const inAll = async (names: string[]) =>
      (await Promise.all(names.map((name) => lines(`hopline_${name}_total`)))).flat().map((line) => line.split('{')[1]);

    counters.onVerdict(failed);
    counters.onVerdict({ ...delivered, withdrawn: failed.verdict });

    const said = await inAll(given);
    expect(said).toEqual(expect.arrayContaining(['outcome="failed"} 1', 'stage="offer-delivered",attempt="first"} 1']));
    expect(await inAll(given.map((name) => `${name.replace('handshakes', 'verdicts')}_withdrawn`))).toEqual(said);

    counters.onVerdict(diagnosisOf(callOf(refOf('c5')), 70));
    expect(await lines('hopline_handshakes_total')).toEqual([
      'hopline_handshakes_total{outcome="signaled"} 1',
      'hopline_handshakes_total{outcome="failed"} 1',
    ]);
  });

  it('take the time to its media for that of a handshake that has connected', async () => {
    const { counters, lines } = counting();
    const { handshake, verdict } = diagnosisOf(callOf(refOf('d1')), 70);
    const media = { stage: 'media-flowing', status: 'reached', at: morning + 400 } as const;

    counters.onVerdict({
      handshake,
      verdict: { ...verdict, outcome: 'connected', rungs: [...verdict.rungs.slice(0, -1), media] },
      settledAt: morning + 70,
    });

    expect(await lines('hopline_handshake_duration_seconds_sum')).toEqual([
      'hopline_handshake_duration_seconds_sum{outcome="connected"} 0.4',
    ]);
  });

  it('have what is overdue at the moment of a scrape, by its cause, and count it nowhere', async () => {
    const { counters, kept, lines } = counting();
    const become = (id: string, diagnosis: Diagnosis) => {
      kept.set(id, diagnosis);
      counters.onProgress(diagnosis);
    };
    for (const id of ['e1', 'e2', 'e2', 'e3', 'e4']) become(id, overdueOf(unanswered(id), 8000));
    const { handshake, verdict } = overdueOf(unanswered('e5'), 8000);
    become('e5', { handshake, verdict });
    become('e6', diagnosisOf(callOf(refOf('e6')).slice(0, 2), 3));
    kept.set('e3', diagnosisOf(callOf(refOf('e3')), 70));
    kept.delete('e4');
    const cause = verdict.overdue?.verdict.cause ?? '';

    expect(cause).not.toBe('');
    expect(await lines('hopline_handshakes_overdue')).toEqual([`hopline_handshakes_overdue{cause="${cause}"} 3`]);
    expect(await lines('hopline_handshakes_overdue')).toHaveLength(1);
    expect(await lines('hopline_handshake_')).toEqual([]);
    expect(await lines('hopline_handshakes_total')).toEqual([]);

    kept.clear();
    expect(await lines('hopline_handshakes_overdue')).toEqual([]);
  });

  it('count a handshake that is not judged as an outcome, and in no rung, stop or cause', async () => {
    const { counters, lines } = counting();
    const { handshake, verdict } = diagnosisOf([storyOf(refOf('g1')).offerReceived], 60_000);

    counters.onVerdict({
      handshake,
      verdict: { ...verdict, outcome: 'not-judged', cause: 'not-judged', owedBy: 'nobody' },
      settledAt: morning + 60_000,
    });

    expect(await lines('hopline_handshakes_total')).toEqual(['hopline_handshakes_total{outcome="not-judged"} 1']);
    for (const what of ['rungs', 'stops', 'causes']) expect(await lines(`hopline_handshake_${what}_total`)).toEqual([]);
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
    const counters = new Counters(
      metrics,
      { live: new LiveView(), handshakes: { open: 0, get: () => undefined } },
      defaultBounds,
    );

    const page = await metrics.page();

    expect(counters.name).toBe('counters');
    for (const stage of stages) expect(page).toContain(`hopline_hops_total{stage="${stage}",result="reached"} 0\n`);
  });
});

describe('the live view', () => {
  it('shows who is in which room, in the order they came', async () => {
    const view = new LiveView();
    view.onHop(joined(anna, 0));
    view.onHop(joined(boris, 1));
    view.onHop(joined({ id: 'c', username: 'Chen' }, 2, 'attic'));

    expect(await view.list()).toEqual([
      { room: 'den', participants: [anna, boris] },
      { room: 'attic', participants: [{ id: 'c', username: 'Chen' }] },
    ]);
    expect(view.size).toEqual({ participants: 3, rooms: 2 });
  });

  it('forgets who has left, and the room with the last one', async () => {
    const view = new LiveView();
    view.onHop(joined(anna, 0));
    view.onHop(joined(boris, 1));
    view.onHop(left(anna, 2));
    expect(await view.list()).toEqual([{ room: 'den', participants: [boris] }]);

    view.onHop(left(boris, 3, 'lost'));
    view.onHop(left(boris, 4));

    expect([await view.list(), view.size]).toEqual([[], { participants: 0, rooms: 0 }]);
  });

  it('has one place for everybody: who joins another room has left the first', async () => {
    const view = new LiveView();
    view.onHop(joined(anna, 0));
    view.onHop(joined(anna, 1, 'attic'));

    expect(await view.list()).toEqual([{ room: 'attic', participants: [anna] }]);
  });

  it('does not take a refused join for a join', () => {
    const view = new LiveView();
    view.onHop({ ...joined(anna, 0), result: 'refused', reason: 'room-full' });

    expect(view.size).toEqual({ participants: 0, rooms: 0 });
  });
});
