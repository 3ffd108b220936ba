import type { HandshakeRef } from '../../domain/hop.js';
import { tell } from '../../locales/tell.js';
import type { Verdict } from '../../domain/verdict.js';
import type { SpanAttributes } from '../../telemetry/drawn-span.js';
import { attributes, named, spanNames } from '../../telemetry/span-names.js';

/** What a failed handshake is called whose cause nobody knows. */
const notKnown = 'not-known';

/** The cause of a failure, which makes its span an error. */
export function errorOf(verdict: Verdict | undefined): string | undefined {
  return verdict?.outcome === 'failed' ? (verdict.cause ?? notKnown) : undefined;
}

/** The root is called after what became of its handshake; a verdict that has not fallen is interrupted. */
export function rootName(verdict: Verdict | undefined): string {
  const { outcome = 'interrupted' } = verdict ?? {};
  if (outcome === 'failed') return named(spanNames.failed, errorOf(verdict) ?? notKnown);
  if (outcome === 'connected' || outcome === 'signaled') return spanNames.handshake;
  return named(spanNames.other, outcome);
}

/**
 * What every span of a handshake carries.
 *
 * @param consoleUrl its link in the console, which the first span of a trace has: viewers find it from those below
 */
export function common(ref: HandshakeRef, consoleUrl?: string): SpanAttributes {
  return {
    ...(consoleUrl !== undefined && { [attributes.console]: consoleUrl }),
    [attributes.conversation]: ref.id,
    [attributes.caller]: ref.caller,
    [attributes.callee]: ref.callee,
  };
}

/** The verdict in words, then in codes. */
export function told(verdict: Verdict | undefined): SpanAttributes {
  if (!verdict) return { [attributes.outcome]: 'interrupted' };
  const { outcome, cause, owedBy, evidence } = verdict;
  const { sentence, advice } = tell(verdict, 'en', 'developer');
  const error = errorOf(verdict);
  return {
    [attributes.sentence]: sentence,
    [attributes.advice]: advice,
    [attributes.outcome]: outcome,
    ...(cause && { [attributes.cause]: cause }),
    ...(error !== undefined && { [attributes.errorType]: error }),
    ...(owedBy && { [attributes.owedBy]: owedBy }),
    [attributes.seenBy]: evidence,
  };
}
