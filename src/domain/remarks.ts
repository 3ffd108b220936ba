import type { CauseCode } from '../../protocol/causes.js';
import type { Facts, View } from './causes/cause.js';
import { remarked } from './causes/list.js';
import type { CauseRemark } from './causes/variants.js';

/** One remark on a handshake, and the cause that it belongs to. */
export interface Note {
  readonly code: CauseCode;
  readonly remark: CauseRemark<CauseCode>;
  readonly facts: Facts;
}

const none: readonly Note[] = [];
const noFacts: Facts = {};

/** What is remarked on a handshake, whatever its verdict. */
export function notesOf(view: View): readonly Note[] {
  let notes: Note[] | undefined;
  for (const { code, remarks } of remarked)
    for (const { remark, facts = noFacts } of remarks(view)) (notes ??= []).push({ code, remark, facts });
  return notes ?? none;
}
