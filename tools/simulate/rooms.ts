import { exponential, mix, randomOf } from './random.js';
import { Ring } from './ring.js';

export interface RoomsModel {
  instances: number;
  /** Of each instance on the ring. */
  places: number;
  /** Of the clients, those whose URL names the room; the others are placed by their address. */
  roomInUrl: number;
  roomSize: number;
  /** How long a room lasts on average, and in how long its people come in, in seconds. */
  staySeconds: number;
  gatherSeconds: number;
  /** Reloads and lost networks of one participant. */
  rejoinsPerHour: number;
  /** Rooms at any one time. */
  rooms: number;
  seed: number;
  /** One instance is lost at 0 and comes back after this many seconds; undefined: nothing happens. */
  backAfterSeconds?: number;
}

/** Of the handshakes in a stretch of time: how many there are, and how many of their sides are passed on. */
export interface Tally {
  handshakes: number;
  /** At least one side is connected to another instance than that of the room. */
  passed: number;
  /** Sides, two to a handshake, that are. */
  sides: number;
}

export interface Tallies {
  /** Before anything happens. */
  steady: Tally;
  /** Of those who lost their connection with the instance, when they are back. */
  lost: Tally;
  /** By `backStretch`, from the moment in which the instance is back. */
  back: Tally[];
  /** Of all participants, those who were connected to the lost instance, and those whose room was there too. */
  moved: number;
  touched: number;
}

const none = (): Tally => ({ handshakes: 0, passed: 0, sides: 0 });
/** In seconds. */
export const backStretch = 300;
const stretchesWatched = 12;
const theLost = 0;
/** Rooms begin so early that those of the first moment that counts are a fair sample. */
const warmUpStays = 6;

/** Which instance a key belongs to, at a time. */
type Placing = (key: number, at: number) => number;

/**
 * One room: the instance of the first who comes claims it, a connection stays where it is until it is made anew, and who
 * comes calls everybody who is there.
 */
class Room {
  readonly #keys: readonly number[];
  readonly #placeOf: Placing;
  readonly #where = new Map<number, number>();
  #owner: number | undefined;

  constructor(keys: readonly number[], placeOf: Placing) {
    this.#keys = keys;
    this.#placeOf = placeOf;
  }

  get size(): number {
    return this.#where.size;
  }

  enter(person: number, at: number, tally: Tally | undefined): void {
    const instance = this.#placeOf(this.#keys[person] ?? 0, at);
    const owner = (this.#owner ??= instance);
    this.#where.delete(person);
    for (const other of this.#where.values()) {
      const sides = (instance === owner ? 0 : 1) + (other === owner ? 0 : 1);
      if (!tally) continue;
      tally.handshakes++;
      if (sides > 0) tally.passed++;
      tally.sides += sides;
    }
    this.#where.set(person, instance);
  }

  /** The lost instance takes its connections along, and its claim to the room, which another one that is there gets. */
  lose(at: number, tally: Tally): { moved: number; touched: number } {
    const gone = [...this.#where].filter(([, place]) => place === theLost).map(([person]) => person);
    const touched = this.#owner === theLost ? this.#where.size : gone.length;
    for (const person of gone) this.#where.delete(person);
    if (this.#owner === theLost) [this.#owner] = this.#where.values();
    for (const person of gone) this.enter(person, at, tally);
    return { moved: gone.length, touched };
  }
}

/** Plays rooms from their first to their last minute and counts which handshakes have a side that is passed on. */
export function playRooms(model: RoomsModel): Tallies {
  const { staySeconds, backAfterSeconds: back } = model;
  const random = randomOf(model.seed);
  const result = { steady: none(), lost: none(), back: Array.from({ length: stretchesWatched }, none) };
  const until = back === undefined ? 0 : back + stretchesWatched * backStretch;
  const tallyAt = (at: number): Tally | undefined =>
    at < 0 ? result.steady : result.back[Math.floor((at - (back ?? 0)) / backStretch)];
  const placeOf = placing(model);
  let [present, moved, touched] = [0, 0, 0];

  let begin = -warmUpStays * staySeconds;
  for (let number = 0; begin < until; number++) {
    const end = begin + exponential(random, staySeconds);
    const keys = Array.from({ length: model.roomSize }, (_, person) =>
      random() < model.roomInUrl ? number : mix(number * 64 + person + 1),
    );
    const room = new Room(keys, placeOf);
    const comings = keys.flatMap((_, person) => comingsOf(person, begin, Math.min(end, until), model, random));
    comings.sort((one, other) => one.at - other.at);
    let isBefore = true;
    for (const { person, at } of [...comings, { person: undefined, at: end }]) {
      if (isBefore && at >= 0 && begin < 0 && back !== undefined) {
        present += room.size;
        const loss = room.lose(0, result.lost);
        moved += loss.moved;
        touched += loss.touched;
      }
      isBefore = at < 0;
      if (person !== undefined) room.enter(person, at, tallyAt(at));
    }
    begin += exponential(random, staySeconds / model.rooms);
  }
  return { ...result, moved: present && moved / present, touched: present && touched / present };
}

/** When somebody comes into a room: at first, and after each lost connection. */
function comingsOf(
  person: number,
  begin: number,
  end: number,
  { gatherSeconds, rejoinsPerHour }: RoomsModel,
  random: () => number,
): { person: number; at: number }[] {
  const comings = [];
  let at = begin + (person === 0 ? 0 : random() * gatherSeconds);
  while (at < end) {
    comings.push({ person, at });
    at += rejoinsPerHour > 0 ? exponential(random, 3600 / rejoinsPerHour) : Infinity;
  }
  return comings;
}

function placing({ instances, places, backAfterSeconds: back }: RoomsModel): Placing {
  const all = [...Array(instances).keys()];
  const whole = new Ring(all, places);
  if (back === undefined || instances === 1) return (key) => whole.at(key);
  const without = new Ring(
    all.filter((instance) => instance !== theLost),
    places,
  );
  return (key, at) => (at >= 0 && at < back ? without : whole).at(key);
}
