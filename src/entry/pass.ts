import { byMachineClock, byOwnClock, now } from '../hops/clock.js';
import { done, refuse, type Outcome } from '../hops/step.js';

/** What its token lets a participant do. Plain data: it can be handed to where the room is. */
export interface Pass {
  rooms: '*' | readonly string[];
  /** How many participants a room may hold that it opens or fills. */
  capacity?: number;
  /** What it is called, whatever its page says. */
  name?: string;
  /** Whom the token was issued to: its `sub` (RFC 7519, section 4.1.2). */
  holder?: string;
  /** When it ends, by the clock of `now`: its time is fixed when it is read, whatever is done to the machine's clock then. */
  until?: number;
}

/** How long a pass is still good for that ends then, in ms. */
export const leftMs = (until = Infinity): number => until - now();

/** A pass on its way to another instance: each has a `now` of its own, and the machines have one clock. */
export const handedOn = (pass: Pass): Pass => withUntil(pass, byMachineClock);
/** A pass that another instance has handed on. */
export const takenOver = (pass: Pass): Pass => withUntil(pass, byOwnClock);
const withUntil = (pass: Pass, by: (at: number) => number): Pass =>
  pass.until === undefined ? pass : { ...pass, until: by(pass.until) };

/** Of everybody, where no token is asked for. */
export const anybody: Pass = { rooms: '*' };
/** Of a connection whose token was not taken. */
export const nobody: Pass = { rooms: [] };

/** What somebody asks for who joins. */
interface Wish {
  room: string;
  username: string;
}

/** As what a participant enters the room that it asks for. */
export interface Admission {
  username: string;
  capacity?: number;
}

export function admit({ rooms, name, capacity }: Pass, { room, username }: Wish): Outcome<Admission> {
  if (rooms !== '*' && !rooms.includes(room)) return refuse('room-forbidden');
  return done({ username: name ?? username, ...(capacity !== undefined && { capacity }) });
}

/** May a pass take the place of another, whose holder stays where that let it in? */
export function continues(pass: Pass, before: Pass): Outcome<Pass> {
  const other = (['holder', 'name'] as const).find((key) => pass[key] !== before[key]);
  if (other) return refuse('token-invalid', `It is not for the same ${other}.`);
  return covers(pass.rooms, before.rooms) ? done(pass) : refuse('token-invalid', 'It is not for the same rooms.');
}

function covers(rooms: Pass['rooms'], others: Pass['rooms']): boolean {
  return rooms === '*' || (others !== '*' && others.every((room) => rooms.includes(room)));
}
