import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultBounds, type Bounds } from '../../src/bounds/bounds.js';
import { forgettable, forgotten, type Forgettable } from '../../src/bounds/forgotten.js';
import type { Visitor } from '../../src/cluster/guests.js';
import { Handover } from '../../src/cluster/handover.js';
import { boundSettings } from '../../src/config/bounds.js';
import { noteOther, Pages } from '../../src/diagnosis/pages/pages.js';
import { Repeats } from '../../src/diagnosis/reports/repeats.js';
import type { HandshakeRef } from '../../src/domain/hop.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { ParticipantAddresses } from '../../src/limits/participant-addresses.js';
import { FailingPairs } from '../../src/projections/metrics/failing-pairs.js';
import { Refusals } from '../../src/projections/live/refusals.js';
import { Strays } from '../../src/projections/traces/strays.js';
import { Connections } from '../../src/relay/connections.js';
import { Rooms } from '../../src/relay/rooms.js';
import { InFlightSignals } from '../../src/watch/in-flight.js';
import { KnownNames } from '../../src/watch/names.js';
import { Person } from '../../src/watch/person.js';
import { drawing } from '../support/drawing.js';
import { callOf, diagnosisOf, refOf } from '../support/stories.js';

const docs = readFileSync(path.join(import.meta.dirname, '../../docs/limits.md'), 'utf8');
const forgottenRows = (docs.split('## What is forgotten')[1] ?? '').split('\n');
const rowOf = (what: string) => forgottenRows.find((line) => line.startsWith(`| \`${what}\` `)) ?? '';

type Named = Forgettable & keyof Bounds;
const named = forgettable.filter((what): what is Named => what in defaultBounds);
const report = { at: 1, step: 'offer-created', result: 'reached', connection: 1 } as const;
const calls = (of: string): HandshakeRef => ({ ...refOf(of), caller: `${of}-caller`, callee: 'boris' });

/** Puts in one more for each number that it is called with. */
const fillers: Readonly<Record<Named, (bounds: Bounds) => (one: number) => void>> = {
  addresses: ({ addresses }) => {
    const known = new ParticipantAddresses(addresses);
    return (one) => known.entered(`p${one}`, '192.0.2.1');
  },
  departed: (bounds) => {
    const rooms = new Rooms({ ...bounds, capacity: 8 });
    rooms.join('anna', { username: 'anna' }, 'den');
    return (one) => {
      rooms.join(`p${one}`, { username: `p${one}` }, 'den');
      rooms.leave(`p${one}`);
    };
  },
  pages: (bounds) => {
    const repeats = new Repeats(bounds);
    return (one) => repeats.note(`page${one}`, report);
  },
  reports: (bounds) => {
    const repeats = new Repeats(bounds);
    return (one) => repeats.note('page', { ...report, at: one });
  },
  'connections-of-page': (bounds) => {
    const page = new Pages(10).of('page', undefined, undefined);
    return (one) => noteOther(page, { ...report, connection: one }, 'boris', bounds['connections-of-page']);
  },
  refusals: ({ refusals }) => {
    const kept = new Refusals(refusals);
    return (one) =>
      kept.onHop({
        kind: 'joined',
        result: 'refused',
        reason: 'room-full',
        seenBy: 'gateway',
        at: one,
        tookMs: 0,
        from: { id: `p${one}` },
      });
  },
  'failing-pairs': (bounds) => {
    const failing = new FailingPairs(bounds['failing-pairs']);
    const { handshake, verdict } = diagnosisOf(callOf(refOf('h')).slice(0, 3), 90_000);
    return (one) =>
      failing.onVerdict({
        handshake: { ...handshake, room: `r${one}` },
        verdict: { ...verdict, outcome: 'failed' },
        settledAt: one,
      });
  },
  traces: ({ traces }) => {
    const { spans } = drawing({ traces });
    return (one) => {
      const [first, ...more] = callOf(refOf(`h${one}`)).slice(0, 3);
      if (!first) return;
      for (const hop of [first, ...more]) spans.onHop(hop);
      spans.onVerdict(diagnosisOf([first, ...more], 90_000));
    };
  },
  strays: ({ strays }) => {
    const known = new Strays(strays);
    known.note(calls('first'));
    return (one) => known.note({ ...calls(`h${one}`), callee: 'boris' });
  },
  'handed-over': (bounds) => {
    const visitor = { say: () => undefined } as unknown as Visitor;
    const stream = new HopStream((_, error) => {
      throw error;
    });
    const handover = new Handover({
      bounds,
      stream,
      rooms: new Rooms({ ...bounds, capacity: 8 }),
      connections: new Connections(),
      openOf: () => [],
      guests: new Map([['boris', visitor]]),
    });
    return (one) => {
      const [offer] = callOf(calls(`h${one}`));
      if (offer) handover.onHop(offer);
    };
  },
  'watched-names': (bounds) => {
    const names = new KnownNames(bounds['watched-names']);
    return (one) => names.learn(new Person(`p${one}`, undefined, {}, 'app', ''), [`name${one}`]);
  },
  'watched-signals': (bounds) => {
    const signals = new InFlightSignals<string>(bounds['watched-signals']);
    return (one) =>
      signals.add({
        signal: { kind: 'ice-candidate', key: `c${one}`, candidate: { bytes: 120, end: false } },
        from: 'anna',
        at: one,
        event: undefined,
        names: [],
        addressed: [],
        isSpare: false,
        reached: new Set(),
        astray: new Set(),
        isReturned: false,
        told: new Set(),
      });
  },
};

describe('a bound that is a setting', () => {
  it.each(named)('is kept to, and hitting it is counted by its name: %s', (what) => {
    const limit = 20;
    const add = fillers[what]({ ...defaultBounds, [what]: limit });
    const before = forgotten(what);
    // Some hold one of their own from the beginning.
    for (let one = 0; one < limit - 2; one++) add(one);
    expect(forgotten(what) - before).toBe(0);
    for (let one = limit - 2; one < limit + 8; one++) add(one);
    expect(forgotten(what) - before).toBeGreaterThanOrEqual(8);
    expect(forgotten(what) - before).toBeLessThanOrEqual(10);
  });

  it.each(named)('stands with its key where the documentation says what is forgotten: %s', (what) => {
    const key = `MAX_${what.toUpperCase().replaceAll('-', '_')}`;
    expect(Object.keys(boundSettings)).toContain(key);
    expect(rowOf(what)).toContain(`\`${key}\``);
  });
});
