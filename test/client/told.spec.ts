import { describe, expect, it } from '@jest/globals';
import { Told } from '../../client/console/told.js';
import type { FunnelView, HandshakeRow, LiveSnapshot } from '../../protocol/console.js';

const other = '10.0.0.2:4000';
const den = (...names: string[]) => ({
  room: 'den',
  participants: names.map((name) => ({ id: name, username: name })),
});

function row(id: string, startedAt: number, rungs: string, outcome: HandshakeRow['outcome'] = 'pending'): HandshakeRow {
  const somebody = { id: 'somebody', username: 'Anna' };
  return { id, traceId: id, room: 'den', caller: somebody, callee: somebody, startedAt, outcome, rungs };
}

function funnel(count: number, ...causes: ('no-answer' | 'rejected')[]): FunnelView {
  const stops = causes.map((cause) => ({ outcome: 'failed' as const, cause, count }));
  return {
    minutes: 60,
    outcomes: { failed: count },
    rungs: [{ stage: 'offer-received', reached: count, unseen: 1, stops }],
  };
}

function snapshot(handshakes: HandshakeRow[], more: Partial<LiveSnapshot> = {}): LiveSnapshot {
  const sizes = { participants: 2, rooms: 1, handshakes: handshakes.length };
  return { handshakes, rooms: [], sizes, funnel: funnel(1), ...more };
}

const idsOf = ({ handshakes }: Told) => handshakes.map(({ id }) => id);

describe('what several instances have told', () => {
  it('is added up: handshakes newest first, a room that is on two of them, sizes and the funnel', () => {
    const told = new Told();
    told.snapshot(snapshot([row('b', 2, 'r')], { rooms: [den('Anna', 'Boris')], funnel: funnel(1, 'no-answer') }));
    told.snapshot(
      snapshot([row('c', 3, 'r'), row('a', 1, 'r')], {
        instance: other,
        rooms: [den('Boris', 'Chen')],
        funnel: funnel(2, 'rejected', 'no-answer'),
      }),
    );

    expect(idsOf(told)).toEqual(['c', 'b', 'a']);
    expect(told.rooms).toEqual([den('Anna', 'Boris', 'Chen')]);
    expect(told.sizes).toEqual({ participants: 4, rooms: 2, handshakes: 3 });
    expect(told.funnel).toEqual({
      minutes: 60,
      outcomes: { failed: 3 },
      rungs: [
        {
          stage: 'offer-received',
          reached: 3,
          unseen: 2,
          stops: [
            { outcome: 'failed', cause: 'no-answer', count: 3 },
            { outcome: 'failed', cause: 'rejected', count: 2 },
          ],
        },
      ],
    });

    told.change({
      instance: other,
      handshakes: [],
      rooms: [den()],
      sizes: { participants: 0, rooms: 0, handshakes: 2 },
    });
    expect(told.rooms).toEqual([den('Anna', 'Boris')]);
  });

  it('has a handshake that two keep once, as the one tells it that has seen more', () => {
    const told = new Told();
    told.snapshot(snapshot([row('a', 1, 'rrm', 'failed')]));
    told.snapshot(snapshot([row('a', 1, 'rrii', 'connected')], { instance: other }));
    told.change({ handshakes: [row('a', 1, 'rrm', 'failed')], rooms: [], sizes: told.sizes });

    expect(told.handshakes).toMatchObject([{ id: 'a', outcome: 'connected' }]);
  });

  it('goes with the instance that does not answer, and is there again with its next snapshot', () => {
    const told = new Told();
    told.snapshot(snapshot([row('a', 1, 'r')]));
    told.snapshot(snapshot([row('b', 2, 'r')], { instance: other }));

    told.away({ instance: other, silent: true });
    told.change({ instance: other, handshakes: [row('c', 3, 'r')], rooms: [], sizes: told.sizes });
    expect([idsOf(told), told.sizes.handshakes, told.silent]).toEqual([['a'], 1, [other]]);

    told.snapshot(snapshot([row('b', 2, 'r')], { instance: other }));
    expect([idsOf(told), told.silent]).toEqual([['b', 'a'], []]);

    told.away({ instance: other, silent: true });
    told.away({ instance: other, silent: false });
    expect([idsOf(told), told.silent]).toEqual([['a'], []]);
  });

  it('is narrowed by the filter, wherever it was told', () => {
    const told = new Told();
    told.filter({ outcome: 'failed' });
    told.snapshot(snapshot([row('a', 1, 'r', 'failed'), row('b', 2, 'r')]));
    told.snapshot(snapshot([row('c', 3, 'r', 'failed')], { instance: other }));
    expect(idsOf(told)).toEqual(['c', 'a']);

    told.change({ handshakes: [row('a', 1, 'r', 'connected')], rooms: [], sizes: told.sizes });
    expect(idsOf(told)).toEqual(['c']);
  });
});
