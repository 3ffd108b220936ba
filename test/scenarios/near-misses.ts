import { annCalls } from './calls.js';
import type { Scenario } from './scenario.js';
import { seen } from './stage.js';

const connected = { outcome: 'connected', cause: undefined, evidence: 'probe', remarks: [] } as const;

/** What looks like a fault and is none, or like another one than it is. */
export const nearMisses: readonly Scenario[] = [
  {
    name: 'near miss: connections that pages have made and never used are no handshake',
    expected: connected,
    play: async (stage) => {
      await annCalls(stage, { both: { spare: true } });
      const view = await stage.verdict('ann', seen);
      const all = await stage.handshakes();
      if (all.length !== 1) throw new Error(`${all.length} handshakes in a room where one call was made`);
      return view;
    },
  },
  {
    name: 'near miss: remote tracks that are muted, because no candidate has come, are no muted microphone',
    expected: {
      outcome: 'failed',
      late: true,
      cause: 'candidates-none',
      stage: 'candidates-exchanged',
      owedBy: 'both',
    },
    play: async (stage) => {
      await annCalls(stage, { both: { sound: true, keepsCandidates: true } });
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'near miss: one camera is off, and sound arrives',
    expected: connected,
    play: async (stage) => {
      await annCalls(stage, { ann: { sound: true, picture: true }, bob: { sound: true } });
      return stage.verdict('ann', seen);
    },
  },
  {
    name: 'near miss: who only listens sends nothing, and owes nothing',
    expected: { ...connected, remarks: ['nothing-to-send'], notes: /bob sends nothing/ },
    play: async (stage) => {
      await annCalls(stage, { ann: { sound: true }, bob: {} });
      return stage.verdict('ann', seen);
    },
  },
];
