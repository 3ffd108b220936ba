import type { Strayed } from '../domain/hop.js';
import { plainName } from '../../protocol/plain-names.js';
import type { InFlight } from './in-flight.js';
import type { Addressees } from './naming.js';
import type { Person } from './person.js';

/** Who could have got a signal, and for whom of them it was. */
export interface Reachable extends Addressees<Person> {
  readonly others: readonly Person[];
}

/**
 * Where the server has left a signal.
 *
 * @param isSure nobody who is not seen can have got it instead
 */
export function strayOf(
  { astray, isReturned, event }: InFlight<Person>,
  { isForSomebodyGone, others }: Reachable,
  isSure: boolean,
): Strayed {
  const unseen = isForSomebodyGone ? 'gone' : others.length === 0 ? 'all' : 'some';
  return {
    to: astray.size > 0 ? 'another' : isReturned ? 'sender' : 'nobody',
    ...(event !== undefined && { event: plainName(event) }),
    ...(!isSure && { unseen }),
  };
}
