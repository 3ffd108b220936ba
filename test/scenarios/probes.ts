import { annCalls } from './calls.js';
import type { Scenario } from './scenario.js';
import { settled } from './stage.js';

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
      await annCalls(stage, { bob: { probe: false } });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a page that ignores the offer because its connection is `stable`',
    expected: {
      outcome: 'failed',
      late: true,
      cause: 'offer-ignored',
      stage: 'offer-applied',
      owedBy: 'callee',
      evidence: 'probe',
    },
    play: async (stage) => {
      await annCalls(stage, { bob: { ignoresWhenStable: true } });
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
    name: 'probe: a callee that applies the offer and makes no answer',
    expected: {
      outcome: 'failed',
      late: true,
      cause: 'answer-not-created',
      stage: 'answer-created',
      owedBy: 'callee',
      evidence: 'probe',
    },
    play: async (stage) => {
      await annCalls(stage, { bob: { neverAnswers: true } });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: a callee that makes an answer and never sends it',
    expected: {
      outcome: 'failed',
      late: true,
      cause: 'answer-not-sent',
      stage: 'answer-received',
      owedBy: 'callee',
      evidence: 'probe',
    },
    play: async (stage) => {
      await annCalls(stage, { bob: { keepsAnswer: true, keepsCandidates: true } });
      return stage.verdict('ann');
    },
  },
  {
    name: 'probe: two pages that never call each other',
    expected: {
      outcome: 'failed',
      late: true,
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
    expected: {
      outcome: 'failed',
      late: true,
      cause: 'never-offered',
      stage: 'offer-created',
      owedBy: 'both',
      evidence: 'probe',
    },
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
      late: true,
      cause: 'never-offered',
      stage: 'offer-received',
      owedBy: 'caller',
      evidence: 'probe',
    },
    play: async (stage) => {
      await annCalls(stage, { ann: { keepsOffer: true } });
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
