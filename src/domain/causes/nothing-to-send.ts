import type { Cause } from './cause.js';

/** A remark only: what is sent, and why not, stands in its notes. */
export const nothingToSend: Cause<'nothing-to-send'> = {
  code: 'nothing-to-send',
  rule: 'Connected, and one side sends nothing that could be heard or seen: refused, muted, without a track, with one that was never negotiated, or nothing was negotiated. A remark, no failure; where neither side sends anything, it is `no-media`.',
  owedBy: 'nobody',
  restsOn: ['either:media-flowing'],
  // Never named by a verdict; a side that sends later takes its remark back.
  refutedBy: [],
  find: () => undefined,
};
