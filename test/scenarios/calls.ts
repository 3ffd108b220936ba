import type { BrowserName } from './browsers.js';
import type { Place } from './crossings.js';
import type { Habit } from './habit.js';
import type { Person, Stage } from './stage.js';

export interface Call {
  /** What both pages do; the probe is on both unless it is taken from one. */
  both?: Habit;
  ann?: Habit;
  bob?: Habit;
  annAt?: Place | BrowserName;
  bobAt?: Place | BrowserName;
}

export interface Two {
  ann: Person;
  bob: Person;
}

/** Ann and Bob are in the room. */
export async function together(stage: Stage, { both, ann, bob, annAt, bobAt }: Call = {}): Promise<Two> {
  const habit = { probe: true, ...both };
  const callee = await stage.person('bob', { ...habit, ...bob }, bobAt);
  return { bob: callee, ann: await stage.person('ann', { ...habit, ...ann }, annAt) };
}

/** Whose page has the probe. */
export type Sight = 'both' | 'ann' | 'bob' | 'nobody';

/** The same call, with the probe on these pages and on no other. */
export function probeOn(who: Sight, { ann, bob, ...call }: Call = {}): Call {
  return {
    ...call,
    ann: { ...ann, probe: who === 'both' || who === 'ann' },
    bob: { ...bob, probe: who === 'both' || who === 'bob' },
  };
}

/** Ann calls Bob. */
export async function annCalls(stage: Stage, call: Call = {}): Promise<Two> {
  const two = await together(stage, call);
  await two.ann.call(two.bob);
  return two;
}

/** Ann and Bob, who never gives way, call each other. */
export function glare(stage: Stage, call: Call): Promise<void> {
  return bothCall(stage, { ...call, bob: { ...call.bob, impolite: true } });
}

/** Ann and Bob call each other, and their offers cross; unless a page is impolite, it gives way and answers. */
export async function bothCall(stage: Stage, call: Call): Promise<void> {
  const { ann, bob } = await together(stage, { ...call, both: { ...call.both, crosses: true } });
  await Promise.all([ann.call(bob), bob.call(ann)]);
}
