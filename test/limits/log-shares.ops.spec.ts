import { describe, expect, it } from '@jest/globals';
import { defaultBounds } from '../../src/bounds/bounds.js';
import { LogShares } from '../../src/limits/log-shares.js';
import { ParticipantAddresses } from '../../src/limits/participant-addresses.js';
import { inRoom, metric } from '../support/clients.js';
import { runGatewayProcess } from '../support/gateway-process.js';
import { candidate } from '../support/sdp.js';

const from = (address: string) => ({ extraHeaders: { 'X-Forwarded-For': address } });

function sharesOf(perSecond: number) {
  let refused = 0;
  const addresses = new ParticipantAddresses(defaultBounds.addresses);
  const addressOf = (participant: string) => addresses.of(participant);
  const shares = new LogShares({ perSecond, limit: defaultBounds.addresses, addressOf, refused: () => refused++ });
  const enter = (participant: string, address: string) => addresses.entered(participant, address);
  const lines = (participant: string | undefined, most: number) => {
    let taken = 0;
    while (taken < most && shares.take(participant, 1)) taken++;
    return taken;
  };
  return { shares, enter, lines, refused: () => refused };
}

describe('what an address can have written', () => {
  it('is the same however many participants it is, and others have their own', () => {
    const { enter, lines, refused } = sharesOf(1);
    enter('a', '192.0.2.1');
    enter('b', '192.0.2.1');
    enter('c', '192.0.2.2');

    expect([lines('a', 600), lines('b', 2000)]).toEqual([600, 400]);
    expect(refused()).toBe(1);
    expect(lines('c', 2000)).toBe(1000);
  });

  it('is one share for all whose address is not known, and for what no participant did', () => {
    const { lines } = sharesOf(1);

    expect([lines('elsewhere', 600), lines('too', 300), lines(undefined, 2000)]).toEqual([600, 300, 100]);
  });

  it('goes on after the participant has left, whose verdicts come later', () => {
    const { enter, shares, lines, refused } = sharesOf(1);
    enter('a', '192.0.2.1');
    expect(lines('a', 995)).toBe(995);

    expect([shares.take('a', 10), shares.take('a', 1)]).toEqual([false, true]);
    expect(refused()).toBe(10);
  });
});

describe('the log of a gateway', () => {
  it.each(['json', 'ladder'])(
    'in %s has of a flood its share, how much is left out, and of others all',
    async (format) => {
      const gateway = await runGatewayProcess({
        LOG_FORMAT: format,
        LOG_LEVEL: 'debug',
        LIMIT_LOG: '1',
        LIMIT_MESSAGES: '100000',
        TRUST_PROXY: '127.0.0.1',
      });
      const [mallory, second] = [
        await inRoom(gateway.url, 'one', 'Mallory', from('192.0.2.1')),
        await inRoom(gateway.url, 'one', 'Mallet', from('192.0.2.1')),
      ];
      const one = () => mallory.ask('ice-candidate', { target: second.id, candidate: candidate('aB3d') });
      for (let burst = 0; burst < 15; burst++) await Promise.all(Array.from({ length: 100 }, one));
      const [anna, boris] = [
        await inRoom(gateway.url, 'two', 'Anna', from('192.0.2.2')),
        await inRoom(gateway.url, 'two', 'Boris', from('192.0.2.3')),
      ];
      await anna.ask('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
      expect(await metric(gateway.url, 'hopline_limited_total{limit="log"}')).toBeGreaterThan(500);
      gateway.send('SIGTERM');
      await gateway.exited;

      const lines = gateway.written().split('\n');
      expect(lines.length).toBeLessThan(1200);
      expect(lines.some((line) => /lines were left out|LEFT OUT {2}\d+/.test(line))).toBe(true);
      const ofAnna = lines.filter((line) => line.includes(format === 'json' ? anna.id : 'Anna'));
      expect(ofAnna.length).toBeGreaterThan(2);
    },
  );
});
