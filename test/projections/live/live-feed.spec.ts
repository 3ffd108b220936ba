import { describe, expect, it } from '@jest/globals';
import { detailOf } from '../../../src/projections/live/detail.js';
import { Funnel } from '../../../src/projections/live/funnel.js';
import { LiveFeed } from '../../../src/projections/live/live-feed.js';
import { LiveView } from '../../../src/projections/live/live-view.js';
import { alive, boris, callOf, diagnosisOf, morning, overdueOf, refOf, storyOf } from '../../support/stories.js';

const { offerReceived, offerForwarded, offerDelivered } = storyOf(refOf('f1'));
const overdue = overdueOf([offerReceived, offerForwarded, offerDelivered, alive(boris, 5500)], 5500);

describe('a handshake that is overdue', () => {
  it('is a row that is pending, with what is late, as soon as that is told', async () => {
    const feed = new LiveFeed({
      handshakes: { get: () => overdue, newestFirst: () => [overdue], kept: 1 },
      live: new LiveView(),
      funnel: new Funnel({ limit: 10, now: () => morning }),
    });
    feed.watch(true);
    const row = expect.objectContaining({
      outcome: 'pending',
      stage: 'answer-received',
      overdue: { stage: 'answer-received', cause: 'no-answer', owedBy: 'callee' },
    });

    feed.onProgress(overdue);

    expect(feed.take()).toMatchObject({ handshakes: [row] });
    const { handshakes } = await feed.snapshot({});
    expect(handshakes).toEqual([row]);
    expect(handshakes[0]).not.toHaveProperty('cause');
  });
});

it('says once that something was refused, be it of a handshake or not', () => {
  const feed = new LiveFeed({
    handshakes: { get: () => undefined, newestFirst: () => [], kept: 0 },
    live: new LiveView(),
    funnel: new Funnel({ limit: 10, now: () => morning }),
  });
  feed.watch(true);

  feed.onHop({ ...offerReceived, result: 'refused' });
  expect(feed.take()).toHaveProperty('refused', true);
  feed.onHop(offerForwarded);
  expect(feed.take()).not.toHaveProperty('refused');
  expect(feed.take()).toBeUndefined();
  const { at, tookMs } = offerReceived;
  feed.onHop({ kind: 'event-received', result: 'refused', seenBy: 'gateway', at, tookMs });
  expect(feed.take()).toMatchObject({ refused: true, handshakes: [] });
});

describe('one handshake whole', () => {
  it('has its verdicts so far', () => {
    const history = [{ at: morning + 70, outcome: 'signaled', because: 'candidates-exchanged' }] as const;

    const detail = detailOf({ ...diagnosisOf(callOf(refOf('f2')), 70), history }, undefined, 'en', undefined);

    expect(detail.history).toEqual(history);
  });
});
