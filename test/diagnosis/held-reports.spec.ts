import { describe, expect, it } from '@jest/globals';
import { HeldReports } from '../../src/diagnosis/reports/held-reports.js';

const pages = Array.from({ length: 400 }, (_, number) => ({ number }));
const one = (key: string, page: number, account: string) => ({ key, page: pages[page] as object, account });
/** Holds so many, each under a key of its own and of a page of its own; how many had to go. */
function fill(held: HeldReports<ReturnType<typeof one>>, count: number, account: string, isProved = false): number {
  let dropped = 0;
  for (let i = 0; i < count; i++) dropped += held.hold(one(`${account}${i}`, i % pages.length, account), isProved);
  return dropped;
}

describe('reports that are held', () => {
  it('are found by their key and by their page, the oldest first, and are gone then', () => {
    const held = new HeldReports({ handshakes: 100, reports: 128 });
    const [a, b, c] = [one('k', 1, 'x'), one('k', 2, 'x'), one('other', 2, 'y')];
    for (const item of [a, b, c]) expect(held.hold(item, false)).toBe(0);

    expect(held.takeKey('k')).toEqual([a, b]);
    expect(held.takeKey('k')).toEqual([]);
    expect(held.takePage(b.page)).toEqual([c]);
    expect(held.size).toBe(0);
  });

  it('are so many for each page, each key and each account', () => {
    const held = new HeldReports({ handshakes: 1000, reports: 128 });
    for (let i = 0; i < 200; i++) held.hold(one(`p${i}`, 1, 'page'), true);
    expect(held.takePage(pages[1] as object)).toHaveLength(128);
    for (let i = 0; i < 200; i++) held.hold(one('key', i, `many${i}`), true);
    expect(held.takeKey('key')).toHaveLength(64);
    expect([fill(held, 350, 'account', true), held.size]).toEqual([100, 250]);
  });

  it('are fewer for each account where their pages have proved nothing', () => {
    const held = new HeldReports({ handshakes: 4000, reports: 128 });
    expect([fill(held, 450, 'stranger'), held.size]).toEqual([50, 400]);
    expect([fill(held, 1050, 'proved', true), held.size]).toEqual([50, 1400]);
  });

  it('make room for one key by those that have proved nothing', () => {
    const held = new HeldReports({ handshakes: 1000, reports: 128 });
    const proved = one('key', 1, 'a');
    held.hold(proved, true);
    const strangers = Array.from({ length: 64 }, (_, i) => one('key', 2 + i, 'b'));
    const dropped = strangers.map((item) => held.hold(item, false));

    expect(dropped.filter((count) => count > 0)).toEqual([1]);
    expect(held.takeKey('key')).toEqual([proved, ...strangers.slice(1)]);
  });

  it('make room where there are too many: the oldest of the account that has the most', () => {
    const held = new HeldReports({ handshakes: 100, reports: 128 });
    const [few, more] = [one('few', 1, 'few'), one('more', 2, 'more')];
    held.hold(few, false);
    held.hold(more, false);
    expect([fill(held, 98, 'more'), held.size]).toEqual([0, 100]);

    for (let i = 0; i < 45; i++) expect(held.hold(one(`c${i}`, 5, 'third'), false)).toBe(1);

    expect([held.size, held.takeKey('few'), held.takeKey('more'), held.takeKey('more0')]).toEqual([100, [few], [], []]);
    expect(held.takeKey('c0')).toHaveLength(1);
  });

  it('make room by pages that have proved nothing before any that has', () => {
    const held = new HeldReports({ handshakes: 100, reports: 128 });
    fill(held, 60, 'proved', true);
    fill(held, 40, 'stranger');
    expect(fill(held, 100, 'another')).toBe(100);
    expect(held.takeKey('proved0')).toHaveLength(1);
    // Of those that have, the one with the most goes where there is nobody else.
    expect(fill(held, 100, 'more', true)).toBe(99);
    expect([held.takeKey('another99').length, held.size]).toEqual([1, 99]);
  });
});
