import type { Scenario } from './scenario.js';
import { settled, type Habit, type Stage } from './world.js';

/** Ann calls Bob; both pages have the probe's script tag unless it is taken from one. */
const annCalls = async (stage: Stage, bobs: Habit = {}, anns: Habit = {}) => {
  const bob = await stage.person('bob', { probe: true, ...bobs });
  const ann = await stage.person('ann', { probe: true, ...anns });
  await ann.call(bob);
  return { ann, bob };
};

/** What only a probe can see, in pages that differ from the bare one by one script tag. */
export const probes: readonly Scenario[] = [
  {
    name: 'probe: a healthy call, every rung seen',
    expected: { outcome: 'connected', cause: undefined, evidence: 'probe' },
    play: async (stage) => {
      await annCalls(stage);
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: on the page of the caller alone',
    expected: { outcome: 'connected', cause: undefined, evidence: 'probe' },
    play: async (stage) => {
      await annCalls(stage, { probe: false });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a page that ignores the offer because its connection is `stable`',
    expected: {
      outcome: 'failed',
      cause: 'offer-ignored',
      stage: 'offer-applied',
      owedBy: 'callee',
      evidence: 'probe',
    },
    play: async (stage) => {
      await annCalls(stage, { ignoresWhenStable: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a description that the browser of the callee does not take (fault: corrupt)',
    expected: {
      outcome: 'failed',
      cause: 'offer-refused',
      stage: 'offer-applied',
      owedBy: 'caller',
      evidence: 'probe',
    },
    play: async (stage) => {
      await stage.fault({ fault: 'corrupt', message: 'offer', room: stage.room });
      await annCalls(stage);
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a caller that has taken its offer back when the answer comes',
    expected: {
      outcome: 'failed',
      cause: 'answer-refused',
      stage: 'answer-applied',
      owedBy: 'caller',
      evidence: 'probe',
    },
    play: async (stage) => {
      await annCalls(stage, {}, { rollsBack: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a callee that applies the offer and makes no answer',
    expected: {
      outcome: 'failed',
      cause: 'answer-not-created',
      stage: 'answer-created',
      owedBy: 'callee',
      evidence: 'probe',
    },
    play: async (stage) => {
      await annCalls(stage, { neverAnswers: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a callee whose microphone is refused before it answers',
    expected: { outcome: 'failed', cause: 'media-denied', owedBy: 'callee', evidence: 'probe' },
    play: async (stage) => {
      await annCalls(stage, { wantsMicrophone: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a callee that makes an answer and never sends it',
    expected: {
      outcome: 'failed',
      cause: 'answer-not-sent',
      stage: 'answer-received',
      owedBy: 'callee',
      evidence: 'probe',
    },
    play: async (stage) => {
      await annCalls(stage, { keepsAnswer: true, keepsCandidates: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: two pages that never call each other',
    expected: {
      outcome: 'failed',
      cause: 'never-offered',
      stage: 'offer-created',
      owedBy: 'both',
      evidence: 'probe',
    },
    play: async (stage) => {
      await stage.person('bob', { probe: true });
      await stage.person('ann', { probe: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: on one of two pages that never call each other',
    expected: { outcome: 'failed', cause: 'never-offered', stage: 'offer-created', owedBy: 'both', evidence: 'probe' },
    play: async (stage) => {
      await stage.person('bob');
      await stage.person('ann', { probe: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a caller whose offer cannot be made',
    expected: {
      outcome: 'failed',
      cause: 'never-offered',
      stage: 'offer-created',
      owedBy: 'caller',
      evidence: 'probe',
    },
    play: async (stage) => {
      const bob = await stage.person('bob', { probe: true });
      const ann = await stage.person('ann', { probe: true, closesFirst: true });
      await ann.call(bob).catch(() => undefined);
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a caller that makes an offer and never sends it',
    expected: {
      outcome: 'failed',
      cause: 'never-offered',
      stage: 'offer-received',
      owedBy: 'caller',
      evidence: 'probe',
    },
    play: async (stage) => {
      await annCalls(stage, {}, { keepsOffer: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: an offer that is lost with the connection of its sender',
    expected: {
      outcome: 'failed',
      cause: 'message-lost',
      stage: 'offer-received',
      owedBy: 'caller-network',
    },
    play: async (stage) => {
      const wire = await stage.network();
      const bob = await stage.person('bob', { probe: true });
      const ann = await stage.person('ann', { probe: 'beside' }, wire);
      wire.swallow('up');
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: relay candidates only, and no TURN server',
    expected: { outcome: 'failed', cause: 'no-relay-candidate', owedBy: 'turn', evidence: 'probe' },
    play: async (stage) => {
      await annCalls(stage, { relayOnly: true }, { relayOnly: true });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: pages that add candidates before the description, and lose them all',
    expected: { outcome: 'failed', cause: 'candidate-refused', stage: 'ice-connected', evidence: 'probe' },
    play: async (stage) => {
      await annCalls(stage, { appliesAfter: 700 }, { appliesAfter: 700 });
      return stage.verdict('ann', (view) => settled(view));
    },
  },
  {
    name: 'probe: two calls one after the other, on the same connection (renegotiation)',
    expected: { outcome: 'connected', cause: undefined, evidence: 'probe' },
    play: async (stage) => {
      const { ann, bob } = await annCalls(stage);
      const first = await stage.verdict('ann');
      await ann.call(bob);
      return stage.verdict('ann', (view) => view.id !== first.id && settled(view));
    },
  },
];
