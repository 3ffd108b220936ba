import type { HandshakeRow } from '../../protocol/console.js';
import type { Owner } from '../../protocol/verdict.js';
import { ownerName } from '../../protocol/who.js';
import type { ConsoleText } from './text.js';

/** How a participant is called: by name, or by the beginning of its id. */
export const nameOf = ({ username, id }: { username: string; id: string }): string => username || id.slice(0, 8);

/** Whose side it is, by name. */
export const ownerOf = (
  owner: Owner,
  { caller, callee }: Pick<HandshakeRow, 'caller' | 'callee'>,
  { words }: Pick<ConsoleText, 'words'>,
): string => ownerName(owner, { caller: nameOf(caller), callee: nameOf(callee) }, words);

/** A span of time as a person reads it: `12 ms`, `5.0 s`. */
export function duration(ms: number, { words, language }: Pick<ConsoleText, 'words' | 'language'>): string {
  const number = (value: number, digits: number) =>
    value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  if (ms < 999.5) return `${number(ms, ms < 9.95 ? 1 : 0)}\u00A0${words.ms}`;
  return `${number(ms / 1000, ms < 99_950 ? 1 : 0)}\u00A0${words.s}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Local time of day, `14:03:59`. */
export function timeOfDay(at: number, language: string): string {
  let clock = clocks.get(language);
  if (!clock) {
    clock = new Intl.DateTimeFormat(language, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(language, clock);
  }
  return clock.format(at);
}

export function tookOf(
  { startedAt, settledAt }: Pick<HandshakeRow, 'startedAt' | 'settledAt'>,
  text: ConsoleText,
): string {
  return settledAt === undefined ? '…' : duration(Math.max(0, settledAt - startedAt), text);
}
