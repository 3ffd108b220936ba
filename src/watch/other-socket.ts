import type { HandshakeRef } from '../domain/hop.js';
import { unanswered } from '../domain/pair.js';
import type { InFlight } from './in-flight.js';
import type { Person } from './person.js';

/** A call that has no answer. */
export interface OpenCall {
  readonly caller: Person;
  readonly callee: Person;
  readonly ref: HandshakeRef;
}

/**
 * Some pages get their signaling on one connection and send their own on another. So an answer that comes on one that was
 * never called is for the call of another of the same browser, which says nothing itself; where that is one call, both
 * connections of each of the two are one from now on.
 *
 * @param to who gets the answer, where somebody does: the caller, or another connection of its page
 * @returns where there are several, the calls of which nobody knows whether they have their answer
 */
export function joinSockets(moving: InFlight<Person>, people: Iterable<Person>, to?: Person): readonly OpenCall[] {
  const calls = answerable(moving, people, to);
  const [only, another] = calls;
  if (!only || another) return calls;
  moving.from.other = only.callee;
  moving.from = only.callee;
  if (to && to !== only.caller) to.other = only.caller;
  return [];
}

function answerable({ signal, from, told }: InFlight<Person>, people: Iterable<Person>, to?: Person): OpenCall[] {
  if (signal.kind !== 'answer' || told.size > 0 || from.isCalledUnseen || wasCalled(from)) return [];
  const silent = [...people].filter(
    (one) => one !== from && one !== to && !one.hasSignaled && one.marks.browser === from.marks.browser,
  );
  const calls = silent.flatMap((callee) =>
    [...callee.between].flatMap(([caller, { pair }]) => {
      const ref = caller.isGone ? undefined : unanswered(pair, callee.id);
      return ref ? { caller, callee, ref } : [];
    }),
  );
  if (!to) return calls;
  const own = calls.filter(({ caller }) => caller === to.page);
  if (own.length > 0 || to.hasSignaled) return own;
  return calls.filter(({ caller }) => caller.marks.browser === to.marks.browser);
}

const wasCalled = (one: Person): boolean =>
  one.overheard.size > 0 || [...one.between.values()].some(({ pair }) => pair.some(({ ref }) => ref.callee === one.id));
