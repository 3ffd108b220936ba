import { ConnectionFailedError } from '../lib/call-errors.js';
import { NoAckError, RefusedError, UnreachableError } from '../lib/signaling-errors.js';
import type { Text } from './text/en/page.js';

/** Why the gateway refused, in the reader's words: its own sentence is for developers. */
export function refusalSentence(error: RefusedError, text: Text): string {
  return text.refusals[error.code] ?? text.refusedOtherwise;
}

/** Why the room could not be entered, as a sentence. */
export function joinSentence(error: unknown, text: Text): string {
  if (error instanceof RefusedError) return text.refused(refusalSentence(error, text));
  return error instanceof NoAckError ? text.serverSilent : text.serverAway;
}

/** Why the room could not be entered again for now, as a sentence. */
export function rejoinSentence(error: unknown, text: Text): string {
  return error instanceof RefusedError ? text.refusedTryingAgain(refusalSentence(error, text)) : text.reconnecting;
}

/** What went wrong with one connection; undefined where the page says it already, or the cause is about to show. */
export function peerSentence(username: string, error: unknown, text: Text): string | undefined {
  if (error instanceof UnreachableError) return undefined;
  if (error instanceof RefusedError) {
    // The participant is going: its tile goes with the next event.
    if (error.code === 'target-left' || error.code === 'target-missing') return undefined;
    return text.peerProblem(username, refusalSentence(error, text));
  }
  if (error instanceof NoAckError) return text.peerProblem(username, text.serverSilent);
  return error instanceof ConnectionFailedError ? text.peerGivenUp(username) : text.peerStepRefused(username);
}
