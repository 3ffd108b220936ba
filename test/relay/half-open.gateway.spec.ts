import { describe, expect, it } from '@jest/globals';
import { connect, metric, runGateway } from '../support/clients.js';
import { pollingAt } from '../support/wire.js';

/** When a session is closed, in ms from now; asked by a way that its own requests do not take. */
async function placeIsFree(url: string): Promise<number> {
  const from = performance.now();
  for (;;) {
    const peer = await connect(url).catch(() => undefined);
    if (peer) return performance.now() - from;
    await new Promise((next) => setTimeout(next, 200));
  }
}

describe('a client that polls and stops asking', () => {
  it('holds no place: 12 s where it never connects, 20 s where it has, and one that goes on keeps its own', async () => {
    const one = { LIMIT_CONNECTIONS: '1', LIMIT_CONNECTS: '100' };
    const [silent, connected, honest] = await Promise.all([runGateway(one), runGateway(one), runGateway()]);
    await pollingAt(silent.url);
    const session = await pollingAt(connected.url);
    await fetch(session, { method: 'POST', body: '40' });
    await fetch(session);
    const anna = await connect(honest.url, { transports: ['polling'] });

    const [ofSilent = 0, ofConnected = 0] = await Promise.all([silent, connected].map(({ url }) => placeIsFree(url)));

    expect(ofSilent).toBeGreaterThan(8000);
    expect(ofSilent).toBeLessThan(ofConnected);
    expect(ofConnected).toBeGreaterThan(15_000);
    expect(ofConnected).toBeLessThan(40_000);
    expect(anna.socket.connected).toBe(true);
    expect(await metric(connected.url, 'hopline_limited_total{limit="connections"}')).toBeGreaterThan(0);
  });
});
