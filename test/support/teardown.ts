import { afterEach } from '@jest/globals';

const stops: (() => unknown)[] = [];

/** Ends something that the running test has started, when the test is over; the last one started goes first. */
export function atEnd(stop: () => unknown): void {
  stops.push(stop);
}

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});
