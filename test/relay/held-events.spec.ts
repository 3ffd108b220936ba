import { setImmediate as nextIteration } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Tokens } from '../../src/entry/tokens.js';
import { anybody } from '../../src/entry/grant.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { done } from '../../src/hops/step.js';
import { FairQueue } from '../../src/limits/fair-queue.js';
import { TokenGuard } from '../../src/relay/token-guard.js';
import { SocketConnection } from '../../src/relay/socket-connection.js';
import { Connections } from '../../src/relay/connections.js';
import { until } from '../support/read.js';
import { mint, secret } from '../support/tokens.js';

/** What a message costs, in ms: two of them are more than one iteration of the event loop is for. */
const cost = 0.6;
/** As many as may wait behind a token. */
const most = 64;

/**
 * A connection behind a door whose tokens are checked for as long as the test likes, and a queue whose clock goes on by
 * what messages cost. What was handled is in a list, by name.
 */
async function slowTokens() {
  let ms = 0;
  let kept = 0;
  const handled: string[] = [];
  let told: ((name: string) => void) | undefined;
  const handle = (name: string) => {
    ms += cost;
    handled.push(name);
    told?.(name);
  };
  const queue = new FairQueue(() => ms);
  const check = Promise.withResolvers<void>();
  const key = async () => {
    await check.promise;
    return new TextEncoder().encode(secret);
  };
  const tokens = new Tokens({ key, algorithms: ['HS256'], audience: 'hopline', issuer: undefined, named: false });
  const connections = new Connections();
  const tokenGuard = new TokenGuard(new HopStream(() => undefined), connections, tokens);
  const socket = { id: 'anna', conn: { id: 'session' }, connected: true, handshake: { auth: {} } };
  const connection = new SocketConnection(
    socket as never,
    () => undefined,
    anybody,
    { session: 'session' } as never,
    undefined,
  );
  connections.add(socket.id, connection);
  const lane = queue.lane('192.0.2.1');
  const keep = () => {
    kept++;
    return () => kept--;
  };
  /** As the gateway hands on what comes. */
  const send = (event: string, name = event, ...args: unknown[]) =>
    lane.take(
      () => {
        if (!tokenGuard.minds(lane, event)) handle(name);
        else
          tokenGuard.take({
            connection,
            lane,
            event,
            args,
            keep,
            answer: ({ ok }) => void (ok || handle(`${name} refused`)),
            goOn: (_, answer) => {
              handle(name);
              answer(done({}));
            },
          });
      },
      { keep, unkept: () => () => handle(`${name} unkept`) },
    );
  send('join-room', 'join', { room: 'den', username: 'Anna', token: await mint() });
  return {
    queue,
    lane,
    send,
    handle,
    handled,
    onHandled: (tell: (name: string) => void) => (told = tell),
    socket,
    connections,
    kept: () => kept,
    checked: check.resolve,
    /** Something of that name was handled. */
    reached: (name: string) =>
      until(
        () => Promise.resolve(handled),
        (all) => all.includes(name),
      ),
    settled: async () => {
      do await nextIteration();
      while (!queue.free);
    },
  };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

describe('what waits behind a token', () => {
  it('has its turns among those of others when it is checked: in order, all of it, and ahead of what comes then', async () => {
    const { queue, send, handle, handled, kept, checked, reached, settled } = await slowTokens();
    for (const name of names(most)) send('offer', name);
    const other = queue.lane('192.0.2.2');

    checked();
    await reached('join');
    const atOnce = handled.length;
    other.take(() => handle('other'));
    send('offer', 'later');
    await settled();

    expect(atOnce).toBeLessThanOrEqual(3);
    expect(handled.indexOf('other')).toBeLessThanOrEqual(atOnce + 2);
    expect(handled.filter((name) => name !== 'other')).toEqual(['join', ...names(most), 'later']);
    expect(kept()).toBe(0);
  });

  it('waits behind the next one too', async () => {
    const { send, handled, kept, checked, reached, settled } = await slowTokens();
    send('offer', 'between');
    send('join-room', 'again', { room: 'den', username: 'Anna', token: await mint() });
    for (const name of names(10)) send('offer', name);

    checked();
    await reached('again');
    await settled();

    expect(handled).toEqual(['join', 'between', 'again', ...names(10)]);
    expect(kept()).toBe(0);
  });

  it('comes ahead of what has come since and waits for its first turn', async () => {
    const { queue, send, handle, handled, onHandled, checked, reached } = await slowTokens();
    const other = queue.lane('192.0.2.2');
    for (const name of names(10)) send('offer', name);
    onHandled((name) => {
      if (name !== 'join') return;
      other.take(() => handle('burst'));
      other.take(() => handle('burst'));
      send('offer', 'while the loop is busy');
      send('offer', 'and another');
    });

    checked();
    await reached('and another');

    expect(handled.filter((name) => name !== 'burst')).toEqual([
      'join',
      ...names(10),
      'while the loop is busy',
      'and another',
    ]);
  });

  it('is handled though its connection has closed meanwhile', async () => {
    const { lane, send, handled, socket, connections, checked, reached, settled } = await slowTokens();
    for (const name of names(10)) send('offer', name);

    checked();
    await reached('join');
    socket.connected = false;
    lane.take(() => connections.remove('anna'));
    await settled();

    expect(handled).toEqual(['join', ...names(10)]);
  });

  it('is not handled once its participant has left', async () => {
    const { send, handled, kept, connections, checked } = await slowTokens();
    for (const name of names(10)) send('offer', name);
    connections.remove('anna');

    checked();
    await until(
      () => Promise.resolve(kept()),
      (left) => left === 0,
    );

    expect(handled).toEqual([]);
  });
});
