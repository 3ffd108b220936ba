import type { BrowserName } from './browsers.js';
import { annCalls, probeOn, type Sight } from './calls.js';
import type { Habit } from './habit.js';
import type { Expected, Scenario } from './scenario.js';
import { seen } from './stage.js';

const failed = { outcome: 'failed', stage: 'ice-connected', evidence: 'probe' } as const;
const ignored = { ...failed, late: true, cause: 'candidates-ignored' } as const;
const refused = { ...failed, cause: 'candidate-refused' } as const;
const unseen = { outcome: 'signaled', cause: undefined } as const;

/** Both pages do it, as both are the same page; the probe is on some. */
const both = (
  name: string,
  habit: Habit,
  seenBy: Sight,
  expected: Expected,
  browser: BrowserName = 'chromium',
): Scenario => ({
  name: `candidates: ${name} (${browser}, probe: ${seenBy})`,
  expected,
  play: async (stage) => {
    await annCalls(stage, probeOn(seenBy, { both: habit, annAt: browser, bobAt: browser }));
    return stage.verdict('ann', seenBy === 'nobody' ? undefined : seen);
  },
});

/** What pages do wrong with the candidates that they get. */
export const candidates: readonly Scenario[] = [
  both('kept in a queue that nobody empties', { queues: true }, 'nobody', { ...unseen, remarks: [] }),
  both('kept in a queue that nobody empties', { queues: true }, 'ann', { ...ignored, owedBy: 'caller' }),
  both('kept in a queue that nobody empties', { queues: true }, 'bob', { ...ignored, owedBy: 'callee' }),
  both('kept in a queue that nobody empties', { queues: true }, 'both', { ...ignored, owedBy: 'both' }),
  both('kept in a queue that nobody empties', { queues: true }, 'both', { ...ignored, owedBy: 'both' }, 'firefox'),
  {
    name: 'candidates: kept in a queue by the callee alone, whose browser finds the caller all the same',
    expected: { outcome: 'connected', cause: undefined, remarks: [] },
    play: async (stage) => {
      await annCalls(stage, { bob: { queues: true } });
      return stage.verdict('ann', seen);
    },
  },
  both('made anew without `sdpMid` and `sdpMLineIndex`', { rebuilds: true }, 'bob', { ...refused, owedBy: 'callee' }),
  both('made anew without `sdpMid` and `sdpMLineIndex`', { rebuilds: true }, 'both', { ...refused, owedBy: 'both' }),
  both(
    'made anew without `sdpMid` and `sdpMLineIndex`',
    { rebuilds: true },
    'both',
    { ...refused, owedBy: 'both' },
    'firefox',
  ),
  both('sent without `sdpMid` and `sdpMLineIndex`', { labels: true, rebuilds: true }, 'nobody', {
    ...unseen,
    remarks: ['candidate-refused'],
    notes: /neither `sdpMid` nor `sdpMLineIndex`/,
  }),
  both('sent without `sdpMid` and `sdpMLineIndex`', { labels: true, rebuilds: true }, 'both', {
    ...refused,
    owedBy: 'both',
    says: /Send `event.candidate` whole/,
  }),
  both('given to a connection that is closed', { feedsOld: true }, 'nobody', { ...unseen, remarks: [] }),
  both('given to a connection that is closed', { feedsOld: true }, 'bob', { ...refused, owedBy: 'callee' }),
  both('given to a connection that is closed', { feedsOld: true }, 'both', { ...refused, owedBy: 'both' }),
  both('given to a connection that is closed', { feedsOld: true }, 'both', { ...refused, owedBy: 'both' }, 'firefox'),
];
