import { byMachineClock, byOwnClock, now } from '../hops/clock.js';
import { done, refuse, type StepResult } from '../hops/step.js';

/** What its token lets a participant do. Plain data: it can be handed to where the room is. */
export interface Grant {
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

/** How long a grant is still good for that ends then, in ms. */
export const leftMs = (until = Infinity): number => until - now();

/** A grant on its way to another instance: each has a `now` of its own, and the machines have one clock. */
export const handedOn = (grant: Grant): Grant => withUntil(grant, byMachineClock);
/** A grant that another instance has handed on. */
export const takenOver = (grant: Grant): Grant => withUntil(grant, byOwnClock);
const withUntil = (grant: Grant, by: (at: number) => number): Grant =>
  grant.until === undefined ? grant : { ...grant, until: by(grant.until) };

/** Of everybody, where no token is asked for. */
export const anybody: Grant = { rooms: '*' };
/** Of a connection whose token was not taken. */
export const nobody: Grant = { rooms: [] };

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

export function admit({ rooms, name, capacity }: Grant, { room, username }: Wish): StepResult<Admission> {
  if (rooms !== '*' && !rooms.includes(room)) return refuse('room-forbidden');
  return done({ username: name ?? username, ...(capacity !== undefined && { capacity }) });
}

/** May a grant take the place of another, whose holder stays where that let it in? */
export function continues(grant: Grant, before: Grant): StepResult<Grant> {
  const other = (['holder', 'name'] as const).find((key) => grant[key] !== before[key]);
  if (other) return refuse('token-invalid', `It is not for the same ${other}.`);
  return covers(grant.rooms, before.rooms) ? done(grant) : refuse('token-invalid', 'It is not for the same rooms.');
}

function covers(rooms: Grant['rooms'], others: Grant['rooms']): boolean {
  return rooms === '*' || (others !== '*' && others.every((room) => rooms.includes(room)));
}
