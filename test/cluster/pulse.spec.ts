import { describe, expect, it } from '@jest/globals';
import { Pulse } from '../../src/cluster/pulse.js';
import { atEnd } from '../support/teardown.js';

describe('the pulse of another instance', () => {
  it('is that of who is connected to it now: whoever comes next owes no answer for who was given up', async () => {
    const { promise: answered, resolve } = Promise.withResolvers<number[]>();
    let isGivenUp = false;
    /** Of the one that came next, which answers. */
    const silences: number[] = [];
    const pulse = new Pulse({
      everyMs: 20,
      patienceMs: 40,
      addresses: (direction) => (direction === 'to' ? ['other'] : []),
      ask: () => (isGivenUp ? Promise.resolve() : Promise.reject(new Error('It does not answer.'))),
      silent: (_direction, _address, ms) => {
        if (isGivenUp) silences.push(ms);
        if (silences.length > 2) resolve(silences);
        isGivenUp ||= ms > 0;
        return isGivenUp && silences.length === 0;
      },
      onStopped: () => undefined,
    });
    atEnd(() => pulse.close());
    pulse.start();

    expect(new Set(await answered)).toEqual(new Set([0]));
  });

  it('says nothing of others, but that this instance itself was stopped, where it is late', async () => {
    const { promise: heard, resolve } = Promise.withResolvers<void>();
    let stops = 0;
    const silences: number[] = [];
    const pulse = new Pulse({
      everyMs: 20,
      // A busy machine may be late by some of it at any time.
      patienceMs: 500,
      addresses: (direction) => (direction === 'to' ? ['other'] : []),
      ask: () => Promise.resolve(),
      silent: (_direction, _address, ms) => {
        if (silences.push(ms) > 2) resolve();
        return false;
      },
      onStopped: () => stops++,
    });
    atEnd(() => pulse.close());
    pulse.start();
    const end = performance.now() + 700;
    while (performance.now() < end);
    pulse.notice();
    pulse.notice();
    expect(stops).toBe(1);

    await heard;
    expect(stops).toBe(1);
    expect(new Set(silences)).toEqual(new Set([0]));
  });

  it('is heard by its questions where somebody comes from it, and by nothing else', async () => {
    const { promise: lost, resolve } = Promise.withResolvers<number>();
    let asks = true;
    const pulse: Pulse = new Pulse({
      everyMs: 20,
      patienceMs: 40,
      addresses: (direction) => (direction === 'from' ? ['other'] : []),
      ask: () => Promise.reject(new Error('It is not asked.')),
      silent: (_direction, _address, ms) => {
        if (ms > 0) resolve(beats);
        if (++beats > 10) asks = false;
        if (asks) pulse.heard('other');
        return false;
      },
      onStopped: () => undefined,
    });
    let beats = 0;
    atEnd(() => pulse.close());
    pulse.start();

    expect(await lost).toBeGreaterThan(10);
  });
});
