import type { CauseCode } from '../../protocol/causes.js';
import type { Outcome, Side } from '../../protocol/verdict.js';
import type { CauseRemark, CauseVariant, OutcomeVariant } from '../domain/causes/variants.js';
import type { Gap } from '../domain/grounds.js';

/** Who reads an advice: one of the two in the call, or the developer who builds and runs the pages. */
export const readers = ['caller', 'callee', 'developer'] as const;
export type Reader = Side | 'developer';

/**
 * What is so and what to do. The two in the call get plain words, without those of developers, and are "you": the same for
 * both, by their side, or by whose side the finding names: `self` is read by the one that `{side}` is, `other` by the other.
 */
export type Advice = { readonly developer: string } & (
  { readonly both: string } | Readonly<Record<Side, string>> | Readonly<Record<'self' | 'other', string>>
);

/**
 * A sentence, for developers, and its advice. Texts name the two as `{caller}` and `{callee}`, and facts by their keys;
 * `{side}` and `{other}` are sides, which are named likewise.
 */
export interface Text {
  readonly sentence: string;
  readonly advice: Advice;
}

/** A text, and what is said instead where it depends on what was found. */
export interface Told extends Text {
  readonly variants?: Readonly<Record<string, Partial<Text>>>;
}

/** A text with every variant that there is, and no other: one that is missing does not compile. */
type ToldIn<Variant extends string> = Text &
  ([Variant] extends [never]
    ? { readonly variants?: never }
    : { readonly variants: Readonly<Record<Variant, Partial<Text>>> });

export type CauseTexts = { readonly [Code in CauseCode]: ToldIn<CauseVariant<Code>> };

/** How the two are called in a sentence: their names where people read it, their roles elsewhere. */
export type Names = Readonly<Record<Side, string>>;

/** Everything that a verdict says, in one language. */
export interface Locale {
  /** A number as it is written in this language. */
  readonly number: (value: number) => string;
  readonly causes: CauseTexts;
  /** What is said where no cause is named. */
  readonly outcomes: { readonly [Of in Outcome]: ToldIn<OutcomeVariant<Of>> };
  readonly remarks: Readonly<Record<CauseRemark<CauseCode>, string>>;
  /** What is added to a failure that rests on what nobody could see, or that this could refute. */
  readonly gaps: Readonly<Record<Gap['why'], string>>;
  readonly roles: Names;
}
