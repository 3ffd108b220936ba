import type { HopParticipant } from '../../domain/hop.js';

/** Text that people typed as plain text: what could forge a line or turn its direction is replaced, what is long is cut. */
export function plain(text: string, chars = 32): string {
  const safe = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return safe.length > chars ? `${safe.slice(0, chars - 1)}…` : safe;
}

export function person(participant: HopParticipant | undefined): string {
  return participant ? plain(participant.username || participant.id.slice(0, 8)) : '?';
}

/** Local time of day with milliseconds. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
