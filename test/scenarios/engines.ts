import { annCalls, glare } from './calls.js';
import { browserNames, type BrowserName } from './browsers.js';
import type { Scenario } from './scenario.js';
import { seen } from './stage.js';

const connected = { outcome: 'connected', cause: undefined, evidence: 'probe' } as const;
const failed = { outcome: 'failed', evidence: 'probe' } as const;

/** Ann's browser calls Bob's, with the probe on both pages: what works, and what pages do wrong. */
const between = (annAt: BrowserName, bobAt: BrowserName): Scenario[] => {
  const at = { annAt, bobAt };
  const scenarios: Scenario[] = [
    {
      name: 'sound and picture both ways',
      expected: { ...connected, remarks: [] },
      play: async (stage) => {
        await annCalls(stage, { ...at, both: { sound: true, picture: true } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'a data channel and nothing else',
      expected: { ...connected, remarks: [] },
      play: async (stage) => {
        await annCalls(stage, at);
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'microphones that are switched off: silence is sent too',
      expected: { ...connected, remarks: ['nothing-to-send'], notes: /ann is muted.*bob is muted/ },
      play: async (stage) => {
        await annCalls(stage, { ...at, both: { sound: true, mutes: true } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'a callee whose sender has no track: a muted source',
      expected: {
        ...failed,
        cause: 'no-media',
        stage: 'media-flowing',
        owedBy: 'callee',
        says: /bob's browser sends nothing/,
      },
      play: async (stage) => {
        await annCalls(stage, { ...at, ann: { sound: true }, bob: { noTrack: true } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'a caller that has taken its offer back when the answer comes (wrong state)',
      expected: { ...failed, cause: 'answer-refused', stage: 'answer-applied', owedBy: 'caller' },
      play: async (stage) => {
        await annCalls(stage, { ...at, ann: { rollsBack: true } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'both offer, and neither gives way',
      expected: { outcome: 'failed', late: true, cause: 'glare', owedBy: 'both' },
      play: async (stage) => {
        await glare(stage, { ...at, ann: { impolite: true } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'both offer, and one gives way (perfect negotiation): the offer that is answered',
      expected: connected,
      play: async (stage) => {
        await glare(stage, at);
        return stage.verdict('bob', seen);
      },
    },
    {
      name: 'both offer, and one gives way (perfect negotiation): the offer that was rolled back',
      expected: { outcome: 'superseded', cause: undefined },
      play: async (stage) => {
        await glare(stage, at);
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'candidates before the description, lost on both pages',
      expected: {
        ...failed,
        late: 'or-failed',
        cause: 'candidate-refused',
        stage: 'ice-connected',
        says: /added them before the description.*keep them in an array while `pc.remoteDescription` is null/,
      },
      play: async (stage) => {
        await annCalls(stage, { ...at, both: { appliesLate: true } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'a callee who may not use the microphone',
      expected: { ...failed, cause: 'media-denied', owedBy: 'callee', says: /was not allowed/ },
      play: async (stage) => {
        await annCalls(stage, { ...at, bob: { wants: 'audio' } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'a callee who has no camera',
      expected: { ...failed, cause: 'media-denied', owedBy: 'callee', says: /found no microphone or camera/ },
      play: async (stage) => {
        await annCalls(stage, { ...at, bob: { wants: 'video' } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'a page that is closed while it answers',
      expected: { outcome: 'abandoned', cause: 'abandoned', owedBy: 'nobody' },
      play: async (stage) => {
        await annCalls(stage, { ...at, bob: { goesAnswering: true, keepsCandidates: true } });
        return stage.verdict('ann', seen);
      },
    },
  ];
  return scenarios.map((scenario) => ({ ...scenario, name: `${annAt} calls ${bobAt}: ${scenario.name}` }));
};

/** Every browser with every one. */
export const engines: readonly Scenario[] = browserNames.flatMap((ann) =>
  browserNames.flatMap((bob) => between(ann, bob)),
);
