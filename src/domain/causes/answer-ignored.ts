import { brokeOff, owed, seconds, type Cause } from './cause.js';

export const answerIgnored: Cause<'answer-ignored'> = {
  code: 'answer-ignored',
  rule: "The answer is in the caller's browser (pong, or an acknowledgement), its connection works as far as is known, and the page has not taken it: it has not acknowledged it, or its probe is present and setRemoteDescription was never called.",
  owedBy: "the caller's page",
  restsOn: ['gateway:answer-forwarded'],
  refutedBy: ['caller:answer-applied'],
  late: true,
  find: (view) => {
    const { marks } = view.handshake;
    const stage = owed(view, 'caller');
    const arrived = marks['answer-handled'] ?? marks['answer-delivered'];
    if (!stage || !arrived) return undefined;
    const evidence = stage === 'answer-applied' ? 'probe' : arrived.seenBy;
    const broken = brokeOff(view, 'caller', marks['answer-forwarded']?.at);
    if (broken) return { stage, owedBy: 'caller', evidence: 'probe', facts: broken.facts, variant: 'broke' };
    return { stage, owedBy: 'caller', evidence, facts: { seconds: seconds(view.waits[stage]) } };
  },
};
