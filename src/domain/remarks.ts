import { sides, type CauseCode, type Side } from '../../protocol/verdict.js';
import type { Facts } from './causes/cause.js';
import type { HopKind } from './hop.js';
import { isAmbiguous, type Handshake, type Party } from './handshake.js';
import { silentSides } from './media.js';
import type { Climb } from './standing.js';

/** What a person who looks at the handshake should know although nothing has failed by it. */
export interface Note {
  readonly code: CauseCode;
  /** Which of the texts of that code says it. */
  readonly variant?: string;
  readonly facts: Facts;
}

const none: readonly Note[] = [];

export function notesOf(handshake: Handshake, { rungs }: Climb): readonly Note[] {
  const { answers, rival, faults, caller, callee } = handshake;
  const plain = answers <= 1 && rival === undefined && faults.length === 0 && isPlain(caller) && isPlain(callee);
  if (plain && !handshake.ambiguous) return none;
  const notes: Note[] = [];
  const note = (code: CauseCode, variant?: string, facts: Facts = {}) =>
    notes.push({ code, facts, ...(variant !== undefined && { variant }) });
  const bySide = (test: (party: Party) => unknown, code: CauseCode, variant?: string) => {
    for (const side of sides) if (test(handshake[side])) note(code, variant, { side });
  };
  bySide(({ twin }) => twin?.seenBy === 'probe', 'same-page-twice');
  bySide(({ twin }) => twin?.seenBy === 'gateway', 'same-page-twice', 'perhaps');
  bySide(({ shared }) => shared, 'one-connection-for-many');
  if (handshake.answeredTwice || callee.doubled) note('answer-unexpected', 'twice');
  else if (answers > 1) note('answer-unexpected');
  if (isAmbiguous(handshake)) note('answer-unexpected', 'ambiguous');
  if (rival !== undefined) note('glare');
  const turn = (codes: readonly number[]): Side | undefined =>
    faults.find(({ kind, code }) => kind === 'turn-allocated' && codes.includes(code ?? 0))?.side;
  const [unauthorized, unreachable] = [turn([401, 403]), turn([701])];
  if (unauthorized) note('turn-unauthorized', undefined, { side: unauthorized });
  if (unreachable) note('turn-unreachable', undefined, { side: unreachable });
  const byFault = (kind: HopKind, code: CauseCode) => {
    for (const side of sides)
      if (faults.some((fault) => fault.kind === kind && fault.side === side)) note(code, undefined, { side });
  };
  byFault('candidate-applied', 'candidate-refused');
  bySide(({ unplaced }) => unplaced, 'candidate-refused', 'unplaced');
  byFault('media-captured', 'media-denied');
  const up = rungs.at(-1)?.status;
  // Where nobody sees what is sent, the descriptions still say what never will be.
  if (handshake.marks['answer-received'] && !caller.media && !callee.media)
    bySide(({ sends }) => sends === false, 'nothing-to-send', 'nothing-negotiated');
  if (up === 'reached' || up === 'nothing-to-send')
    for (const { side, why } of silentSides(handshake)) note('nothing-to-send', why, { side });
  return notes;
}

function isPlain({ twin, shared, doubled, unplaced, media, sends }: Party): boolean {
  return (
    (twin ?? shared ?? doubled ?? unplaced) === undefined &&
    sends !== false &&
    (media === undefined || (media.sends === 'flows' && media.receives))
  );
}
