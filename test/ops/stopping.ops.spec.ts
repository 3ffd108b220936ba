import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { readConfig } from '../../src/config/config.js';
import { pairIn, until } from '../support/clients.js';
import { runGatewayProcess } from '../support/gateway-process.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { answer, candidate, offer } from '../support/sdp.js';

const statusOf = async (url: string) => (await fetch(`${url}/health/ready`)).status;

/** Two in the middle of a handshake, on a gateway that is a process. */
async function calling(env: Record<string, string>) {
  const gateway = await runGatewayProcess({ DRAIN: '60', WAIT_PROBE: '50', ...env });
  const [anna, boris] = await pairIn(gateway.url);
  anna.emit('offer', { target: boris.id, offer: offer() });
  await boris.next('offer');
  return { gateway, anna, boris };
}

describe('the process of a gateway', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('on %s ends well when the last handshake has', async (signal) => {
    const receiver = await startOtlpReceiver();
    const { gateway, anna, boris } = await calling({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });

    gateway.send(signal);
    await until(
      () => statusOf(gateway.url),
      (status) => status === 503,
    );
    boris.emit('answer', { target: anna.id, answer: answer() });
    anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
    boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });

    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ outcome: 'signaled' });
    expect(await gateway.exited).toBe(0);
    expect(receiver.spans.filter(({ name }) => name === 'handshake')).toHaveLength(1);
  });

  it('takes a signal that comes twice at once for one, and a later one for a wish to stop now', async () => {
    const { gateway, anna } = await calling({});

    gateway.send('SIGTERM');
    gateway.send('SIGTERM');
    await until(
      () => statusOf(gateway.url),
      (status) => status === 503,
    );
    // The second one comes within the time in which both are one wish; this is when that is over.
    const stopping = performance.now();
    await until(
      () => statusOf(gateway.url),
      () => performance.now() - stopping > 600,
    );
    gateway.send('SIGTERM');

    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ cause: 'gateway-lost' });
    expect(await gateway.exited).toBe(0);
  });
});

describe('docker-compose', () => {
  it('gives the gateway the time that stopping takes', () => {
    const compose = parse(readFileSync('docker-compose.yml', 'utf8')) as {
      services: { gateway: { stop_grace_period: string } };
    };
    const grace = Number.parseInt(compose.services.gateway.stop_grace_period, 10);
    // Behind the handshakes: what giving rooms up, closing connections and writing out spans may take.
    expect(grace).toBeGreaterThanOrEqual(readConfig({}).DRAIN + 0.5 + 2 + 3);
  });
});
