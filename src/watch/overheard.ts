import { forgetOldest } from '../bounds/forget-oldest.js';
import type { InFlight } from './in-flight.js';
import type { Person } from './person.js';

type OverheardSignal = InFlight<Person>;

/** What one page got and that was for another, as far as it is known again. */
const kept = 200;

/** The server has written to somebody what is for another, as long as nothing shows the contrary. */
export function overhear(moving: OverheardSignal, to: Person): void {
  moving.astray.add(to);
  to.overheard.add(moving);
  forgetOldest(to.overheard, kept, 'watched-signals');
}

/** A candidate of a description that this one has only overheard, whatever has become of the one whom it was for. */
export function isOfOverheard({ signal, from }: OverheardSignal, to: Person): boolean {
  if (signal.kind !== 'ice-candidate') return false;
  const { ufrag } = signal.candidate;
  return [...to.overheard].some(
    ({ signal: known, from: by }) => by === from && known.kind !== 'ice-candidate' && known.description.ufrag === ufrag,
  );
}

/** What somebody was meant by all the same: the signals of the one sender of all that it has overheard, who got no other. */
export function answeredAfterAll(by: Person): OverheardSignal[] {
  const [caller, another] = new Set(Array.from(by.overheard, ({ from }) => from));
  return caller && !another && by.between.size === 0 ? takeOverheard(by, caller) : [];
}

/** Takes out what it has overheard of that sender. */
export function takeOverheard(by: Person, from: Person): OverheardSignal[] {
  const taken = [...by.overheard].filter((one) => one.from === from);
  for (const one of taken) {
    by.overheard.delete(one);
    one.astray.delete(by);
  }
  return taken;
}
