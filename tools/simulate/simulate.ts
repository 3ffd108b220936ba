import type { Figures } from './figures.js';
import { loadOf, ratesOf, strains, type Load, type Rates, type Scene } from './load.js';
import { fullest } from './ring.js';
import { playRooms, type Tallies, type Tally } from './rooms.js';
import { weather, type Recovery } from './storm.js';

/** Beyond it, more instances are no answer. */
const mostInstances = 2000;
/** Rooms at any one time that are played: a share needs no more. */
const roomsPlayed = { toSize: 2000, toTell: 5000 };
const backAfterSeconds = 300;

/** How participants are spread over the instances. */
export interface Way {
  title: string;
  change: Partial<Figures>;
}

export const ways: readonly Way[] = [
  { title: 'by the room in the URL', change: {} },
  { title: 'the same, one page in ten without it', change: { roomInUrl: 0.9 } },
  { title: 'by address', change: { roomInUrl: 0 } },
];

export interface Outcome {
  way: Way;
  /** The lowest number that is enough, or the given one; undefined: none is. */
  needed: number | undefined;
  /** All of the below is for this number, the same for all ways. */
  instances: number;
  tallies: Tallies;
  load: Load;
  strains: [what: string, used: number][];
  /** Of all participants, those who are connected to the fullest instance, and those whose room is there too. */
  moved: number;
  touched: number;
  recovery: Recovery;
  /** Participants for whom there is a number of instances that is enough. */
  ceiling: number;
}

export interface Result {
  figures: Figures;
  rates: Rates;
  outcomes: Outcome[];
}

export interface Given {
  instances?: number;
  seed: number;
}

export function simulate(figures: Figures, { instances: given, seed }: Given): Result {
  const sized = ways.map((way) => {
    const f = { ...figures, ...way.change };
    return { way, f, needed: given ?? enough(f, seed) };
  });
  const instances = sized[0]?.needed ?? mostInstances;
  const outcomes = sized.map(({ way, f, needed }) => ({ way, needed, ...outcomeOf(f, instances, seed) }));
  return { figures, rates: ratesOf(figures), outcomes };
}

function outcomeOf(f: Figures, instances: number, seed: number): Omit<Outcome, 'way' | 'needed'> {
  const tallies = play(f, { instances, rooms: roomsPlayed.toTell, seed, backAfterSeconds });
  const scene = { instances, fullest: fullest(instances, f.placesOnRing), passed: passedOf(tallies.steady) };
  const load = loadOf(f, scene);
  const moved = scene.fullest / instances;
  return {
    instances,
    tallies,
    load,
    strains: strains(f, load),
    moved,
    touched: moved * (tallies.moved === 0 ? 1 : tallies.touched / tallies.moved),
    recovery: recoveryOf(f, scene, seed),
    ceiling: ceilingOf(f, seed),
  };
}

/** Of the participants, the share that is passed on. */
export const passedOf = ({ sides, handshakes }: Tally): number => (handshakes === 0 ? 0 : sides / handshakes / 2);

function play(
  f: Figures,
  { instances, ...played }: { instances: number; rooms: number; seed: number; backAfterSeconds?: number },
): Tallies {
  return playRooms({ ...f, ...played, instances, places: f.placesOnRing });
}

/** The share that is passed on where there is no end of instances: with n of them it is 1 - 1/n of that. */
function endlessPassed(f: Figures, seed: number): number {
  const many = 64;
  return passedOf(play(f, { instances: many, rooms: roomsPlayed.toSize, seed }).steady) / (1 - 1 / many);
}

/** With the reserve lost. */
function sceneLeft(f: Figures, instances: number, endless: number): Scene {
  const left = Math.max(1, instances - f.reserve);
  return { instances: left, fullest: 1, passed: endless * (1 - 1 / left) };
}

const holds = (f: Figures, scene: Scene): boolean => strains(f, loadOf(f, scene)).every(([, used]) => used <= 1);

/** The lowest number of instances with which everything holds, with the reserve lost too; undefined: there is none. */
export function enough(f: Figures, seed: number): number | undefined {
  const endless = endlessPassed(f, seed);
  for (let instances = 1 + f.reserve; instances <= mostInstances; instances++) {
    const even = sceneLeft(f, instances, endless);
    if (!holds(f, even)) continue;
    const scene = { ...even, fullest: fullest(even.instances, f.placesOnRing) };
    if (!holds(f, scene)) continue;
    const { all } = recoveryOf(f, { ...scene, instances }, seed);
    if (all <= f.recoverySeconds * 1000) return instances;
  }
  return undefined;
}

/** To the nearest hundredth; where instances are evenly full. */
function ceilingOf(f: Figures, seed: number): number {
  const endless = endlessPassed(f, seed);
  const can = (participants: number) => {
    for (let instances = 1 + f.reserve; instances <= mostInstances; instances++) {
      if (holds({ ...f, participants }, sceneLeft(f, instances, endless))) return true;
    }
    return false;
  };
  let [low, high] = [1, 1e9];
  while (high / low > 1.01) {
    const middle = Math.sqrt(low * high);
    if (can(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Of one of the instances that are left, when the fullest is lost. */
function recoveryOf(f: Figures, scene: Scene, seed: number): Recovery {
  const left = Math.max(1, scene.instances - 1);
  const { cpuOwn, cpuPassing } = loadOf(f, { ...scene, instances: left });
  // A room that comes back as a whole calls once for each pair; one of its people alone calls everybody else.
  const calls = (f.roomSize - 1) * (1 - f.roomInUrl / 2);
  const callUs = calls * ((2 + f.candidatesPerHandshake) * f.cpuUsPerMessage + f.batchesPerHandshake * f.cpuUsPerBatch);
  return weather({
    clients: Math.round((f.participants * scene.fullest) / scene.instances / left),
    notBeforeMs: f.leaseSeconds * 1000,
    joinMs: f.cpuUsPerJoin / 1000,
    callMs: callUs / 1000,
    free: Math.max(0.05, 1 - cpuOwn - cpuPassing),
    patienceMs: f.patienceSeconds * 1000,
    seed,
  });
}
