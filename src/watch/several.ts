import type { HandshakeRef } from '../domain/hop.js';
import { sameDescription, type Pair } from '../domain/pair.js';
import type { InFlight } from './in-flight.js';
import { isNamed } from './naming.js';
import type { Person } from './person.js';

/** Handshakes of those who have got a signal before it came to one whom it names: they have only overheard it. */
export function overheard({ from, names, reached, told }: InFlight<Person>, named: Person): HandshakeRef[] {
  const others = [...reached].filter((one) => one !== named && !isNamed(one, names, from));
  return others.flatMap((one) =>
    from.with(one).pair.flatMap(({ ref, answered }) => (told.has(ref.id) && !answered ? ref : [])),
  );
}

/** The other handshakes of the offer that this one is of, which have no answer. */
export function openBesides({ id }: HandshakeRef, caller: Person, callee: Person): HandshakeRef[] {
  const { offer } = caller.with(callee).pair.find(({ ref }) => ref.id === id) ?? {};
  if (!offer) return [];
  return [...caller.between.values()].flatMap(({ pair }) =>
    pair.flatMap(({ ref, answered, offer: known }) =>
      ref.id !== id && ref.caller === caller.id && !answered && sameDescription(known, offer) ? ref : [],
    ),
  );
}

/** A candidate of a description that others have got, and this one has not: it only overhears it. */
export function isOfAnother({ signal, from }: InFlight<Person>, to: Person): boolean {
  const ufrag = signal.kind === 'ice-candidate' ? signal.candidate.ufrag : undefined;
  if (ufrag === undefined) return false;
  const isKnown = (pair: Pair) =>
    pair.some(({ callerUfrags, calleeUfrags }) => callerUfrags.includes(ufrag) || calleeUfrags.includes(ufrag));
  const own = from.between.get(to);
  return !(own && isKnown(own.pair)) && [...from.between.values()].some(({ pair }) => isKnown(pair));
}

/** An answer that names one of those who have called: of others who get it, it is none. */
export function isAnswerToAnother({ signal, from, names }: InFlight<Person>): boolean {
  if (signal.kind !== 'answer') return false;
  return [...from.between].some(
    ([one, { pair }]) => isNamed(one, names, from) && pair.some(({ ref }) => ref.callee === from.id),
  );
}
