import type { Passing } from './passing.js';
import { range, spreadOf, table } from './table.js';

/** What passing a participant through to the instance of its room costs, beside what it is held against. */
export function passingTable(rounds: readonly Passing[]): string {
  const of = (value: (round: Passing) => number) => range(spreadOf(rounds.map(value)), 2);
  return table(
    ['passing through to another instance', 'reached', 'at most'],
    [
      ['µs of CPU a message, the passing instance (in and out)', of(({ passingUs }) => passingUs), '5'],
      ['the same ÷ bare Socket.IO', of(({ passingUs, bareUs }) => passingUs / bareUs), '0.31'],
      ['µs of CPU a message, bare Socket.IO', of(({ bareUs }) => bareUs), '–'],
      ['µs of CPU a message, the room’s instance, passed on to it', of(({ homeUs }) => homeUs), '–'],
      ['µs of CPU a message, the room’s instance, its own', of(({ ownUs }) => ownUs), '–'],
      ['added latency, p50, ms', of(({ passedMs, ownMs }) => passedMs - ownMs), '0.5'],
      ['p50 passed on, ms', of(({ passedMs }) => passedMs), '–'],
      ['p50 of the room’s instance’s own, ms', of(({ ownMs }) => ownMs), '–'],
    ],
  );
}
