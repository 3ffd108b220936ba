import type { BrowserName } from './browsers.js';
import { annCalls, probeOn, type Call, type Sight } from './calls.js';
import type { Expected, Scenario } from './scenario.js';
import { seen } from './stage.js';

const connected = { outcome: 'connected', cause: undefined, evidence: 'probe', remarks: ['nothing-to-send'] } as const;
const signaled = { outcome: 'signaled', cause: undefined, remarks: ['nothing-to-send'] } as const;
const nobodySends = { outcome: 'failed', cause: 'no-media', stage: 'media-flowing', owedBy: 'both' } as const;

const row = (name: string, call: Call, seenBy: Sight, expected: Expected): Scenario => ({
  name: `silent: ${name} (probe: ${seenBy})`,
  expected,
  play: async (stage) => {
    await annCalls(stage, probeOn(seenBy, call));
    return stage.verdict('ann', seenBy === 'nobody' ? undefined : seen);
  },
});

const late: Call = { ann: { sound: true }, bob: { addsLate: true } };
const listening: Call = { ann: { sound: true }, bob: {} };
const bothListen: Call = { ann: { listens: true }, bob: {} };
const inactive: Call = { ann: { inactive: true }, bob: {} };
const refusedAt = (browser: BrowserName): Call => ({
  annAt: browser,
  bobAt: browser,
  ann: { sound: true },
  bob: { wants: 'audio', goesOn: true },
});
const refusedAtBoth: Call = {
  ann: { wants: 'audio', goesOn: true, listens: true },
  bob: { wants: 'audio', goesOn: true },
};

/** Connected, and nothing is to be heard of a side, which is as it was negotiated. */
export const silences: readonly Scenario[] = [
  row('a callee that adds its track behind its answer', late, 'nobody', {
    ...signaled,
    notes: /bob sends nothing: the page negotiated nothing/,
  }),
  row('a callee that adds its track behind its answer', late, 'ann', { ...connected, notes: /bob sends nothing/ }),
  row('a callee that adds its track behind its answer', late, 'both', {
    ...connected,
    notes: /bob sends nothing: the page has a track that it never negotiated/,
  }),
  row(
    'in Firefox, a callee that adds its track behind its answer',
    { ...late, annAt: 'firefox', bobAt: 'firefox' },
    'both',
    {
      ...connected,
      notes: /bob sends nothing: the page has a track that it never negotiated/,
    },
  ),
  row('a callee that only listens', listening, 'nobody', { ...signaled, notes: /bob sends nothing/ }),
  row('a callee that only listens', listening, 'ann', { ...connected, notes: /bob sends nothing/ }),
  row('both only listen', bothListen, 'nobody', { ...signaled, notes: /ann sends nothing.*bob sends nothing/ }),
  row('both only listen', bothListen, 'both', nobodySends),
  row('the callee goes on without a microphone that is refused', refusedAt('chromium'), 'both', {
    ...connected,
    remarks: ['media-denied', 'nothing-to-send'],
    notes: /bob sends nothing: the microphone or camera was refused/,
  }),
  row('in Firefox, the callee goes on without a microphone that is refused', refusedAt('firefox'), 'both', {
    ...connected,
    remarks: ['media-denied', 'nothing-to-send'],
    notes: /bob sends nothing: the microphone or camera was refused/,
  }),
  row('the callee goes on without a microphone that is refused', refusedAt('chromium'), 'bob', {
    ...connected,
    remarks: ['media-denied', 'nothing-to-send'],
    notes: /bob sends nothing: the microphone or camera was refused/,
  }),
  row('the callee goes on without a microphone that is refused', refusedAt('chromium'), 'ann', {
    ...connected,
    notes: /bob sends nothing: the page negotiated nothing/,
  }),
  row('the sound goes neither way (`inactive`)', inactive, 'nobody', {
    ...signaled,
    notes: /ann sends nothing.*bob sends nothing/,
  }),
  row('the sound goes neither way (`inactive`)', inactive, 'both', nobodySends),
  row('the callee makes it `inactive`', { ann: { sound: true }, bob: { inactive: true } }, 'both', nobodySends),
  row(
    'the caller goes on without a microphone that is refused',
    { ann: { wants: 'audio', goesOn: true, listens: true }, bob: { sound: true } },
    'both',
    {
      ...connected,
      remarks: ['media-denied', 'nothing-to-send'],
      notes: /ann sends nothing: the microphone or camera was refused/,
    },
  ),
  row('both go on without a microphone that is refused', refusedAtBoth, 'both', nobodySends),
  row('the callee is muted', { both: { sound: true }, bob: { mutes: true } }, 'both', {
    ...connected,
    notes: /^bob is muted/,
  }),
  row('the callee is muted', { both: { sound: true }, bob: { mutes: true } }, 'bob', {
    ...connected,
    notes: /^bob is muted/,
  }),
  row('the callee is muted', { both: { sound: true }, bob: { mutes: true } }, 'ann', { ...connected, remarks: [] }),
  row('the callee is muted', { both: { sound: true }, bob: { mutes: true } }, 'nobody', { ...signaled, remarks: [] }),
];
