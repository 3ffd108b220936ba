import { describe, expect, it } from '@jest/globals';
import { startGateway } from '../src/bootstrap.js';
import { readConfig } from '../src/config/config.js';
import { rehearse } from '../src/rehearsal.js';

const outlet = (lines: string[]) => ({
  write: (chunk: string, written: () => void) => {
    lines.push(...chunk.split('\n'));
    setImmediate(written);
  },
  writeLast: () => undefined,
});

describe('the rehearsal', () => {
  it('plays whole calls, reports, refusals and questions, and ends its gateway', async () => {
    const lines: string[] = [];

    await rehearse('json', outlet(lines), 14_000);

    const said = lines.filter(Boolean).map((line) => JSON.parse(line) as { msg: string; url?: string; cause?: string });
    const count = (msg: string) => said.filter((line) => line.msg === msg).length;
    expect(count('answer-delivered reached')).toBe(9);
    expect(count('ice-connected failed')).toBe(9);
    expect(count('handshake failed')).toBeGreaterThanOrEqual(9);
    expect(
      ['event-received', 'offer-received', 'offer-forwarded', 'connected'].map((step) => count(`${step} refused`)),
    ).toEqual([3, 3, 3, 3]);
    const { url = '' } = said.find(({ msg }) => msg === 'listening') ?? {};
    await expect(fetch(`${url.replace('localhost', '127.0.0.1')}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('leaves nothing of it in the gateway that opens then', async () => {
    await rehearse('json');
    const gateway = await startGateway(readConfig({ PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' }), outlet([]));
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    const { handshakes } = (await (await fetch(`${gateway.url}/api/handshakes`)).json()) as { handshakes: unknown[] };
    await gateway.close();

    expect(handshakes).toEqual([]);
    expect(text.split('\n').filter((line) => /^hopline_hops_total.* [1-9]/.test(line))).toEqual([]);
    expect(text).toMatch(/^hopline_hops_total/m);
  });
});
