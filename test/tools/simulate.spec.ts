import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defaults, figuresFrom, type Figures } from '../../tools/simulate/figures.js';
import { loadOf, passesOf, ratesOf, strains, tracesOf } from '../../tools/simulate/load.js';
import { fullest, Ring } from '../../tools/simulate/ring.js';
import { playRooms, type RoomsModel } from '../../tools/simulate/rooms.js';
import { enough, passedOf } from '../../tools/simulate/simulate.js';
import { weather } from '../../tools/simulate/storm.js';
import { atEnd } from '../support/teardown.js';

/** 3,600 people in pairs, each for half an hour: one room begins every second. */
const pairs: Figures = {
  ...defaults,
  participants: 3600,
  roomSize: 2,
  staySeconds: 1800,
  rejoinsPerHour: 0,
  handshakesPerPair: 1,
};

describe('the arithmetic', () => {
  it('has the rates of pairs that call once', () => {
    expect(ratesOf(pairs)).toMatchObject({ joins: 2, handshakes: 1, messages: 18, heartbeats: 144, batches: 5 });
  });

  it('traces all that failed, and of the others so many of each instance', () => {
    const f = { ...pairs, failedShare: 0.1, traceRatio: 0.5, tracesHealthy: 20 };
    const rates = { ...ratesOf(f), handshakes: 100 };
    expect([tracesOf(f, rates, 1), tracesOf(f, rates, 10)]).toEqual([10 + 20, 10 + 45]);
  });

  it('has everybody call everybody, and one who comes again call all others', () => {
    const { joins, handshakes } = ratesOf({ ...pairs, roomSize: 4, rejoinsPerHour: 2 });
    // Half a room a second with six pairs; two who come again, with three others each.
    expect([joins, handshakes]).toEqual([4, 0.5 * 6 + 2 * 3]);
  });

  it('counts a pass for each message that somebody elsewhere sends or is sent', () => {
    const rates = { ...ratesOf(pairs), handshakes: 10 };
    expect(passesOf(pairs, rates, 0)).toBe(0);
    // Offer and answer, and 16 candidates, at one of two sides.
    expect(passesOf(pairs, rates, 0.5)).toBe(10 * 18);
    expect(passesOf(pairs, rates, 1)).toBe(2 * 10 * 18);
  });

  it('has an instance do its share, and what is passed through twice: a connection more, and its messages', () => {
    const f = { ...pairs, microsecondsPerPassedMessage: 100, cpuUsPerSecond: 0, kBAlone: 0, handshakesKept: 0 };
    const together = loadOf(f, { instances: 1, fullest: 1, passed: 0 });
    const half = loadOf(f, { instances: 4, fullest: 1, passed: 0.5 });
    const coming = (2 * f.cpuUsPerJoin + 144 * f.cpuUsPerHeartbeat + 5 * f.cpuUsPerBatch) / 1e6;

    expect(half.cpuOwn).toBeCloseTo(together.cpuOwn / 4, 9);
    expect(together.cpuPassing).toBe(0);
    expect(half.cpuPassing).toBeCloseTo((coming / 2 + (18 * 100) / 1e6) / 4, 9);
    expect(half.connections).toBe(900);
    expect(half.memoryMB).toBeCloseTo((together.memoryMB * 2) / 4, 9);
  });

  it('asks Redis for claims, places of reports, counts of limits and beats, and for no message', () => {
    const scene = { instances: 4, fullest: 1, passed: 0 };
    const { redisCommands } = loadOf(pairs, scene);
    // One room a second begins and ends, 1,800 are renewed; two come, 5 batches are counted; four beats.
    const claims = 2 + 1800 / pairs.claimSeconds;
    expect(redisCommands).toBeCloseTo(claims + (2 + 5) + 2 * 2 + 4, 9);
    expect(loadOf({ ...pairs, candidatesPerHandshake: 200 }, scene).redisCommands).toBe(redisCommands);
  });

  it('puts first what is used up first', () => {
    const load = loadOf(pairs, { instances: 1, fullest: 1, passed: 0 });
    const [first] = strains({ ...pairs, memoryMB: load.memoryMB / 3 }, load);
    expect(first).toEqual(['memory of an instance', 3]);
  });

  it('takes the figures of the benchmark where it has run, the median of its rounds', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'hopline-simulate-'));
    atEnd(() => rm(directory, { recursive: true }));
    const file = path.join(directory, 'relay.json');
    expect(figuresFrom(file)).toEqual(defaults);

    const speeds = { gateway: [{ cpuUs: 11 }, { cpuUs: 90 }, { cpuUs: 10 }] };
    await writeFile(file, JSON.stringify({ speeds, weights: { gateway: { idleKb: 50 } } }));

    expect(figuresFrom(file)).toEqual({ ...defaults, cpuUsPerMessage: 11, kBPerConnection: 50 });
  });

  it('finds the lowest number of instances that is enough', () => {
    // 1,000 connections fill an instance; of ten and a reserve, the fullest has a little more than an equal share.
    const f = { ...pairs, participants: 10_000, handshakesKept: 1e6, kBPerHandshake: 0, kBAlone: 0 };
    const full = { ...f, kBPerConnection: 1024, memoryMB: 1000 };
    expect(enough({ ...full, reserve: 0 }, 1)).toBe(11);
    expect(enough({ ...full, reserve: 1 }, 1)).toBe(12);
    expect(enough({ ...full, redisCore: 0 }, 1)).toBeUndefined();
  });
});

