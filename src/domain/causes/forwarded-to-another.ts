import { passed, type Cause } from './cause.js';

export const forwardedToAnother: Cause<'forwarded-to-another'> = {
  code: 'forwarded-to-another',
  rule: "Only with `hopline watch`: the server has written the callee's answer to somebody else than the caller, or an offer to somebody else than the one whom it names, and to that one not within its time for that.",
  owedBy: "the server's own code",
  restsOn: ['gateway:astray'],
  refutedBy: ['gateway:answer-forwarded', 'both:media-flowing'],
  late: true,
  find: (view) => {
    for (const message of ['offer', 'answer'] as const) {
      const found = view.handshake.strayed?.[message];
      const stage = `${message}-forwarded` as const;
      if (found?.to !== 'another' || found.unseen || passed(view, stage)) continue;
      const facts = { event: found.event ?? 'message' };
      return { stage, owedBy: 'server', evidence: 'gateway', facts, ...(message === 'offer' && { variant: 'offer' }) };
    }
    return undefined;
  },
};
