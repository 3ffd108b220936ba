import { describe, expect, it } from '@jest/globals';
import { Drain, type DrainOptions, type Transfer } from '../../src/relay/drain.js';

const nowhere: Transfer = {
  hold: () => Promise.resolve(),
  goOn: () => undefined,
  giveUp: () => Promise.resolve(),
};

/** Two in each room, and what is done with them, in order. */
function house(rooms: number, options: Partial<DrainOptions> = {}) {
  const here = new Map(
    Array.from({ length: 2 * rooms }, (_, index) => [`participant ${index}`, `room ${Math.floor(index / 2)}`]),
  );
  const done: string[] = [];
  const drain = new Drain({
    boundMs: 1000,
    participants: () => [...here.keys()],
    roomOf: (id) => here.get(id),
    busy: () => false,
    transfer: {
      ...nowhere,
      giveUp: (names) => {
        done.push(`give up ${names.join(', ')}`);
        return Promise.resolve();
      },
    },
    move: (ids) => {
      done.push(`move ${ids.join(', ')}`);
      for (const id of ids) here.delete(id);
    },
    ...options,
  });
  return { drain, done, here };
}

describe('draining', () => {
  it('gives a room up before anybody of it is moved, and moves all of it together', async () => {
    const { drain, done } = house(1);

    await drain.run();

    expect(done).toEqual(['give up room 0', 'move participant 0, participant 1']);
  });

  it('spreads rooms over half of the bound', async () => {
    const { drain, done, here } = house(100);

    const began = performance.now();
    await drain.run();
    const tookMs = performance.now() - began;

    expect(here.size).toBe(0);
    // Ten at a time, one time each twentieth of the bound.
    expect(done.filter((step) => step.startsWith('give up'))).toHaveLength(10);
    expect(tookMs).toBeGreaterThan(400);
    expect(tookMs).toBeLessThan(1000);
  });

  it('keeps a room as long as one of it is busy, until the bound is over', async () => {
    const { drain, done } = house(2, { boundMs: 300, busy: (id) => id === 'participant 0' });

    await drain.run();

    expect(done.slice(1)).toEqual([
      'move participant 2, participant 3',
      'give up room 0',
      'move participant 0, participant 1',
    ]);
  });

  it('does not wait for ever for whoever is to take a room up', async () => {
    const { drain, here } = house(1, {
      boundMs: 100,
      transfer: { ...nowhere, giveUp: () => new Promise(() => undefined) },
    });

    await drain.run();

    expect(here.size).toBe(0);
  });

  it('moves everybody at once when there is no more time', async () => {
    const { drain, here } = house(100, { boundMs: 3_600_000, busy: () => true });

    const running = drain.run();
    await drain.hurry();
    await running;

    expect(here.size).toBe(0);
  });

  it('leaves a room where it is that a handshake began in while it was held, and has it go on', async () => {
    let isBusy = false;
    const { drain, done, here } = house(1, {
      busy: () => isBusy,
      transfer: {
        hold: () => {
          isBusy = done.length === 0;
          done.push('hold');
          return Promise.resolve();
        },
        goOn: (names) => {
          if (names.length === 0) return;
          done.push(`go on ${names.join(', ')}`);
          isBusy = false;
        },
        giveUp: (names) => {
          done.push(`give up ${names.join(', ')}`);
          return Promise.resolve();
        },
      },
    });
    await drain.run();
    expect(done.slice(0, 4)).toEqual(['hold', 'go on room 0', 'hold', 'give up room 0']);
    expect(here.size).toBe(0);
  });
});
