import { passed, wentAway, type Cause, type Finding, type View } from './cause.js';
import type { CauseVariant } from './variants.js';

export const gatewayLost: Cause<'gateway-lost'> = {
  code: 'gateway-lost',
  rule: 'The gateway itself failed the handshake while it was going: it cut the connection of one side, as it was stopping or an instance went away; or one of its instances could not reach the other, or lost the handshake.',
  owedBy: "the gateway; where a server is watched, the server's own code",
  restsOn: ['gateway:breakdown'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const found = unreachable(view) ?? lost(view);
    if (found) return { owedBy: 'gateway', evidence: 'gateway', ...found };
    const side = wentAway(view, 'cut');
    if (side === undefined) return undefined;
    const by = view.handshake.ref.relayedBy
      ? ({ owedBy: 'server', variant: 'watched' } as const)
      : { owedBy: 'gateway' as const };
    return { ...by, evidence: 'gateway', facts: { side } };
  },
};

/** Refused, as the instance that has the other's connection does not answer. */
function unreachable(view: View): Partial<Finding<CauseVariant<'gateway-lost'>>> | undefined {
  const { refused } = view.handshake;
  for (const message of ['offer', 'answer'] as const) {
    const side = message === 'offer' ? 'caller' : 'callee';
    if (refused[message]?.code === 'instance-unreachable' && !passed(view, `${message}-forwarded`))
      return { facts: { message, side }, variant: 'unreachable' };
  }
  return undefined;
}

function lost({
  handshake: { lostAt },
  ladderState: { firstGap },
}: View): Partial<Finding<CauseVariant<'gateway-lost'>>> | undefined {
  return lostAt !== undefined && firstGap !== undefined && lostAt < firstGap.dueAt ? { variant: 'lost' } : undefined;
}
