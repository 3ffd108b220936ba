import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as scheduled } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { FairQueue, fairly, type Lane } from '../../src/limits/fair-queue.js';

/** A queue whose clock goes on by a message's cost, in ms, and by nothing else; and the names of what was handled. */
function queueOf() {
  let ms = 0;
  const handled: string[] = [];
  const queue = new FairQueue(() => ms);
  const send = (lane: Lane, name: string, cost = 0.6) =>
    lane.take(() => {
      ms += cost;
      handled.push(name);
    });
  return { queue, handled, send };
}

function requested() {
  const request = new IncomingMessage(new Socket());
  return { request, response: new ServerResponse(request) };
}

async function settled(queue: FairQueue): Promise<void> {
  do await scheduled();
  while (!queue.free);
}

describe('messages', () => {
  it('are handled as they come, while the loop keeps up', () => {
    const { queue, handled, send } = queueOf();
    const lane = queue.lane('192.0.2.1');

    for (const name of ['a', 'b', 'c']) send(lane, name, 0.1);

    expect(handled).toEqual(['a', 'b', 'c']);
  });

  it('of one address do not keep those of another waiting, however many connections it has', async () => {
    const { queue, handled, send } = queueOf();
    for (let one = 0; one < 15; one++) {
      const lane = queue.lane('192.0.2.1');
      for (let message = 0; message < 4; message++) send(lane, 'burst');
    }

    send(queue.lane('192.0.2.2'), 'other');
    await settled(queue);

    // Two in the turn in which they came, and one before it in the next.
    expect(handled.indexOf('other')).toBeLessThanOrEqual(3);
    expect(handled).toHaveLength(61);
  });

  it('of one connection do not keep those of another from the same address waiting', async () => {
    const { queue, handled, send } = queueOf();
    const burst = queue.lane('192.0.2.1');
    for (let message = 0; message < 40; message++) send(burst, 'burst');

    send(queue.lane('192.0.2.1'), 'other');
    await settled(queue);

    expect(handled.indexOf('other')).toBeLessThanOrEqual(3);
    expect(handled).toHaveLength(41);
  });

  it('leave the loop to others after a millisecond', async () => {
    const { queue, handled, send } = queueOf();
    const lane = queue.lane('192.0.2.1');
    for (let message = 0; message < 10; message++) send(lane, 'burst');
    const came = handled.length;

    await scheduled();

    expect(came).toBe(2);
    expect(handled).toHaveLength(4);
    await settled(queue);
    expect(handled).toHaveLength(10);
  });

  it('wait in a number that is bounded: what comes beyond it has the next one handled', () => {
    const { queue, handled, send } = queueOf();
    const lanes = Array.from({ length: 10 }, (_, host) => queue.lane(`192.0.2.${host}`));

    for (let message = 0; message < 1000; message++) send(lanes[message % 10] as Lane, 'burst');

    expect(1000 - handled.length).toBe(256);
  });

  it('are refused in their turn where they may not be kept, and what waits keeps its own', async () => {
    const { queue, handled, send } = queueOf();
    const lane = queue.lane('192.0.2.1');
    for (const name of ['a', 'b', 'c', 'd']) send(lane, name);

    lane.take(() => handled.push('large'), {
      keep: () => undefined,
      unkept: () => () => handled.push('refused'),
    });
    send(lane, 'e');

    expect(handled).toEqual(['a', 'b']);
    await settled(queue);
    expect(handled).toEqual(['a', 'b', 'c', 'd', 'refused', 'e']);
  });

  it('keep their order in a connection, none is lost, and none is kept when it has been handled', async () => {
    const move = record({ lane: nat(7), cost: constantFrom(0.05, 0.6, 3), full: nat(20), serve: nat(9) });
    await assert(
      asyncProperty(array(move, { maxLength: 400 }), async (moves) => {
        let [ms, kept] = [0, 0];
        const queue = new FairQueue(() => ms);
        const lanes = Array.from({ length: 8 }, (_, each) => queue.lane(`192.0.2.${each % 3}`));
        const sent = lanes.map((): number[] => []);
        const handled = lanes.map((): number[] => []);
        for (const [serial, { lane, cost, full, serve }] of moves.entries()) {
          sent[lane]?.push(serial);
          const handle = () => {
            ms += cost;
            handled[lane]?.push(serial);
          };
          const keep = () => {
            if (full === 0) return undefined;
            kept++;
            return () => kept--;
          };
          lanes[lane]?.take(handle, { keep, unkept: () => handle });
          if (serve === 0) await scheduled();
        }

        await settled(queue);

        expect(handled).toEqual(sent);
        expect(kept).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('requests', () => {
  it('of one address wait for their turn, and those of another come between them', async () => {
    const { queue, handled, send } = queueOf();
    const addresses = [...Array.from({ length: 20 }, () => '192.0.2.1'), '192.0.2.2'];
    const { request, response } = requested();
    send(queue.lane('192.0.2.3'), 'burst', 2);

    for (const address of addresses)
      fairly((_, handle) => queue.lane(address).take(handle))(request, response, () => handled.push(address));
    expect(handled).toEqual(['burst']);
    await settled(queue);

    expect(handled.indexOf('192.0.2.2')).toBeLessThanOrEqual(2);
    expect(handled).toHaveLength(22);
  });

  it('of a client that has gone meanwhile are not handled, unless they had been read whole', async () => {
    const { queue, handled, send } = queueOf();
    const [unread, read] = [requested(), requested()];
    read.request.push(null);
    await once(read.request.resume(), 'end');
    send(queue.lane('192.0.2.3'), 'burst', 2);

    for (const [name, { request, response }] of Object.entries({ unread, read })) {
      fairly((_, handle) => queue.lane('192.0.2.1').take(handle))(request, response, () => handled.push(name));
      response.destroy();
    }
    await settled(queue);

    expect(handled).toEqual(['burst', 'read']);
  });
});
