/**
 * What open handshakes cost, and whether their verdicts come on time: opens many at once through the whole stream of
 * hops (spans, counters, handshakes), weighs them, and measures how late each verdict is after its wait.
 *
 *   npm run bench:handshakes [-- 10000]
 */
import { pino } from 'pino';
import { defaultWaits } from '../src/domain/ladder.js';
import type { Hop, HandshakeRef } from '../src/domain/hop.js';
import { now } from '../src/hops/clock.js';
import { defaultBounds } from '../src/bounds/bounds.js';
import { HopStream } from '../src/hops/hop-stream.js';
import { watchHops } from '../src/watchers.js';
import { createMetrics } from '../src/telemetry/metrics.js';

const count = Number(process.argv[2] ?? 10_000);
const candidates = 8;
/** All are open, and weighed, before the first is due; then they come due at the rate at which they came. */
const openedInMs = 15_000;
const waits = { ...defaultWaits, answer: 20_000, ring: 20_000 };
const { gc } = globalThis;
if (!gc) throw new Error('Run it with --expose-gc: npm run bench:handshakes');
const heap = (): number => {
  gc();
  return process.memoryUsage().heapUsed;
};

const stream = new HopStream((where, error) => {
  throw new Error(`defect in ${where}`, { cause: error });
});
const lateness: number[] = [];
stream.watch({
  name: 'lateness',
  onVerdict: ({ verdict, settledAt, handshake }) => {
    if (settledAt === undefined) return;
    const due = (handshake.marks['offer-delivered']?.at ?? 0) + waits.ring;
    if (verdict.outcome === 'failed') lateness.push(settledAt - due);
  },
});
const limit = count + 1;
const {
  diagnostics: { handshakes },
} = watchHops({
  stream,
  metrics: createMetrics('bench'),
  logger: pino({ level: 'silent' }),
  tracing: { draw: () => undefined, shutdown: () => Promise.resolve() },
  sampling: { ratio: 1, healthy: Infinity, slowMs: 5000 },
  format: 'json',
  print: () => undefined,
  allowLines: () => true,
  link: () => undefined,
  consoleLink: () => undefined,
  language: 'en',
  waits,
  bounds: { ...defaultBounds, handshakes: limit, 'handshakes-participant': limit },
  ownerOf: (id) => id,
  watches: false,
  ends: {
    // The pong of a local client, as soon as the loop turns.
    ask: (id) => void setImmediate(() => emit({ kind: 'alive', from: { id }, seenBy: 'transport' })),
    requestReport: () => undefined,
    drawsLadder: () => false,
    sight: () => ({ transport: true, page: false }),
  },
});

function emit(hop: Pick<Hop, 'kind' | 'seenBy'> & Partial<Hop>): void {
  stream.emit({ result: 'reached', at: now(), tookMs: 0.1, ...hop });
}

function openOne(index: number): void {
  const caller = `caller-${index}-abcdefgh`;
  const callee = `callee-${index}-abcdefgh`;
  const hex = (index + 1).toString(16).padStart(32, '0').replace(/^0/, 'a');
  const handshake: HandshakeRef = {
    id: hex.slice(16),
    traceId: hex,
    spanId: hex.slice(16).replace(/^0/, 'b'),
    caller,
    callee,
  };
  const from = { id: caller, username: `ann ${index}` };
  const to = { id: callee, username: `bob ${index}`, sight: { transport: true, page: false } };
  const common = { handshake, from, to, room: `room ${index}`, message: 'offer' } as const;
  const description = {
    bytes: 3400,
    session: `s${index}`,
    version: 'v',
    ufrag: `u${index}`,
    media: { audio: 1, video: 1, application: 0 },
    candidates: { host: 0, srflx: 0, prflx: 0, relay: 0 },
  };
  emit({ ...common, kind: 'offer-received', seenBy: 'gateway', description });
  emit({ ...common, kind: 'offer-forwarded', seenBy: 'gateway', description });
  emit({ ...common, kind: 'offer-delivered', seenBy: 'transport', description });
  for (let candidate = 0; candidate < candidates; candidate++) {
    const facts = {
      bytes: 250,
      end: false,
      type: 'host',
      protocol: 'udp',
      family: 'ipv4',
      ufrag: `u${index}`,
    } as const;
    const own = { ...common, message: 'ice-candidate', candidate: facts } as const;
    emit({ ...own, kind: 'candidate-received', seenBy: 'gateway' });
    emit({ ...own, kind: 'candidate-forwarded', seenBy: 'gateway' });
    emit({ ...own, kind: 'candidate-delivered', seenBy: 'transport' });
  }
}

const before = heap();
let opened = 0;
let busyMs = 0;
const startedAt = now();
await new Promise<void>((all) => {
  const pace = setInterval(() => {
    const due = Math.min(count, Math.ceil(((now() - startedAt) / openedInMs) * count));
    const began = now();
    while (opened < due) openOne(opened++);
    busyMs += now() - began;
    if (opened < count) return;
    clearInterval(pace);
    all();
  }, 10);
});
const perHopUs = (busyMs * 1000) / (count * (3 + 3 * candidates));
const kB = (heap() - before) / handshakes.open / 1024;
const mostOpen = handshakes.open;

await new Promise<void>((settled) => {
  const look = setInterval(() => {
    if (handshakes.open > 0) return;
    clearInterval(look);
    settled();
  }, 20);
});
await stream.close();

lateness.sort((a, b) => a - b);
const at = (share: number) =>
  (lateness[Math.min(lateness.length - 1, Math.floor(lateness.length * share))] ?? NaN).toFixed(0);
console.log(
  `${mostOpen} handshakes open at once, each with an offer and ${candidates} candidates (${3 + 3 * candidates} hops)`,
);
console.log(`memory                ${kB.toFixed(2)} kB a handshake`);
console.log(`all watchers          ${perHopUs.toFixed(2)} µs a hop`);
console.log(
  `verdicts              ${lateness.length}, late after the wait by p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`,
);
