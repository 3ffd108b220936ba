import { expect, it } from '@jest/globals';
import { PageClock } from '../../client/probe/clock.js';

it('keeps the offset of the exchange with the least round trip', () => {
  const clock = new PageClock();
  clock.learn(1000, 5050, 1100);
  expect(clock.offsetAt(1100)).toEqual({ offsetMs: 4000, uncertaintyMs: 51 });
  clock.learn(2000, 6040, 2200);
  expect(clock.offsetAt(1100)).toEqual({ offsetMs: 4000, uncertaintyMs: 51 });
  clock.learn(3000, 7010, 3010);
  expect(clock.offsetAt(3010)).toEqual({ offsetMs: 4005, uncertaintyMs: 6 });
});

it('is the less sure of an offset the older it is, as clocks drift', () => {
  const clock = new PageClock();
  clock.learn(0, 5000, 10);
  expect(clock.offsetAt(100_010)?.uncertaintyMs).toBeCloseTo(56);
  clock.learn(100_010, 105_060, 100_090);
  expect(clock.offsetAt(100_090)).toEqual({ offsetMs: 5010, uncertaintyMs: 41 });
});

it('believes a later exchange that no error explains: a computer that slept', () => {
  const clock = new PageClock();
  clock.learn(1000, 5005, 1010);
  clock.learn(2000, 66_050, 2100);
  expect(clock.offsetAt(2100)).toEqual({ offsetMs: 64_000, uncertaintyMs: 51 });
});

it('learns nothing from an answer that is none', () => {
  const clock = new PageClock();
  clock.learn(1000, undefined as unknown as number, 1010);
  expect(clock.offsetAt(1010)).toBeUndefined();
});

it('does not follow a system clock that is set', () => {
  const clock = new PageClock();
  const { now } = Date;
  Date.now = () => 0;
  const at = clock.now();
  Date.now = now;
  expect(Math.abs(at - Date.now())).toBeLessThan(1000);
});

it('is compared with the gateway that has answered last, where there are several', () => {
  const clock = new PageClock();
  clock.learn(1000, 5005, 1010, 'one');
  clock.learn(2000, 6050, 2100, 'other');
  expect(clock.offsetAt(2100)).toMatchObject({ offsetMs: 4000, uncertaintyMs: 51, by: 'other' });

  clock.learn(3000, 7100, 3200, 'other');
  expect(clock.offsetAt(2100)).toMatchObject({ offsetMs: 4000, uncertaintyMs: 51, by: 'other' });
});
