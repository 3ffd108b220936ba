import { missing, seconds, connectionDead, connectionProven, type Cause } from './cause.js';

export const candidatesNone: Cause<'candidates-none'> = {
  code: 'candidates-none',
  rule: 'Descriptions were exchanged, and neither side has sent a candidate, alone or in its description. An offer without any media section has no transport to gather for: the callee can answer it only with nothing (RFC 9429, section 5.2.1).',
  owedBy: 'both pages, or TURN; the caller, where its offer is empty',
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
    // Its own message shows it: no sign of life is needed, and nothing that is late can follow.
    if (caller.empty) return { owedBy: 'caller', evidence: 'gateway', sure: true, variant: 'empty' };
    const owedBy = connectionProven(view, 'caller') && connectionProven(view, 'callee') ? 'both' : 'not-known';
    return { owedBy, evidence: 'gateway', facts: { seconds: seconds(view.waits['candidates-exchanged']) } };
  },
};
