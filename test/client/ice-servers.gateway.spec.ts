/// <reference lib="dom" />
import { describe, expect, it } from '@jest/globals';
import { fetchIceServers, IceServerList } from '../../client/lib/ice-servers.js';
import { runGateway } from '../support/clients.js';
import { atEnd } from '../support/teardown.js';

const turn = { TURN_URLS: 'turn:turn.example.org', TURN_SECRET: 'secret-of-the-test' };
const old: RTCIceServer[] = [{ urls: ['turn:turn.example.org'], username: 'old', credential: 'old' }];

function list(url: string): IceServerList {
  const servers = new IceServerList(url);
  atEnd(() => servers.stop());
  return servers;
}

const changed = (servers: IceServerList) =>
  new Promise<RTCIceServer[]>((resolve) => void servers.on('change', (iceServers) => resolve(iceServers)));

describe('the ICE servers of a call', () => {
  it('are asked for again before their credentials run out', async () => {
    const { url } = await runGateway(turn);
    const servers = list(url);
    servers.take({ iceServers: old as never, ttl: 0.2 });
    const takenAt = performance.now();

    const fresh = await changed(servers);

    expect(performance.now() - takenAt).toBeGreaterThanOrEqual(149);
    expect(fresh).toEqual([
      { urls: ['turn:turn.example.org'], username: expect.any(String), credential: expect.any(String) },
    ]);
    expect(fresh[0]?.username).not.toBe('old');
    expect(servers.current).toBe(fresh);
  });

  it('stay what they are where the gateway does not say', async () => {
    const gateway = await runGateway(turn);
    const servers = list(gateway.url);
    servers.take({ iceServers: old as never, ttl: 3600 });
    await gateway.close();

    expect(await servers.refresh()).toEqual(old);
    expect(await fetchIceServers(gateway.url)).toBeUndefined();
  });

  it('are not taken from an answer that comes after newer ones, or after the call', async () => {
    const { url } = await runGateway(turn);
    const servers = list(url);

    const asking = servers.refresh();
    servers.take({ iceServers: old as never });
    expect(await asking).toEqual(old);

    const late = servers.refresh();
    servers.stop();
    expect(await late).toEqual(old);
  });
});
