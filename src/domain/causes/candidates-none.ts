import { missing, seconds, connectionDead, connectionProven, type Cause } from './cause.js';

export const candidatesNone: Cause<'candidates-none'> = {
  code: 'candidates-none',
  rule: 'Descriptions were exchanged, and neither side has sent a candidate, alone or in its description.',
  owedBy: 'both pages, or TURN',
  restsOn: ['gateway:answer-received', 'caller:alive', 'callee:alive'],
  refutedBy: ['caller:ice-connected', 'callee:ice-connected'],
  late: true,
  find: (view) => {
    const { caller, callee } = view.handshake;
    if (
      !missing(view, 'candidates-exchanged') ||
      view.handshake.ambiguous ||
      caller.received > 0 ||
      callee.received > 0
    )
      return undefined;
    if (connectionDead(view, 'caller') || connectionDead(view, 'callee')) return undefined;
    const owedBy = connectionProven(view, 'caller') && connectionProven(view, 'callee') ? 'both' : 'not-known';
    return { owedBy, evidence: 'gateway', facts: { seconds: seconds(view.waits['candidates-exchanged']) } };
  },
};
