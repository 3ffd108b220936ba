import { setTimeout as passed } from 'node:timers/promises';
import { freePort } from '../../test/support/free-port.js';
import { startOwnRedis } from '../../test/support/redis.js';
import { Client, inParallel } from './client.js';
import { connectPairs } from './connect.js';
import { adminToken, bare, gateway } from './servers.js';
import { ServerProcess } from './server-process.js';
import { Traffic } from './traffic.js';

/** What one turn of each has cost, in µs of CPU per relayed message, and in ms. */
export interface Passing {
  /** Of bare Socket.IO. */
  bareUs: number;
  /** Of the instance that passes both ends on: the message comes in and goes out there, as with the bare relay. */
  passingUs: number;
  /** Of the room's instance, for pairs that are passed on to it and for its own. */
  homeUs: number;
  ownUs: number;
  /** The middle of the latencies, of pairs that are passed on and of the room's instance's own. */
  passedMs: number;
  ownMs: number;
}

export interface PassingCourse {
  pairs: number;
  rounds: number;
  warmUpMs: number;
  /** How long each is driven in a round as fast as can be, and at a rate. */
  ms: number;
  messagesPerSecond: number;
  /** Base URL of an OTLP receiver. */
  sink: string;
}

/** The gateway waits a second for a probe behind the last message. */
const afterworkMs = 2500;

type Pairs = [Client, Client][];

/** An instance of several, everything on; where its clients reach it. */
async function instance(redisUrl: string, sink: string): Promise<{ server: ServerProcess; port: number }> {
  const port = await freePort();
  const env = { ...gateway.env?.(sink), REDIS_URL: redisUrl, PORT: String(port) };
  const server = await ServerProcess.start({ script: gateway.script, env });
  await until(async () => (await ask(port, '/health/ready')).includes('reached'));
  return { server, port };
}

async function ask(port: number, path: string): Promise<string> {
  const headers = { Authorization: `Bearer ${adminToken}` };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers }).catch(() => undefined);
  return (await response?.text()) ?? '';
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await done()); tries++) {
    if (tries > 600) throw new Error('The instances have not found each other.');
    await passed(50);
  }
}

/** Pairs in rooms of the one instance, connected to another: somebody opens the rooms there, and leaves. */
async function across(home: number, edge: number, count: number, name: string): Promise<Pairs> {
  const pairs = await inParallel(count, 16, async (index): Promise<[Client, Client]> => {
    const opener = await Client.connect(gateway.dialect, home);
    await opener.join(`${name} ${index}`, 'opener');
    const [caller, callee] = [await Client.connect(gateway.dialect, edge), await Client.connect(gateway.dialect, edge)];
    await caller.join(`${name} ${index}`, 'caller');
    await callee.join(`${name} ${index}`, 'callee');
    await opener.close();
    return [caller, callee];
  });
  return pairs;
}

const middle = (values: readonly number[]) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;

/** Bare Socket.IO, pairs of the room's own instance and pairs that are passed on to it, in turns; once for each round. */
export async function measurePassing(course: PassingCourse, say: (line: string) => void): Promise<Passing[]> {
  const redis = await startOwnRedis();
  const relay = await ServerProcess.start({ script: bare.script });
  const [home, edge] = [await instance(redis.url, course.sink), await instance(redis.url, course.sink)];
  const all = async () => Promise.all([ask(home.port, '/api/funnel'), ask(edge.port, '/api/funnel')]);
  await until(async () => (await all()).every((answer) => answer.includes('"answered":2')));
  const { pairs: count, ms } = course;
  const plain = new Traffic(await connectPairs(bare, relay.port, count));
  const own = new Traffic(await across(home.port, home.port, count, 'own'));
  const through = new Traffic(await across(home.port, edge.port, count, 'through'));
  const passing = Number(/^hopline_participants (\d+)/m.exec(await ask(edge.port, '/metrics'))?.[1]);
  if (passing !== 0) throw new Error(`${passing} participants are not passed on.`);

  const drive = async (traffic: Traffic, forMs: number, ...servers: readonly ServerProcess[]) => {
    const cpus = () => Promise.all(servers.map((server) => server.cpu()));
    const [before, messages] = [await cpus(), traffic.tally.messages];
    traffic.loop(count);
    await passed(forMs);
    await traffic.stop();
    const after = await cpus();
    return after.map((cpu, index) => (cpu - (before[index] ?? NaN)) / (traffic.tally.messages - messages));
  };
  const latency = async (traffic: Traffic) => middle(await traffic.pace(course.messagesPerSecond, ms));
  for (const traffic of [plain, own, through]) await drive(traffic, course.warmUpMs);
  const found: Passing[] = [];
  for (let round = 1; round <= course.rounds; round++) {
    const [bareUs = NaN] = await drive(plain, ms, relay);
    const [ownUs = NaN] = await drive(own, ms, home.server);
    const [homeUs = NaN, passingUs = NaN] = await drive(through, ms, home.server, edge.server);
    // The reports on the calls of a second that was too full have come.
    await passed(afterworkMs);
    found.push({ bareUs, ownUs, homeUs, passingUs, ownMs: await latency(own), passedMs: await latency(through) });
    say(`passing  round ${round}: ${passingUs.toFixed(2)} µs, bare Socket.IO ${bareUs.toFixed(2)} µs`);
  }
  for (const { server } of [home, edge]) await server.stop();
  await relay.stop();
  await redis.close();
  return found;
}
