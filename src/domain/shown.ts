import type { Evidence } from '../../protocol/stages.js';
import { sideOf, withParty, type Handshake } from './handshake.js';
import type { Hop } from './hop.js';

/**
 * Takes in what no single message and no single report says, but several of them together: one page that is two members,
 * one connection for two participants, an answer to another offer. Undefined where the hop is none of these.
 */
export function shown(
  handshake: Handshake,
  { kind, result, seenBy, from, other, at, failure }: Hop,
): Handshake | undefined {
  const side = sideOf(handshake, from?.id);
  switch (kind) {
    case 'page-shared': {
      if (!side || other === undefined) return handshake;
      return outweighs(handshake[side].twin, seenBy)
        ? handshake
        : withParty(handshake, side, { twin: { id: other, seenBy } });
    }
    case 'connection-shared':
      return !side || outweighs(handshake[side].shared, seenBy)
        ? handshake
        : withParty(handshake, side, { shared: { seenBy } });
    case 'connection-doubled':
      return side ? withParty(handshake, side, { doubled: true }) : handshake;
    case 'negotiated-elsewhere':
      return side ? withParty(handshake, side, { elsewhere: true }) : handshake;
    case 'answer-misplaced':
      if (other !== undefined) return { ...handshake, misdirectedAt: Math.min(handshake.misdirectedAt ?? at, at) };
      return { ...handshake, misplacedAt: Math.min(handshake.misplacedAt ?? at, at) };
    case 'answer-placed':
      return placed(handshake, at);
    case 'context-checked':
      return side && result !== 'reached' ? insecure(handshake, side, failure?.name ?? 'insecure', at) : handshake;
    default:
      return undefined;
  }
}

/** What a probe proves counts for more than what names, addresses or descriptions suggest, whichever came first. */
function outweighs(known: { readonly seenBy: Evidence } | undefined, seenBy: Evidence): boolean {
  return known?.seenBy === 'probe' && seenBy !== 'probe';
}

/** The answer that came under another offer was made for this one, whose offer was not replaced after all. */
function placed(handshake: Handshake, at: number): Handshake {
  const { supersededAt, ...rest } = handshake;
  const standing = supersededAt === undefined ? handshake : rest;
  if (standing.marks['answer-received']) return standing;
  const mark = { at, seenBy: 'gateway' } as const;
  const marks = { ...standing.marks, 'answer-received': mark, 'answer-forwarded': mark };
  return { ...standing, marks, answers: Math.max(1, standing.answers) };
}

/** That a page is no secure context the gateway can read in its `Origin`; that this has stopped it only its probe. */
function insecure(handshake: Handshake, side: 'caller' | 'callee', name: string, at: number): Handshake {
  const known = handshake.faults.some(
    (fault) => fault.kind === 'context-checked' && fault.side === side && fault.name === name,
  );
  if (known) return handshake;
  return { ...handshake, faults: [...handshake.faults, { kind: 'context-checked', side, name, at }] };
}
