import type { Scenario } from './scenario.js';
import { settled, type Habit, type Stage } from './world.js';

/** Ann calls Bob, whose page has a habit. */
const annCalls = async (stage: Stage, habit: Habit, annsHabit: Habit = {}) => {
  const bob = await stage.person('bob', habit);
  const ann = await stage.person('ann', annsHabit);
  await ann.call(bob);
  return { ann, bob };
};

/**
 * Ann and Bob, who never gives way, call each other. Every message takes long enough for both to have called, and to
 * have gathered: Chromium 156 gathers nothing for an answer when it rolls its offer back in the very moment of
 * gathering, and such a call has no candidates from that side, as its verdict then says.
 */
const glare = async (stage: Stage, annsHabit: Habit) => {
  await stage.fault({ fault: 'delay', room: stage.room, ms: 1000, times: 1000 });
  const bob = await stage.person('bob', { impolite: true });
  const ann = await stage.person('ann', annsHabit);
  await Promise.all([ann.call(bob), bob.call(ann)]);
};

const noAnswer = {
  outcome: 'failed',
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
    expected: { outcome: 'failed', cause: 'glare', owedBy: 'both' },
    play: async (stage) => {
      await glare(stage, { impolite: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'two pages that both offer, and one gives way (perfect negotiation): the offer that is answered',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      await glare(stage, {});
      return stage.verdict('bob');
    },
  },
  {
    name: 'two pages that both offer, and one gives way (perfect negotiation): the offer that was rolled back',
    expected: { outcome: 'superseded', cause: undefined },
    play: async (stage) => {
      await glare(stage, {});
      return stage.verdict('ann');
    },
  },
  {
    name: 'a page that sends candidates and never its answer',
    expected: { outcome: 'failed', cause: 'answer-not-sent', stage: 'answer-received', owedBy: 'callee' },
    play: async (stage) => {
      await annCalls(stage, { keepsAnswer: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'pages that never send a candidate',
    expected: { outcome: 'failed', cause: 'candidates-none', stage: 'candidates-exchanged', owedBy: 'both' },
    play: async (stage) => {
      await annCalls(stage, { keepsCandidates: true }, { keepsCandidates: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a callee that never sends a candidate',
    expected: { outcome: 'failed', cause: 'candidates-one-way', stage: 'candidates-exchanged', owedBy: 'callee' },
    play: async (stage) => {
      await annCalls(stage, { keepsCandidates: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a caller whose candidates get lost on their way in (fault: drop)',
    expected: { outcome: 'failed', cause: 'candidates-one-way', stage: 'candidates-exchanged', owedBy: 'caller' },
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
  {
    name: 'an answer that comes late: the verdict is withdrawn',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      await annCalls(stage, { answersAfter: 7000, keepsCandidates: false });
      const first = await stage.verdict('ann');
      if (first.outcome !== 'failed') return first;
      return stage.verdict('ann', (view) => settled(view) && view.outcome !== 'failed');
    },
  },
];
