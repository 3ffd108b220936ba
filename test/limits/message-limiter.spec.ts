import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Bucket } from '../../src/limits/bucket.js';
import type { LimitName } from '../../src/limits/limit-names.js';
import { Addresses } from '../../src/limits/addresses.js';
import { AddressLimiter, AddressLimiters } from '../../src/limits/address-limiter.js';
import { MessageLimiter, type MessageRates } from '../../src/limits/message-limiter.js';
import type { EngineSocket } from '../../src/connections/engine-socket.js';
import { MessageLimiters } from '../../src/limits/message-limiters.js';

const times = <T>(count: number, act: () => T): T[] => Array.from({ length: count }, act);

describe('a bucket', () => {
  it('gives what it holds, then what flows in, and says when there will be enough', () => {
    const bucket = new Bucket(100, 1000, 0);

    expect(bucket.take(1000, 0)).toBe(0);
    expect(bucket.take(50, 0)).toBe(500);
    expect(bucket.take(50, 499)).toBeCloseTo(1);
    expect(bucket.take(50, 500)).toBe(0);
  });

  it('never holds more than its burst', () => {
    const bucket = new Bucket(100, 1000, 0);

    expect(bucket.take(1001, 1e9)).toBe(10);
    expect(bucket.take(1000, 1e9)).toBe(0);
  });

  it('goes into debt for what has come already, and gives nothing until that is paid', () => {
    const bucket = new Bucket(100, 1000, 0);

    expect(bucket.owe(1000, 0)).toBe(0);
    expect(bucket.owe(10, 0)).toBe(10);
    expect(bucket.take(0, 0)).toBe(100);
    expect(bucket.take(0, 100)).toBe(0);
  });
});

const addressOf = (messages: number, bytes = 1e9) => new AddressLimiter({ messages, bytes, held: 1e9 });

