import { describe, expect, it } from '@jest/globals';
import { Admin } from '../../src/entry/admin.js';
import { watchClock } from '../../src/hops/clock.js';
import { windowsInMemory } from '../../src/limits/windows.js';
import { connect, getJson, inRoom, runGateway } from '../support/clients.js';
import { setClock } from '../support/machine-clock.js';
import { atEnd } from '../support/teardown.js';
import { closed, inSeconds, mint } from '../support/tokens.js';

const hour = 3_600_000;
/** Good for a second still: five are allowed for clocks that differ. */
const endsInASecond = () => mint({ exp: Math.floor(inSeconds(-4)) });
const steps: [name: string, ms: number][] = [
  ['an hour ahead', hour],
  ['an hour back', -hour],
];

describe.each(steps)('a clock that is set %s while the gateway runs', (_, ms) => {
  it('neither ends a token that is in use, nor keeps it', async () => {
    const { url } = await runGateway(closed);
    const anna = await inRoom(url, 'den', 'Anna', { auth: { token: await mint() } });
    const boris = await connect(url, { auth: { token: await endsInASecond() } });
    const gone = boris.closed();

    setClock(ms);

    expect(await gone).toBe('io server disconnect');
    // Not asked through her connection: the client of Socket.IO goes by the clock that was set here, too.
    const { rooms } = await getJson<{ rooms: object[] }>(`${url}/api/rooms`);
    expect(rooms).toEqual([{ room: 'den', participants: [{ id: anna.id, username: 'Anna' }] }]);
  });

  it('has the tokens that are issued by it end in their time', async () => {
    const { url } = await runGateway(closed);
    setClock(ms);

    const anna = await inRoom(url, 'den', 'Anna', { auth: { token: await mint() } });
    const boris = await connect(url, { auth: { token: await endsInASecond() } });

    expect(await boris.closed()).toBe('io server disconnect');
    expect(await anna.ask('renew-token', await mint())).toMatchObject({ ok: true, expiresIn: expect.closeTo(605, -1) });
  });

  it('has TURN credentials end with their token, by the clock that the TURN server reads', async () => {
    const turn = { TURN_URLS: 'turn:turn.example', TURN_SECRET: 'a secret of the tests' };
    const { url } = await runGateway({ ...closed, ...turn });
    setClock(ms);
    const asked = await fetch(`${url}/ice-servers`, { headers: { Authorization: `Bearer ${await mint()}` } });

    const { ttl, iceServers } = (await asked.json()) as { ttl: number; iceServers: { username: string }[] };

    expect(ttl).toBeGreaterThan(590);
    expect(ttl).toBeLessThanOrEqual(605);
    expect(Number(iceServers[0]?.username.split(':')[0])).toBeCloseTo(Date.now() / 1000 + ttl, -1);
  });

  it('ends no login, and makes nobody wait for longer than a limit says', async () => {
    const admin = new Admin({ token: 'an-admin-token-of-the-tests', ownPort: false, production: true });
    const session = admin.logIn('an-admin-token-of-the-tests');
    const window = windowsInMemory('connects', 1);
    for (let asked = 0; asked < 11; asked++) await window.take('a');

    setClock(ms);

    expect(admin.answer({ onOwnPort: false, bearer: undefined, session })).toBe('open');
    expect((await window.take('a')).waitMs).toBeLessThanOrEqual(10_000);
  });

  it('is in the log, once, with how far', async () => {
    const told: number[] = [];
    const stepped = new Promise<void>((resolve) => {
      atEnd(
        watchClock((by) => {
          told.push(by);
          resolve();
        }),
      );
    });

    setClock(ms);
    await stepped;

    expect(told).toEqual([expect.closeTo(ms, -4)]);
  });
});
