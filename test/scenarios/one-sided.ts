import { annCalls } from './calls.js';
import type { Crossing } from './crossings.js';
import type { Habit } from './habit.js';
import type { Scenario } from './scenario.js';
import { seen, type Stage } from './stage.js';
import { straight } from './paths.js';

const bare = { probe: false };
const unseen = (name: string) => `${name}'s page is unseen`;
const failed = { outcome: 'failed', evidence: 'probe' } as const;

/** Two networks with no way between them; the call has sound. */
const cutOff = async (stage: Stage, ann: Habit, bob: Habit): Promise<Crossing> => {
  const crossing = await stage.crossing();
  await crossing.drop(...straight(crossing));
  await annCalls(stage, {
    annAt: await crossing.at('left'),
    bobAt: await crossing.at('right'),
    both: { sound: true },
    ann,
    bob,
  });
  return crossing;
};

/** The probe is on one page, and the other one is bare: what the one side can prove, and whose side is unseen. */
export const oneSided: readonly Scenario[] = [
  {
    name: 'one side: the caller sees ICE fail',
    expected: {
      ...failed,
      cause: 'ice-failed',
      stage: 'ice-connected',
      owedBy: 'not-known',
      says: new RegExp(`Whether both pages applied.*${unseen('bob')}.*addIceCandidate`),
    },
    play: async (stage) => {
      await cutOff(stage, {}, bare);
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'one side: the callee sees ICE fail, and not whether the caller has applied the answer',
    expected: {
      ...failed,
      cause: 'ice-failed',
      stage: 'ice-connected',
      owedBy: 'not-known',
      says: new RegExp(`Whether ann's page applied the answer is not known.*${unseen('ann')}`),
    },
    play: async (stage) => {
      await cutOff(stage, bare, {});
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'one side: the caller sees that nothing arrives, and not whether anything leaves the callee',
    expected: {
      ...failed,
      cause: 'no-media',
      stage: 'media-flowing',
      owedBy: 'not-known',
      says: /nothing arrives at ann. Whether anything leaves bob is not known: no probe says so/,
    },
    play: async (stage) => {
      await annCalls(stage, { ann: { sound: true }, bob: { noTrack: true, ...bare } });
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'one side: the callee sees that it sends nothing itself',
    expected: {
      ...failed,
      cause: 'no-media',
      stage: 'media-flowing',
      owedBy: 'callee',
      says: new RegExp(`bob's browser sends nothing.*${unseen('ann')}`),
    },
    play: async (stage) => {
      await annCalls(stage, { ann: { sound: true, ...bare }, bob: { noTrack: true } });
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'one side: the caller sees that it cannot take the answer (wrong state)',
    expected: {
      ...failed,
      cause: 'answer-refused',
      stage: 'answer-applied',
      owedBy: 'caller',
    },
    play: async (stage) => {
      await annCalls(stage, { ann: { rollsBack: true }, bob: bare });
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'one side: the callee sees that its microphone is refused',
    expected: { ...failed, cause: 'media-denied', owedBy: 'callee', says: /bob's browser was not allowed/ },
    play: async (stage) => {
      await annCalls(stage, { ann: bare, bob: { wants: 'audio' } });
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'one side: the caller loses candidates that come before the answer',
    expected: {
      ...failed,
      late: true,
      cause: 'candidate-refused',
      stage: 'ice-connected',
      owedBy: 'caller',
      says: /ann's page lost.*keep them in an array/,
    },
    play: async (stage) => {
      await annCalls(stage, { both: { appliesLate: true }, bob: bare });
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'one side: relay candidates only at the caller, and no TURN server',
    expected: { ...failed, cause: 'no-relay-candidate', owedBy: 'turn', says: new RegExp(unseen('bob')) },
    play: async (stage) => {
      await annCalls(stage, { ann: { relayOnly: true }, bob: bare });
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'one side: a call that stands, seen by the callee alone',
    expected: {
      outcome: 'connected',
      cause: undefined,
      evidence: 'probe',
      says: /arrives at bob; the other page has no probe/,
    },
    play: async (stage) => {
      await annCalls(stage, { both: { sound: true }, ann: bare });
      return stage.verdict('ann', seen);
    },
  },
];
