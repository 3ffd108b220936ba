import { annCalls as annCallsBob, glare } from './calls.js';
import type { Scenario } from './scenario.js';
import type { Habit } from './habit.js';
import type { Stage } from './stage.js';

const bare = { probe: false };

/** Ann calls Bob, whose page has a habit; neither has the probe. */
const annCalls = (stage: Stage, bob: Habit, ann: Habit = {}) => annCallsBob(stage, { both: bare, ann, bob });

const noAnswer = {
  outcome: 'failed',
  late: true,
  cause: 'no-answer',
  stage: 'answer-received',
  owedBy: 'callee',
  evidence: 'transport',
} as const;

/** What pages do wrong, in real tabs. */
export const pages: readonly Scenario[] = [
  {
    name: 'a page whose script hangs when the offer arrives',
    expected: noAnswer,
    play: async (stage) => {
      await annCalls(stage, { hangs: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a page that acknowledges, and whose script hangs when the offer arrives',
    expected: { ...noAnswer, stage: 'offer-handled' },
    play: async (stage) => {
      await annCalls(stage, { hangs: true, acks: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a page that acknowledges the offer and does nothing more',
    expected: { ...noAnswer, evidence: 'page' },
    play: async (stage) => {
      await annCalls(stage, { ignores: true, acks: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a page with no handler for offers',
    expected: noAnswer,
    play: async (stage) => {
      await annCalls(stage, { ignores: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a page that ignores the offer because its connection is `stable`',
    expected: noAnswer,
    play: async (stage) => {
      await annCalls(stage, { ignoresWhenStable: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a tab that the browser has frozen',
    expected: noAnswer,
    play: async (stage) => {
      const bob = await stage.person('bob');
      const ann = await stage.person('ann');
      const devtools = await bob.page.createCDPSession();
      await devtools.send('Page.enable');
      await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'an answer that gets lost on its way in (fault: drop)',
    expected: noAnswer,
    play: async (stage) => {
      await stage.fault({ fault: 'drop', message: 'answer', room: stage.room });
      // Its candidates would tell that there was an answer.
      await annCalls(stage, { keepsCandidates: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a page that answers the wrong participant',
    expected: { outcome: 'failed', cause: 'answer-unexpected', stage: 'answer-received', owedBy: 'callee' },
    play: async (stage) => {
      const bob = await stage.person('bob');
      const cat = await stage.person('cat');
      const ann = await stage.person('ann');
      await bob.answersTo(cat);
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'two pages that both offer, and neither answers',
    expected: { outcome: 'failed', late: true, cause: 'glare', owedBy: 'both' },
    play: async (stage) => {
      await glare(stage, { both: bare, ann: { impolite: true } });
      return stage.verdict('ann');
    },
  },
  {
    name: 'two pages that both offer, and one gives way (perfect negotiation): the offer that is answered',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      await glare(stage, { both: bare });
      return stage.verdict('bob');
    },
  },
  {
    name: 'two pages that both offer, and one gives way (perfect negotiation): the offer that was rolled back',
    expected: { outcome: 'superseded', cause: undefined },
    play: async (stage) => {
      await glare(stage, { both: bare });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a page that sends candidates and never its answer',
    expected: { outcome: 'failed', late: true, cause: 'answer-not-sent', stage: 'answer-received', owedBy: 'callee' },
    play: async (stage) => {
      await annCalls(stage, { keepsAnswer: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'pages that never send a candidate',
    expected: {
      outcome: 'failed',
      late: true,
      cause: 'candidates-none',
      stage: 'candidates-exchanged',
      owedBy: 'both',
    },
    play: async (stage) => {
      await annCalls(stage, { keepsCandidates: true }, { keepsCandidates: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a callee that never sends a candidate',
    expected: { outcome: 'signaled', cause: undefined, remarks: ['candidates-one-way'] },
    play: async (stage) => {
      await annCalls(stage, { keepsCandidates: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a caller whose candidates get lost on their way in (fault: drop)',
    expected: { outcome: 'signaled', cause: undefined, remarks: ['candidates-one-way'] },
    play: async (stage) => {
      const bob = await stage.person('bob');
      const ann = await stage.person('ann');
      await stage.fault({ fault: 'drop', message: 'ice-candidate', room: stage.room, sender: ann.id, times: 1000 });
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a tab closed while it is called',
    expected: { outcome: 'abandoned', cause: 'abandoned', owedBy: 'nobody' },
    play: async (stage) => {
      const { bob } = await annCalls(stage, { ignores: true });
      await stage.verdict('ann', ({ stage: waiting }) => waiting === 'answer-received');
      await bob.page.close();
      return stage.verdict('ann');
    },
  },
  {
    name: 'a caller that gives up while it rings',
    expected: { outcome: 'abandoned', cause: 'abandoned', owedBy: 'nobody' },
    play: async (stage) => {
      const { ann } = await annCalls(stage, { ignores: true });
      await stage.verdict('ann', ({ stage: waiting }) => waiting === 'answer-received');
      await ann.page.close();
      return stage.verdict('ann');
    },
  },
];
