import { readFileSync } from 'node:fs';

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string };
  children?: number[];
}
interface Profile {
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}

/** The first that fits a frame, or one of those that called it, takes the time; the deepest frame is asked first. */
const places: readonly (readonly [what: string, of: (url: string, name: string) => boolean])[] = [
  [
    'drawing and exporting spans',
    (url) => /projections\/traces\/|opentelemetry|telemetry\/(span-|finished-|node-sdk)/.test(url),
  ],
  ['handshakes and verdicts', (url) => /\/src\/(diagnosis|domain\/(?!pair))|hops\/deadlines/.test(url)],
  ['the other watchers', (url) => /projections\/|prom-client|\/pino|sonic-boom|telemetry\//.test(url)],
  ['checking a message and reading its facts', (url) => /relay\/validate|protocol\/|zod/.test(url)],
  ['recognising signaling in what a server passes on', (url) => /\/src\/watch\//.test(url)],
  ['the proof of delivery', (url) => /connections\/delivery-proof/.test(url)],
  ['Hopline’s relay: steps, rooms, routing', (url) => /\/src\/(relay|hops|limits|connections)\//.test(url)],
  ['Socket.IO, Engine.IO and their parsers', (url) => /socket\.io|engine\.io/.test(url)],
  ['ws: frames', (url) => /node_modules\/ws\//.test(url)],
];
const alone = new Map([
  ['(garbage collector)', 'collecting garbage'],
  ['(idle)', 'idle'],
  ['(program)', 'native code outside JavaScript'],
  ['writev', 'writing to sockets (system calls)'],
  ['writeBuffer', 'writing to sockets (system calls)'],
  ['writeUtf8String', 'writing to sockets (system calls)'],
  ['writeLatin1String', 'writing to sockets (system calls)'],
]);

/** What the profiler takes for itself is nothing that the gateway does: `post` of the inspector's session starts and ends it. */
const isProfiler = (name: string, url: string) => name === 'post' && /^node:(internal\/)?inspector/.test(url);

/** Where the busy time of a CPU profile went, largest first. */
export function shares(file: string): [what: string, share: string][] {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const placeOf = (id: number): string => {
    const { functionName, url } = byId.get(id)?.callFrame ?? { functionName: '', url: '' };
    if (isProfiler(functionName, url)) return 'idle';
    const own = alone.get(functionName) ?? places.find(([, fits]) => fits(url, functionName))?.[0];
    if (own !== undefined) return own;
    const parent = parentOf.get(id);
    return parent === undefined ? 'Node’s own: events, streams, timers' : placeOf(parent);
  };
  // A place that nothing fits shows as nothing: its files have moved.
  const times = new Map<string, number>(places.map(([what]) => [what, 0]));
  for (const [index, sample] of samples.entries()) {
    const place = placeOf(sample);
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[index] ?? 0));
  }
  times.delete('idle');
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .toSorted(([, one], [, other]) => other - one)
    .map(([what, time]) => [what, `${((time / busy) * 100).toFixed(1)} %`]);
}
