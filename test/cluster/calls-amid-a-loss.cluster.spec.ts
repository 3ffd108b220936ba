import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, inRoom, until } from '../support/clients.js';
import { clusterOf, knows, reached, runInstance } from '../support/cluster.js';
import { Dialog } from '../support/dialog.js';
import { runProcess } from '../support/process.js';
import { startRedis } from '../support/redis.js';
import { atEnd } from '../support/teardown.js';

const half = Array.from({ length: 25 }, (_, index) => index);

describe('fifty calls across two instances, one of which is killed', () => {
  it('lose nothing that was acknowledged and not told lost, and nobody is blamed', async () => {
    const redis = await startRedis();
    atEnd(() => redis.close());
    const env = { ...clusterOf(redis.url), LIMITS: 'off', WAIT_ANSWER: '60000', WAIT_CANDIDATES_EXCHANGED: '60000' };
    const [staying, doomed] = await Promise.all([runInstance(env), runProcess(env)]);
    await Promise.all([reached(staying.url), reached(doomed.url)]);
    await knows(staying.url, { answered: 2, silent: [] });
    /** Both ends live on, and their room does not: somebody has opened it there. */
    const surviving = await Promise.all(
      half.map(async (index) => {
        await inRoom(doomed.url, `there ${index}`, 'Olga');
        const caller = await inRoom(staying.url, `there ${index}`, 'Anna');
        return new Dialog(caller, await inRoom(staying.url, `there ${index}`, 'Boris'));
      }),
    );
    /** One end is lost; the room lives on in every other. */
    const halved = await Promise.all(
      half.map(async (index) => {
        const urls = [staying.url, doomed.url];
        const first = await inRoom(urls[index % 2] ?? '', `across ${index}`, 'Anna');
        const second = await inRoom(urls[1 - (index % 2)] ?? '', `across ${index}`, 'Boris');
        return index % 2 === 0 ? new Dialog(first, second) : new Dialog(second, first);
      }),
    );
    const all = [...surviving, ...halved];
    for (const dialog of all) dialog.begin();
    await until(
      () => Promise.resolve(Math.min(...all.map(({ calls }) => calls))),
      (least) => least > 2,
    );

    await doomed.stop('SIGKILL');

    // Else never all of them are between two calls.
    for (const dialog of all) dialog.end();
    await until(
      () =>
        Promise.resolve([...all.map((dialog) => dialog.open('caller')), ...surviving.map((one) => one.open('callee'))]),
      (open) => open.every(({ length }) => length === 0),
    );
    expect(surviving.flatMap(({ missing }) => missing.map(({ mark }) => mark))).toEqual([]);
    // What was on its way to somebody who is lost with the instance has a verdict all the same.
    const untold = halved.flatMap(({ missing, told, callee }) =>
      missing.filter(({ to, handshake = '' }) => to === callee && !told.caller.has(handshake)),
    );
    expect(untold.map(({ mark }) => mark)).toEqual([]);
    const verdicts = all.flatMap(({ told }) => [...told.caller.values(), ...told.callee.values()]);
    expect(verdicts.filter((told) => told !== 'signaled' && told !== 'failed gateway-lost')).toEqual([]);

    const pair = surviving[0] as Dialog;
    const [anna, boris] = await Promise.all(['Anna', 'Boris'].map((name) => inRoom(staying.url, 'afterwards', name)));
    if (!anna || !boris) throw new Error('There are two.');
    const id = await call(anna, boris);
    expect(await anna.next<VerdictMessage>('verdict', (told) => told.id === id)).toMatchObject({ outcome: 'signaled' });
    expect(pair.caller.socket.connected).toBe(true);
  });
});
