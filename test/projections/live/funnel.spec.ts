import { describe, expect, it } from '@jest/globals';
import { stages } from '../../../protocol/stages.js';
import { Funnel } from '../../../src/projections/live/funnel.js';
import { callOf, diagnosisOf, morning, refOf, storyOf } from '../../support/stories.js';

const minute = 60_000;

function funnelAt(limit = 100) {
  const clock = { now: morning };
  return { clock, funnel: new Funnel({ limit, now: () => clock.now }) };
}

const good = (id: string, atMs = 70) => diagnosisOf(callOf(refOf(id)), atMs);
const silent = (id: string, atMs = 5500) => {
  const { offerReceived, offerForwarded, offerDelivered } = storyOf(refOf(id));
  return diagnosisOf([offerReceived, offerForwarded, offerDelivered], atMs + 2000);
};

/** `stage reached`, of the rungs that any handshake reached or stopped at. */
function told(funnel: Funnel): string[] {
  return funnel
    .view()
    .rungs.filter(({ reached, stops }) => reached > 0 || stops.length > 0)
    .map(({ stage, reached, stops }) =>
      [stage, reached, ...stops.map(({ outcome, cause, count }) => `${outcome}:${cause ?? '?'}:${count}`)].join(' '),
    );
}

describe('the funnel', () => {
  it('counts how many reached each rung, and where and why the others stopped', () => {
    const { funnel } = funnelAt();

    for (const diagnosis of [good('a'), good('b'), silent('c')]) funnel.onVerdict(diagnosis);

    expect(told(funnel)).toEqual([
      'offer-created 3',
      'offer-received 3',
      'offer-forwarded 3',
      'offer-delivered 3',
      'offer-handled 2',
      'offer-applied 2',
      'answer-created 2',
      'answer-received 2 failed:message-lost:1',
      'answer-forwarded 2',
      'answer-delivered 2',
      'candidates-exchanged 2',
    ]);
    expect(funnel.view().outcomes).toEqual({ signaled: 2, failed: 1 });
  });

  it('has a handshake that is not judged as an outcome, and in no rung', () => {
    const { funnel } = funnelAt();
    const { verdict, ...rest } = good('a');

    funnel.onVerdict({ ...rest, verdict: { ...verdict, outcome: 'not-judged' } });

    expect([told(funnel), funnel.view().outcomes]).toEqual([[], { 'not-judged': 1 }]);
  });

  it('tells what nobody could have seen from what was not reached', () => {
    const { funnel } = funnelAt();
    funnel.onVerdict(good('a'));

    const unseen = funnel.view().rungs.filter((rung) => rung.unseen > 0);

    expect(unseen.map(({ stage }) => stage)).toEqual([
      'answer-handled',
      'answer-applied',
      'ice-connected',
      'dtls-connected',
      'media-flowing',
    ]);
  });

  it('says nothing of what nobody could have seen above the rung where a handshake stopped', () => {
    const { funnel } = funnelAt();
    funnel.onVerdict(silent('a'));

    const unseen = funnel.view().rungs.filter((rung) => rung.unseen > 0);

    expect(unseen.map(({ stage }) => stage)).toEqual(['offer-handled', 'offer-applied', 'answer-created']);
  });

  it('takes back a verdict that has changed', () => {
    const { funnel } = funnelAt();
    const first = silent('a');
    const second = { ...good('a'), withdrawn: first.verdict };

    funnel.onVerdict(first);
    funnel.onVerdict(second);

    expect(funnel.view().outcomes).toEqual({ signaled: 1 });
    expect(told(funnel).join()).not.toContain('message-lost');
  });

  it('leaves what was replaced out of the rungs', () => {
    const { funnel } = funnelAt();
    const { handshake, verdict, ...rest } = good('a');

    funnel.onVerdict({ ...rest, handshake, verdict: { ...verdict, outcome: 'superseded' } });

    expect(told(funnel)).toEqual([]);
    expect(funnel.view().outcomes).toEqual({ superseded: 1 });
  });

  it('forgets after an hour', () => {
    const { clock, funnel } = funnelAt();
    funnel.onVerdict(good('a'));
    clock.now = morning + 59 * minute;
    funnel.onVerdict(good('b', 59 * minute));
    expect(funnel.view().outcomes).toEqual({ signaled: 2 });

    clock.now = morning + 61 * minute;
    expect(funnel.view().outcomes).toEqual({ signaled: 1 });

    clock.now = morning + 120 * minute;
    expect([funnel.view().outcomes, told(funnel)]).toEqual([{}, []]);
  });

  it('has every rung, in order, before anything happened', () => {
    const { funnel } = funnelAt();
    expect(funnel.view().rungs.map(({ stage, reached, unseen }) => [stage, reached, unseen])).toEqual(
      stages.map((stage) => [stage, 0, 0]),
    );
  });
});
