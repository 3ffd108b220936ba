import { brokeOff, connectionDead, faultOf, missing, seconds, sees, connectionProven, type Cause } from './cause.js';

export const neverOffered: Cause<'never-offered'> = {
  code: 'never-offered',
  rule: 'Both have joined, a probe is on a page that could call and has answered since, and no offer came: making one threw, or its own code did before it could make one, or no page made any, or a page made one and, its connection working (a later pong), never sent it.',
  owedBy: 'the page that threw or kept its offer; where neither made one, both',
  restsOn: ['caller:probe-started'],
  refutedBy: ['gateway:offer-received', 'callee:offer-created'],
  late: true,
  find: (view) => {
    const stage = missing(view, 'offer-created', 'offer-received');
    if (!stage || !sees(view, 'caller') || connectionDead(view, 'caller')) return undefined;
    if (view.handshake.caller.done['offer-sent'] !== undefined) return undefined;
    const found = { stage, owedBy: 'caller', evidence: 'probe' } as const;
    if (stage === 'offer-received')
      return connectionProven(view, 'caller') ? { ...found, variant: 'unsent' } : undefined;
    if (faultOf(view, 'offer-created', 'caller')) return { ...found, sure: true, variant: 'threw' };
    const broken = brokeOff(view, 'caller');
    if (broken) return { ...found, ...broken };
    const told = { ...found, owedBy: 'both', facts: { seconds: seconds(view.waits[stage]) } } as const;
    return sees(view, 'callee') ? told : { ...told, variant: 'one-sided' };
  },
};
