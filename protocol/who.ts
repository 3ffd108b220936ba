import type { Evidence } from './stages.js';
import type { Owner, Side } from './verdict.js';
import type { ProtocolWords } from './words.js';

/** By whom something was seen: at a watched server, or by the gateway, or in a browser. */
export function seerName(
  seenBy: Evidence,
  { relayedBy }: { readonly relayedBy?: 'server' | undefined },
  { evidence, server }: ProtocolWords,
): string {
  return relayedBy === 'server' && seenBy === 'gateway' ? server : evidence[seenBy];
}

/** Whose side it is, with the names of the two: `Bob's page`, `the gateway`. */
export function ownerName(owner: Owner, names: Readonly<Record<Side, string>>, words: ProtocolWords): string {
  switch (owner) {
    case 'caller':
    case 'callee':
      return words.pageOf(names[owner]);
    case 'caller-network':
      return words.networkOf(names.caller);
    case 'callee-network':
      return words.networkOf(names.callee);
    default:
      return words.owner[owner];
  }
}
