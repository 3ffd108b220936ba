import type { ObservedMessage } from './observed.js';

/** Longest name, and how many are looked at of one message: who is meant stands beside the description, and not deep in a list. */
const bounds = { characters: 64, names: 40 } as const;

/** Of fields that say what a message is, and not for whom it is. */
const describing = /^(?:type|kind|event|action|method|command|cmd|label|mode|media|.*time|.*date|timestamp)$/i;
const nameLike = /^[\p{L}\p{N}_/#][^\r\n]*$/u;
/** In JSON, and in JSON within it. A run of backslashes is looked at once, from its beginning. */
const quote = /(?<!\\)\\*"/;
const number = /^[:,[\s]+(\d{1,20})(?=[\s,}\]])/;
/** UUIDs, hashes, ids of sockets: one that two people have by chance there is none. */
const idLike = /^(?:[\da-f]{8}-[\da-f]{4}-|(?=.*\d|.*[A-Z])(?:\/[\w-]+#)?[\w-]{16,}$)/;

export const isIdLike = (name: string): boolean => idLike.test(name);

/** Of fields that say for whom a message is, and events that call somebody: what they carry names another than the sender. */
const addressing = /^(?:to|target|callee|dst|dest|peer|partner|remote|other|recipient|receiver|user_?to)/i;
const telling = /^(?:from|sender|src|source|me|self|(?:my|own|client)_?id)$/i;
const calling = /call|invit|ring|dial|request/i;

/** By which names a message's own sender is known from then on. */
export function ownNamesIn(message: ObservedMessage): readonly string[] {
  return calling.test(message.event ?? '') ? [] : namesIn(message, addressing);
}

/**
 * The short values of a message, in JSON and in JSON within it: ids, names of people and rooms. Not its event's own name, nor
 * what says of which kind it is. In one pass, whatever its length.
 */
export function namesIn(message: ObservedMessage, except?: RegExp): readonly string[] {
  return valuesIn(message, (key = '') => !describing.test(key) && !except?.test(key));
}

/** The ids that stand in fields which say for whom a message is. */
export function addressedIn(message: ObservedMessage): readonly string[] {
  return valuesIn(message, (key = '') => addressing.test(key)).filter(isIdLike);
}

/** What a message says of its own sender, in fields that are for that. */
export function senderIn(message: ObservedMessage): readonly string[] {
  return valuesIn(message, (key = '') => telling.test(key));
}

function valuesIn(
  { text, event }: ObservedMessage,
  isLookedAt: (key: string | undefined) => boolean,
): readonly string[] {
  if (text === undefined) return [];
  const pieces = text.split(quote);
  const names = new Set<string>();
  for (const [at, piece] of pieces.entries()) {
    if (names.size >= bounds.names) break;
    const isKey = pieces[at + 1]?.trimStart().startsWith(':') === true;
    if (isKey || piece.length > bounds.characters) continue;
    const [, digits] = number.exec(piece) ?? [];
    // A key stands ahead of what is ahead of a text, and right ahead of a number.
    const colon = digits === undefined ? pieces[at - 1] : piece;
    const key = colon?.trim().startsWith(':') ? pieces[digits === undefined ? at - 2 : at - 1] : undefined;
    if (!isLookedAt(key)) continue;
    if (digits !== undefined) names.add(digits);
    else if (piece !== event && nameLike.test(piece)) names.add(piece);
  }
  return [...names];
}

/** Query and last part of an address: some apps name there who it is. */
export function namesInUrl(url: string): readonly string[] {
  const { pathname, searchParams } = new URL(url, 'http://app');
  const last = pathname.split('/').findLast((part) => part !== '') ?? '';
  return [last, ...searchParams.values()].filter((name) => nameLike.test(name) && name.length <= bounds.characters);
}

/** By what one of the people may be named, and what the server has told it. */
export interface NamedPerson {
  readonly names: ReadonlySet<string>;
  readonly told: ReadonlySet<string>;
  /** The room that it has joined, where one is plain to see. */
  readonly joined: string | undefined;
}

/** For whom a message was. */
export interface Addressees<P> {
  /** Those of the people here whom it names, or else for all of whom it was; none where nobody knows. */
  readonly meant: readonly P[];
  /** It can't have been only for somebody who is not seen: somebody who is seen here had to get it too. */
  readonly isSure: boolean;
  /** It names somebody who was seen and is not there any more. */
  readonly isForSomebodyGone?: true;
}

/** Does a message name somebody, beside its sender? */
export const isNamed = ({ names }: NamedPerson, by: readonly string[], from: NamedPerson): boolean =>
  by.some((name) => names.has(name) && !from.names.has(name) && name !== from.joined);

/**
 * For whom a message was, as far as it says so. It is surely for somebody who is seen here where it names that one; or where
 * it names nobody, so that it is for all, and one of all shares a room with its sender or was announced to it.
 *
 * @param others who could have got it
 * @param isKnown whether a name was that of somebody seen, who may have gone
 */
export function addresseesOf<P extends NamedPerson>(
  names: readonly string[],
  from: P,
  others: readonly P[],
  isKnown: (name: string) => boolean,
): Addressees<P> {
  const strange = (name: string) => !isKnown(name) && name !== from.joined;
  const theirs = names.filter((name) => !from.names.has(name) && name !== from.joined);
  const named = others.filter((one) => isNamed(one, names, from));
  const ids = theirs.filter(isIdLike);
  // Words may be the name of somebody, and mean something else: beside an id that nobody here has, they prove nothing.
  if (named.length > 0) return { meant: named, isSure: ids.length === 0 || ids.some(isKnown) };
  if (theirs.some(isKnown)) return { meant: [], isSure: false, isForSomebodyGone: true };
  const isForAll = !theirs.some(strange) && ![...from.told].some((name) => isIdLike(name) && strange(name));
  const near = isForAll ? others.filter((one) => sharesRoom(one, from) || wasAnnounced(one, from)) : [];
  return { meant: near, isSure: near.length > 0 };
}

const sharesRoom = (one: NamedPerson, from: NamedPerson): boolean =>
  one.joined !== undefined && one.joined === from.joined;

const wasAnnounced = ({ names }: NamedPerson, to: NamedPerson): boolean =>
  [...names].some((name) => !to.names.has(name) && to.told.has(name));
