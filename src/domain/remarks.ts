import { sides, type CauseCode, type Side, type Silence } from '../../protocol/verdict.js';
import type { Facts } from './causes/cause.js';
import type { HopKind } from './hop.js';
import { isAmbiguous, type Handshake, type Party } from './handshake.js';
import { silentSides } from './media.js';
import type { LadderState } from './ladder-state.js';

/** Everything that may be remarked on, and the cause that it belongs to; each has a sentence in the locales. */
export const remarks = {
  'page-twice': 'same-page-twice',
  'name-twice': 'same-page-twice',
  'connection-shared': 'one-connection-for-many',
  'forwarded-twice': 'forwarded-twice',
  'answered-again': 'answer-unexpected',
  'answered-by-two': 'answer-unexpected',
  'answered-unknown': 'answer-unexpected',
  glare: 'glare',
  'turn-unauthorized': 'turn-unauthorized',
  'turn-unreachable': 'turn-unreachable',
  'candidate-refused': 'candidate-refused',
  'candidates-unplaced': 'candidate-refused',
  'media-denied': 'media-denied',
  denied: 'nothing-to-send',
  muted: 'nothing-to-send',
  ended: 'nothing-to-send',
  'no-track': 'nothing-to-send',
  'not-negotiated': 'nothing-to-send',
  'nothing-negotiated': 'nothing-to-send',
} as const satisfies Readonly<Record<Silence, CauseCode>> & Readonly<Record<string, CauseCode>>;
export type Remark = keyof typeof remarks;

/** What a person who looks at the handshake should know although nothing has failed by it. */
export interface Note {
  readonly code: CauseCode;
  readonly remark: Remark;
  readonly facts: Facts;
}

const none: readonly Note[] = [];

export function notesOf(handshake: Handshake, { rungs }: LadderState): readonly Note[] {
  const { answers, rival, faults, caller, callee, twice } = handshake;
  const plain = answers <= 1 && rival === undefined && faults.length === 0 && isPlain(caller) && isPlain(callee);
  if (plain && !handshake.ambiguous && !twice) return none;
  const notes: Note[] = [];
  const note = (remark: Remark, facts: Facts = {}) => notes.push({ code: remarks[remark], remark, facts });
  const bySide = (test: (party: Party) => unknown, remark: Remark) => {
    for (const side of sides) if (test(handshake[side])) note(remark, { side });
  };
  bySide(({ twin }) => twin?.seenBy === 'probe', 'page-twice');
  bySide(({ twin }) => twin?.seenBy === 'gateway', 'name-twice');
  bySide(({ shared }) => shared, 'connection-shared');
  for (const message of ['offer', 'answer'] as const) {
    const event = twice?.[message];
    if (event !== undefined)
      note('forwarded-twice', { message, side: message === 'offer' ? 'caller' : 'callee', event });
  }
  // Who gets an offer twice answers it twice.
  if (twice?.offer === undefined) {
    if (handshake.answeredTwice || callee.doubled) note('answered-by-two');
    else if (answers > 1) note('answered-again');
  }
  if (isAmbiguous(handshake)) note('answered-unknown');
  if (rival !== undefined) note('glare');
  const turn = (codes: readonly number[]): Side | undefined =>
    faults.find(({ kind, code }) => kind === 'turn-allocated' && codes.includes(code ?? 0))?.side;
  const [unauthorized, unreachable] = [turn([401, 403]), turn([701])];
  if (unauthorized) note('turn-unauthorized', { side: unauthorized });
  if (unreachable) note('turn-unreachable', { side: unreachable });
  const byFault = (kind: HopKind, remark: Remark) => {
    for (const side of sides)
      if (faults.some((fault) => fault.kind === kind && fault.side === side)) note(remark, { side });
  };
  byFault('candidate-applied', 'candidate-refused');
  bySide(({ unplaced }) => unplaced, 'candidates-unplaced');
  byFault('media-captured', 'media-denied');
  const up = rungs.at(-1)?.status;
  // Where nobody sees what is sent, the descriptions still say what never will be.
  if (handshake.marks['answer-received'] && !caller.media && !callee.media)
    bySide(({ sends }) => sends === false, 'nothing-negotiated');
  if (up === 'reached' || up === 'nothing-to-send')
    for (const { side, why } of silentSides(handshake)) note(why, { side });
  return notes;
}

function isPlain({ twin, shared, doubled, unplaced, media, sends }: Party): boolean {
  return (
    (twin ?? shared ?? doubled ?? unplaced) === undefined &&
    sends !== false &&
    (media === undefined || (media.sends === 'flows' && media.receives))
  );
}
