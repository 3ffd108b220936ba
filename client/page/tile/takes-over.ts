import type { VerdictMessage } from '../../../protocol/verdict.js';

/**
 * Is this handshake to be shown in the place of that one? When both sides call at once, the later call may be the one that
 * is taken back: then the earlier one counts. Candidates whose offer has not come are a handshake too: it says less than any
 * other, such as that the offer was refused.
 */
export function takesOver(message: VerdictMessage, shown: VerdictMessage): boolean {
  if (message.id === shown.id) return true;
  if (message.outcome === 'superseded' || isBare(message)) return false;
  return shown.outcome === 'superseded' || isBare(shown) || message.startedAt >= shown.startedAt;
}

/** Nothing is known of its offer, and nothing is late yet. */
function isBare({ outcome, overdue, ladder }: VerdictMessage): boolean {
  return outcome === 'pending' && !overdue && !ladder.some(({ status }) => status === 'reached');
}