describe('the limiter of a connection', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 0 }));
  afterEach(() => void jest.useRealTimers());

  const rates: MessageRates = { messages: 100, bytes: 10_000, joins: 1 };
  const tollOf = (address = addressOf(1000)) => {
    const refused: LimitName[] = [];
    let cuts = 0;
    let rests = 0;
    const limiter = new MessageLimiter(rates, address, (limit) => refused.push(limit), {
      rest: () => rests++,
      cut: () => cuts++,
    });
    const send = (event: string, size = 10) => {
      limiter.packet(size);
      return limiter.take(event);
    };
    return { limiter, refused, send, cuts: () => cuts, rests: () => rests };
  };

  it('lets a burst through, refuses what is over with the time to wait, and lets it through after that time', () => {
    const { send, refused } = tollOf();

    expect(times(1000, () => send('ice-candidate')).filter(Boolean)).toEqual([]);
    const refusal = send('ice-candidate');
    expect(refusal).toMatchObject({ code: 'rate-limited', retryAfterMs: 20 });
    expect(refused).toEqual(['messages']);
    jest.advanceTimersByTime(refusal?.retryAfterMs ?? 0);
    expect(send('ice-candidate')).toBeUndefined();
  });

  it('charges a description five times a candidate', () => {
    const { send } = tollOf();

    expect(times(200, () => send('offer')).filter(Boolean)).toEqual([]);
    expect(send('offer')).toMatchObject({ code: 'rate-limited' });
  });

  it('counts bytes, whatever they are', () => {
    const { send, refused, limiter } = tollOf();

    limiter.packet(99_000);
    expect(send('ice-candidate', 2000)).toMatchObject({ code: 'rate-limited', retryAfterMs: 300 });
    expect(refused).toEqual(['bytes']);
    jest.advanceTimersByTime(300);
    expect(send('ice-candidate', 2000)).toBeUndefined();
  });

  it('lets a tenth as many joins through as there are seconds', () => {
    const { send, refused } = tollOf();

    expect(times(11, () => send('join-room')?.retryAfterMs)).toEqual([...times(10, () => undefined), 1000]);
    expect(refused).toEqual(['joins']);
  });

  it.each([
    ['messages', 1],
    ['bytes', 1000],
  ])('cuts who goes on, once, and counts nothing after that (%s)', (_, size) => {
    const { send, refused, cuts, limiter } = tollOf();

    times(5000, () => send('ice-candidate', size));

    expect(cuts()).toBe(1);
    expect(limiter.over).toBe(true);
    expect(refused.filter((limit) => limit === 'flooding')).toHaveLength(1);
  });

  it('counts what all connections of an address send together', () => {
    const address = addressOf(100);
    const [one, other] = [tollOf(address), tollOf(address)];

    expect(times(500, () => one.send('ice-candidate')).filter(Boolean)).toEqual([]);
    expect(times(500, () => other.send('ice-candidate')).filter(Boolean)).toEqual([]);
    expect(one.send('ice-candidate')).toMatchObject({ code: 'rate-limited' });
    expect(one.refused).toEqual(['messages-address']);
    times(200, () => other.send('ice-candidate'));
    expect([one.cuts(), other.cuts()]).toEqual([0, 1]);
  });

  it('counts the bytes that all connections of an address send together', () => {
    const address = addressOf(1e6, 10_000);
    const [one, other] = [tollOf(address), tollOf(address)];

    expect(times(5, () => one.send('ice-candidate', 10_000)).filter(Boolean)).toEqual([]);
    expect(times(5, () => other.send('ice-candidate', 10_000)).filter(Boolean)).toEqual([]);
    expect(one.send('ice-candidate', 5000)).toMatchObject({ code: 'rate-limited', retryAfterMs: 1000 });
    expect(one.refused).toEqual(['bytes-address']);
  });

  it('lets a connection that sends much at once rest now and then, and one that takes its time never', () => {
    const { send, rests } = tollOf();

    times(250, () => send('ice-candidate'));
    expect(rests()).toBe(1);
    for (let turn = 0; turn < 5; turn++) {
      jest.advanceTimersByTime(11);
      times(99, () => send('ice-candidate'));
    }
    expect(rests()).toBe(1);
    jest.advanceTimersByTime(11);
    times(100, () => send('ice-candidate'));
    expect(rests()).toBe(2);
  });

  it('does not cut who keeps to the rate in debt', () => {
    const { send, cuts } = tollOf();

    times(1050, () => send('ice-candidate'));
    for (let second = 0; second < 60; second++) {
      jest.advanceTimersByTime(1000);
      times(100, () => send('ice-candidate'));
    }

    expect(cuts()).toBe(0);
  });
});

const request = () => ({ headers: {}, socket: { remoteAddress: '192.0.2.1' } });

describe('the limiters of all connections', () => {
  it('charge the address of one that is cut, once, and forget the address when its last connection has closed', () => {
    const flooded: string[] = [];
    const rates = { messages: 1, bytes: 1000, joins: 1 };
    const together = new AddressLimiters({ messages: 100, bytes: 1e9, held: 1e9 });
    const limiters = new MessageLimiters(
      { addresses: new Addresses([]), rates, together },
      () => undefined,
      (address) => {
        flooded.push(address);
      },
    );
    const transport = { name: 'polling' };
    const conn = Object.assign(new EventEmitter(), { request: request(), transport, close: () => undefined });
    const first = together.enter('192.0.2.1');
    together.leave('192.0.2.1');
    limiters.begin(conn as unknown as EngineSocket, 'session', undefined);
    const ofConnection = together.enter('192.0.2.1');

    times(20, () => conn.emit('packet', { data: '2[]' }));
    together.leave('192.0.2.1');
    conn.emit('close');

    expect(flooded).toEqual(['192.0.2.1']);
    expect(ofConnection).not.toBe(first);
    expect(together.enter('192.0.2.1')).not.toBe(ofConnection);
  });
});
