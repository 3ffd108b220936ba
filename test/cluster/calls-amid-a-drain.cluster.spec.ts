import { describe, expect, it } from '@jest/globals';
import { call, inRoom, until, type Peer } from '../support/clients.js';
import { clusterOf, knows, reached, runInstance } from '../support/cluster.js';
import { Dialog } from '../support/dialog.js';
import { startRedis } from '../support/redis.js';
import { atEnd } from '../support/teardown.js';

const ten = Array.from({ length: 10 }, (_, index) => index);

describe('twenty calls across two instances, one of which is drained', () => {
  it('lose nothing, end rightly, and only those who were connected there have to connect again', async () => {
    const redis = await startRedis();
    atEnd(() => redis.close());
    const env = { ...clusterOf(redis.url), LIMITS: 'off', WAIT_ANSWER: '60000', DRAIN: '20' };
    const [staying, stopping] = await Promise.all([runInstance(env), runInstance(env)]);
    await Promise.all([reached(staying.url), reached(stopping.url)]);
    await Promise.all([staying, stopping].map(({ url }) => knows(url, { answered: 2, silent: [] })));
    /** Their room is opened at the instance that stops, by somebody who has left it since. */
    const untouched = await Promise.all(
      ten.map(async (index) => {
        const opener = await inRoom(stopping.url, `there ${index}`, 'Olga');
        const caller = await inRoom(staying.url, `there ${index}`, 'Anna');
        const callee = await inRoom(staying.url, `there ${index}`, 'Boris');
        opener.socket.disconnect();
        await caller.next('user-left');
        return new Dialog(caller, callee);
      }),
    );
    const across = await Promise.all(
      ten.map(async (index) => {
        const callers = staying.url;
        const first = await inRoom(index % 2 === 0 ? callers : stopping.url, `across ${index}`, 'Anna');
        const second = await inRoom(index % 2 === 0 ? stopping.url : callers, `across ${index}`, 'Boris');
        return index % 2 === 0 ? new Dialog(first, second) : new Dialog(second, first);
      }),
    );
    const all = [...untouched, ...across];
    const closed: Peer[] = [];
    for (const { caller, callee } of all)
      for (const peer of [caller, callee]) peer.socket.on('disconnect', () => closed.push(peer));
    for (const dialog of across)
      for (const event of ['moving', 'disconnect']) dialog.callee.socket.on(event, () => dialog.end());
    for (const dialog of all) dialog.begin();
    const madeMore = (calls: number) =>
      until(
        () => Promise.resolve(Math.min(...untouched.map((dialog) => dialog.calls))),
        (least) => least > calls,
      );
    await madeMore(1);

    await stopping.drain();
    await madeMore(Math.max(...untouched.map(({ calls }) => calls)) + 1);

    for (const dialog of all) dialog.end();
    await until(
      () => Promise.resolve(untouched.flatMap((dialog) => [...dialog.open('caller'), ...dialog.open('callee')])),
      ({ length }) => length === 0,
    );
    expect(closed.length).toBe(across.length);
    expect(new Set(closed)).toEqual(new Set(across.map(({ callee }) => callee)));
    expect(untouched.flatMap(({ refused }) => refused)).toEqual([]);
    expect(untouched.flatMap(({ missing }) => missing.map(({ mark }) => mark))).toEqual([]);
    const verdicts = untouched.flatMap(({ told }) => [...told.caller.values(), ...told.callee.values()]);
    expect(new Set(verdicts)).toEqual(new Set(['signaled']));
    // An offer may be on its way to somebody who is moved in that moment: its caller is told so.
    const untold = across.flatMap(({ missing, told }) =>
      missing.filter(({ handshake = '' }) => told.caller.get(handshake) !== 'failed gateway-lost'),
    );
    expect(untold.map(({ mark }) => mark)).toEqual([]);
    const outcomes = across.flatMap(({ told }) => [...told.caller.values(), ...told.callee.values()]);
    expect(outcomes.filter((told) => told !== 'signaled' && told !== 'failed gateway-lost')).toEqual([]);
    const [first] = across;
    const back = await inRoom(staying.url, 'across 0', 'Boris');
    if (first) await call(first.caller, back);
  });
});
