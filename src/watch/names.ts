import { forgetOldest } from '../bounds/forget-oldest.js';
import { addresseesOf, namesIn, ownNamesIn, senderIn, type Addressees } from './naming.js';
import type { InFlight } from './in-flight.js';
import type { ObservedMessage } from './observed.js';
import type { Person } from './person.js';

/** Names of one person; and of those that the server has told it; messages of a person that are looked at. */
const most = { own: 64, told: 500, said: 60 } as const;
/** What is said and told is looked at where it is no longer, as lists of who is there are. */
const lookedAt = 4000;

/** By what names the people here are known: to say for whom a message was that nobody got. */
export class KnownNames {
  private readonly known = new Set<string>();

  /** @param limit names of everybody who was seen */
  constructor(private readonly limit: number) {}

  learn(person: Person, names: readonly string[]): void {
    for (const name of names) {
      keep(person.names, name, most.own);
      keep(this.known, name, this.limit);
    }
  }

  /**
   * It names itself in the first that it says, and where it says from whom a message is; beside what it has sent as it opened
   * its connection.
   */
  saidBy(person: Person, message: ObservedMessage): void {
    if ((message.text?.length ?? Infinity) > lookedAt || ++person.said > most.said) return;
    this.learn(person, senderIn(message));
    if (person.hasIntroducedItself) return;
    person.hasIntroducedItself = person.session === undefined || message.event !== undefined;
    this.learn(person, ownNamesIn(message));
  }

  toldTo(person: Person, message: ObservedMessage): void {
    if (person.told.size >= most.told || (message.text?.length ?? Infinity) > lookedAt) return;
    for (const name of namesIn(message)) keep(person.told, name, most.told);
  }

  /** Is it for one other person who was seen, and may have gone? All ids that say for whom it is are known, and at most one here has them. */
  isForAnother({ addressed, from }: InFlight<Person>, to: Person, people: Iterable<Person>): boolean {
    const ids = addressed.filter((id) => !from.names.has(id) && id !== from.joined);
    if (ids.length === 0 || !ids.every((id) => this.known.has(id) && !to.names.has(id))) return false;
    return [...people].filter(({ names }) => ids.some((id) => names.has(id))).length <= 1;
  }

  addresseesOf({ names, from }: InFlight<Person>, others: readonly Person[]): Addressees<Person> {
    return addresseesOf(names, from, others, (name) => this.known.has(name));
  }
}

function keep(names: Set<string>, name: string, bound: number): void {
  names.delete(name);
  names.add(name);
  forgetOldest(names, bound, 'watched-names');
}
