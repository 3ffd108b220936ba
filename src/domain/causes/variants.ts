import type { CauseCode } from '../../../protocol/causes.js';
import type { Outcome, Silence } from '../../../protocol/verdict.js';

/** What was found besides, where a cause has more than one text: each of these has its own, in every language. */
interface CauseVariants {
  readonly 'same-page-twice': 'self';
  readonly 'target-missing': 'moved' | 'outside' | 'self';
  readonly rejected: 'outside' | 'target' | 'description' | 'candidate' | 'large' | 'expelled';
  readonly 'not-forwarded': 'alone' | 'unseen' | 'gone' | 'returned' | 'candidates';
  readonly 'forwarded-to-another': 'offer';
  readonly 'insecure-context': 'threw';
  readonly 'media-denied': 'denied' | 'no-device' | 'busy';
  readonly 'offer-refused': 'description' | 'unknown' | 'blank';
  readonly 'answer-refused': 'description' | 'unknown' | 'blank' | 'unset';
  readonly 'connection-lost': 'one-sided' | 'gone';
  readonly 'gateway-lost': 'unreachable' | 'lost' | 'watched';
  readonly abandoned: 'closed';
  readonly glare: 'crossed';
  readonly 'answer-unexpected': 'older' | 'twice';
  readonly 'never-offered': 'one-sided' | 'threw' | 'unsent' | 'broke' | 'unmade';
  readonly 'answer-ignored': 'broke';
  readonly 'answer-not-created': 'threw' | 'closed' | 'broke' | 'unmade';
  readonly 'answer-not-sent': 'made';
  readonly 'offer-ignored': 'older' | 'broke' | 'unmade';
  readonly 'message-lost': 'sent';
  readonly 'candidate-refused': 'both' | 'closed' | 'rebuilt' | 'unplaced' | 'named' | 'other';
  readonly 'candidates-ignored': 'both';
  readonly 'candidates-none': 'empty';
  readonly 'candidates-one-way': 'unset';
  readonly 'turn-unauthorized': 'forbidden';
  readonly 'no-relay-candidate': 'relay-only';
  readonly 'ice-failed': Shortage | Unaccounted;
  readonly 'ice-stuck': Shortage | Unaccounted;
  readonly 'dtls-failed': 'unplaced';
  readonly 'no-media': 'nobody' | 'source' | 'ended' | 'one-sided';
}

/** What may be remarked on although nothing has failed by it: each has a sentence of its own, in every language. */
interface CauseRemarks {
  readonly 'same-page-twice': 'page-twice' | 'name-twice';
  readonly 'one-connection-for-many': 'connection-shared';
  readonly 'forwarded-twice': 'forwarded-twice';
  readonly 'answer-unexpected': 'answered-again' | 'answered-by-two' | 'answered-unknown';
  readonly glare: 'glare';
  readonly 'turn-unauthorized': 'turn-unauthorized';
  readonly 'turn-unreachable': 'turn-unreachable';
  readonly 'candidate-refused': 'candidate-refused' | 'candidates-unplaced';
  readonly 'candidates-one-way': 'candidates-silent';
  readonly 'media-denied': 'media-denied';
  readonly 'nothing-to-send': Silence;
}

/** The same of an outcome that has no cause. */
interface OutcomeVariants {
  readonly connected:
    'relayed' | 'one-sided' | 'one-sided-relayed' | 'one-way' | 'one-way-late' | 'one-way-muted' | 'silent';
  readonly signaled: 'unreported';
  readonly superseded: 'overtaken' | 'elsewhere';
}

/** What the candidates of the two sides say about servers and firewalls. */
export type Shortage = 'host-only' | 'no-relay' | 'relay-one' | 'relay-both';

/** What is not known of the steps before the path: was the answer applied, which offer was answered, were candidates applied. */
export type Unaccounted = 'unapplied' | 'unplaced' | 'untaken';

type VariantIn<Table, Key> = Key extends keyof Table ? Table[Key] : never;

export type CauseVariant<Code extends CauseCode> = VariantIn<CauseVariants, Code>;
export type CauseRemark<Code extends CauseCode> = VariantIn<CauseRemarks, Code>;
export type OutcomeVariant<Of extends Outcome> = VariantIn<OutcomeVariants, Of>;
