import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Ranking } from '../../src/diagnosis/ranking.js';
import { EvictionOrder, Shares } from '../../src/diagnosis/handshakes/shares.js';

describe('a share', () => {
  it('loses what settled first, and then what is oldest', () => {
    const share = new EvictionOrder();
    for (const id of ['a', 'b', 'c', 'd']) share.add(id);
    share.mark('c', true);
    share.mark('b', true);
    const gone: string[] = [];
    for (let next = share.next; next !== undefined; next = share.next) {
      gone.push(next);
      share.remove(next);
    }

    expect(gone).toEqual(['c', 'b', 'a', 'd']);
  });

  it('counts what has not settled, and takes a verdict back', () => {
    const share = new EvictionOrder();
    share.add('a');
    share.add('b');
    share.mark('a', true);
    share.mark('a', true);
    expect([share.size, share.unsettled, share.next]).toEqual([2, 1, 'a']);
    share.mark('a', false);
    expect([share.size, share.unsettled, share.next]).toEqual([2, 2, 'b']);
  });
});

describe('shares', () => {
  it('know who has the most; of several, who has had it for longest', () => {
    const shares = new Shares(new Ranking());
    for (const id of ['a1', 'a2']) shares.add('a', id);
    for (const id of ['b1', 'b2', 'b3']) shares.add('b', id);
    expect(shares.largest).toBe(shares.of('b'));
    shares.remove('b', 'b1');
    expect(shares.largest).toBe(shares.of('a'));
    shares.remove('a', 'a1');
    shares.remove('a', 'a2');
    expect([shares.largest, shares.of('a')]).toEqual([shares.of('b'), undefined]);
  });

  it('know it whatever is added and removed, as who counts all of them does', () => {
    const step = fc.record({ owner: fc.constantFrom('a', 'b', 'c'), id: fc.nat({ max: 9 }), adds: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const shares = new Shares(new Ranking());
        const known = new Map<string, Set<string>>();
        for (const { owner, id, adds } of steps) {
          const own = known.get(owner) ?? new Set<string>();
          known.set(owner, own);
          const name = `${owner}${id}`;
          if (!adds) shares.remove(owner, name);
          else if (!own.has(name)) shares.add(owner, name);
          if (adds) own.add(name);
          else own.delete(name);
          const most = Math.max(...Array.from(known.values(), ({ size }) => size));
          expect(shares.largest?.size ?? 0).toBe(most);
        }
      }),
    );
  });
});
