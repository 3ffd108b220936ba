import { passed, type Cause } from './cause.js';

export const forwardedToAnother: Cause<'forwarded-to-another'> = {
  code: 'forwarded-to-another',
  rule: "Only with `hopline watch`: the server has written the callee's answer to somebody else than the caller, and to the caller not within its time for that.",
  owedBy: "the server's own code",
  restsOn: ['gateway:astray'],
  refutedBy: ['gateway:answer-forwarded', 'both:media-flowing'],
  late: true,
  find: (view) => {
    const found = view.handshake.strayed?.answer;
    if (found?.to !== 'another' || found.unseen || passed(view, 'answer-forwarded')) return undefined;
    return {
      stage: 'answer-forwarded',
      owedBy: 'server',
      evidence: 'gateway',
      facts: { event: found.event ?? 'message' },
    };
  },
};