describe('the ring', () => {
  const keys = [...Array(20_000).keys()];
  const all = new Ring([0, 1, 2, 3], 1024);

  it('moves the keys of the instance that leaves, and no others', () => {
    const without = new Ring([0, 1, 3], 1024);
    const moved = keys.filter((key) => all.at(key) !== without.at(key));
    expect(moved).toEqual(keys.filter((key) => all.at(key) === 2));
    expect(moved.length / keys.length).toBeCloseTo(1 / 4, 1);
    expect(new Set(moved.map((key) => without.at(key)))).toEqual(new Set([0, 1, 3]));
  });

  it('is the evener the more places an instance has', () => {
    expect(fullest(10, 4096)).toBeLessThan(1.1);
    expect(fullest(10, 16)).toBeGreaterThan(1.2);
    expect(fullest(1, 16)).toBeCloseTo(1, 9);
  });

  it('gives the fullest instance the share of the keys that it says', () => {
    const counts = [0, 0, 0, 0];
    for (const key of keys) counts[all.at(key)] = (counts[all.at(key)] ?? 0) + 1;
    expect(Math.max(...counts) / keys.length).toBeCloseTo(all.most, 1);
    expect(all.most).toBeGreaterThan(1 / 4);
  });
});

describe('rooms', () => {
  const model: RoomsModel = {
    instances: 10,
    places: 4096,
    roomInUrl: 0,
    roomSize: 4,
    staySeconds: 1200,
    gatherSeconds: 60,
    rejoinsPerHour: 0,
    rooms: 1000,
    seed: 1,
  };

  it.each([
    [2, 3],
    [4, 10],
    [8, 5],
  ])(
    'of %i, spread by address over %i instances, have as many passed through as chance says',
    (roomSize, instances) => {
      const { steady } = playRooms({ ...model, roomSize, instances });
      // The instance of the first who came has the room; each other one is elsewhere with a chance of 1 - 1/instances.
      expect(passedOf(steady)).toBeCloseTo((1 - 1 / instances) * (1 - 1 / roomSize), 1);
    },
  );

  it('have somebody passed through as often as two differ, where two call', () => {
    const { steady } = playRooms({ ...model, roomSize: 2, instances: 4 });
    expect(steady.passed / steady.handshakes).toBeCloseTo(3 / 4, 1);
  });

  it('have nobody passed through where the URL names the room and no instance comes or goes, or there is one', () => {
    expect(playRooms({ ...model, roomInUrl: 1, rejoinsPerHour: 4 }).steady.sides).toBe(0);
    expect(playRooms({ ...model, instances: 1 }).steady.sides).toBe(0);
  });

  it('move as a whole when their instance is lost, and have some passed through for a while when it is back', () => {
    const { moved, touched, lost, back } = playRooms({
      ...model,
      roomInUrl: 1,
      rejoinsPerHour: 4,
      backAfterSeconds: 300,
    });
    const share = (minutes: typeof back) =>
      minutes.reduce((sum, { passed }) => sum + passed, 0) /
      minutes.reduce((sum, { handshakes }) => sum + handshakes, 0);

    expect(moved).toBeCloseTo(1 / 10, 1);
    expect(touched).toBe(moved);
    expect(lost.handshakes).toBeGreaterThan(0);
    expect(lost.passed).toBe(0);
    expect(share(back.slice(0, 1))).toBeGreaterThan(0.02);
    expect(share(back.slice(-1))).toBeLessThan(share(back.slice(0, 1)) / 4);
  });

  it('are torn by a loss where they are spread: those at the lost instance, and those whose room was there', () => {
    const { moved, touched } = playRooms({ ...model, instances: 4, backAfterSeconds: 300, rooms: 3000 });
    const here = 1 / 4;
    expect(moved).toBeCloseTo(here, 1);
    expect(touched).toBeCloseTo(here / model.roomSize + (1 - 1 / model.roomSize) * (1 - (1 - here) ** 2), 1);
  });
});

describe('the storm after a loss', () => {
  const storm = { clients: 1, notBeforeMs: 0, joinMs: 10, callMs: 30, free: 0.5, patienceMs: Infinity, seed: 1 };

  it('is one join after the first wait of Socket.IO, for one client', () => {
    const { all, half, calm, again } = weather(storm);
    expect(half).toBe(all);
    expect(all).toBeGreaterThan(500 + 20);
    expect(all).toBeLessThan(1500 + 20);
    expect(calm - all).toBeCloseTo(60, 6);
    expect(again).toBe(0);
  });

  it('takes as long as the work of all, where there is more than comes in one wait', () => {
    const { calm } = weather({ ...storm, clients: 1000 });
    expect(calm).toBeGreaterThan(500 + 80_000);
    expect(calm).toBeLessThan(1500 + 80_000);
  });

  it('begins when the lost instance has lost its rooms', () => {
    const { half, all } = weather({ ...storm, clients: 10, notBeforeMs: 5000 });
    expect(half).toBeGreaterThan(5000);
    expect(all).toBeCloseTo(5000 + 10 * 80 - 60, 6);
  });

  it('lets those try again who gave up, and may never end', () => {
    const patient = weather({ ...storm, clients: 150, patienceMs: 2000 });
    expect(patient.again).toBeGreaterThan(0);
    expect(patient.all).toBeLessThan(Infinity);
    expect(weather({ ...storm, clients: 400, joinMs: 1100, patienceMs: 2000 }).all).toBe(Infinity);
  });
});
