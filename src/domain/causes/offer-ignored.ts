import { brokeOff, faultOf, missing, passed, seconds, sees, connectionProven, type Cause } from './cause.js';

export const offerIgnored: Cause<'offer-ignored'> = {
  code: 'offer-ignored',
  rule: "The offer is in the callee's browser, its probe is present, its connection works (a later pong), and the page has never called setRemoteDescription.",
  owedBy: "the callee's page",
  restsOn: ['gateway:offer-forwarded'],
  refutedBy: ['callee:offer-applied'],
  late: true,
  find: (view) => {
    const { marks, misplacedAt } = view.handshake;
    if (misplacedAt !== undefined && !passed(view, 'offer-applied') && !faultOf(view, 'offer-applied', 'callee'))
      return { stage: 'offer-applied', owedBy: 'callee', evidence: 'probe', sure: true, variant: 'older' };
    const stage = missing(view, 'offer-handled', 'offer-applied');
    const arrived = marks['offer-handled'] ?? marks['offer-delivered'];
    if (
      !stage ||
      !arrived ||
      !sees(view, 'callee') ||
      faultOf(view, 'offer-applied', 'callee') ||
      !connectionProven(view, 'callee')
    )
      return undefined;
    const broken = brokeOff(view, 'callee', marks['offer-forwarded']?.at);
    if (broken) return { stage, owedBy: 'callee', evidence: 'probe', ...broken };
    return { stage, owedBy: 'callee', evidence: 'probe', facts: { seconds: seconds(view.waits[stage]) } };
  },
};
