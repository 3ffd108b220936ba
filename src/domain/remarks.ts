import type { CauseCode } from '../../protocol/verdict.js';
import type { Handshake } from './handshake.js';

const none: readonly CauseCode[] = [];

/** What a person who looks at the handshake should know although nothing has failed by it. */
export function remarksOf({ answers, rival, faults }: Handshake): readonly CauseCode[] {
  if (answers <= 1 && rival === undefined && faults.length === 0) return none;
  const remarks: CauseCode[] = [];
  if (answers > 1) remarks.push('answer-unexpected');
  if (rival !== undefined) remarks.push('glare');
  const turn = faults.filter(({ kind }) => kind === 'turn-allocated').map(({ code }) => code);
  if (turn.some((code) => code === 401 || code === 403)) remarks.push('turn-unauthorized');
  if (turn.includes(701)) remarks.push('turn-unreachable');
  if (faults.some(({ kind }) => kind === 'candidate-applied')) remarks.push('candidate-refused');
  if (faults.some(({ kind }) => kind === 'media-captured')) remarks.push('media-denied');
  return remarks;
}
