import { lackOfFiles } from './open-files.js';
import { Race, type Course, type Entrant } from './race.js';
import { bare, gateway, type Contender } from './servers.js';
import { spreadOf } from './table.js';

/** µs of CPU a message with so many connected. */
export interface Crowded {
  title: string;
  gateway: number;
  bare: number;
}

const crowds = [
  { title: '100 connections, 50 rooms', pairs: 50, roomSize: 2 },
  { title: '160 connections, 10 rooms of 16', pairs: 80, roomSize: 16 },
  { title: '1,000 connections, 500 rooms', pairs: 500, roomSize: 2 },
  { title: '10,000 connections, 5,000 rooms', pairs: 5000, roomSize: 2 },
] as const;
const connections = crowds.reduce((sum, { pairs }) => sum + 2 * pairs, 0);
const rounds = 2;
const stretchMs = 1000;

/**
 * One and the same server with more and more people at it, all of these up at once and measured in turns. Each stretch is
 * steady, so that the pings of ten thousand who rest count for its time only. The two servers one after the other: both
 * at once would take more open files than many systems allow.
 */
export async function measureCrowds(course: Course, say: (line: string) => void): Promise<Crowded[]> {
  const lack = lackOfFiles(connections);
  if (lack !== undefined) {
    say(`flat     not measured: ${lack}`);
    return [];
  }
  const [own, others] = [await crowded(gateway, course, say), await crowded(bare, course, say)];
  return crowds.map(({ title }) => {
    const found = { title, gateway: own.get(title) ?? NaN, bare: others.get(title) ?? NaN };
    say(`flat     ${title}: ${found.gateway.toFixed(2)} µs, bare Socket.IO ${found.bare.toFixed(2)} µs`);
    return found;
  });
}

async function crowded(
  contender: Contender,
  course: Course,
  say: (line: string) => void,
): Promise<Map<string, number>> {
  const entrants = crowds.map(({ title, ...crowd }): Entrant => ({ ...contender, name: title, crowd }));
  const names = crowds.map(({ title }) => title);
  const race = await Race.start(entrants, { ...course, warmUpMs: 1500 });
  say(`flat     ${contender.name}: ${connections.toLocaleString('en')} connections stand`);
  const all = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, { cpuUs }] of await race.steady(names, stretchMs)) all.get(name)?.push(cpuUs);
  }
  await race.stop();
  return new Map([...all].map(([name, values]) => [name, spreadOf(values).median]));
}
