import { describe, expect, it } from '@jest/globals';
import { funnelSchema, handshakeDetailSchema, type HandshakeDetail } from '../../protocol/console.js';
import { call, getJson, inRoom, pairIn, runGateway, shortWaits } from '../support/clients.js';
import { offer } from '../support/sdp.js';

const strict = handshakeDetailSchema.strict();

describe('one handshake', () => {
  it('comes with its hops in the order of time, and where its trace is', async () => {
    const { url } = await runGateway({ JAEGER_URL: 'https://jaeger.example/ui/' });
    const [anna, boris] = await pairIn(url);
    const id = await call(anna, boris);
    await anna.next('verdict');

    const { timeline, omitted, links, traceId } = strict.parse(await getJson(`${url}/api/handshakes/${id}`));

    expect(timeline.slice(0, 3).map(({ kind, from }) => `${from} ${kind}`)).toEqual([
      'caller offer-received',
      'caller offer-forwarded',
      'caller offer-delivered',
    ]);
    expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(timeline.filter(({ kind }) => kind === 'candidate-forwarded')).toMatchObject([
      { from: 'caller', type: 'host', protocol: 'udp', family: 'ipv4', result: 'reached' },
      { from: 'callee', type: 'host' },
    ]);
    expect(timeline[0]?.bytes).toBeGreaterThan(300);
    expect([omitted, links]).toEqual([0, { trace: `https://jaeger.example/ui/trace/${traceId}` }]);
  });

  it('names what was refused, and has no link without a Jaeger', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'den', 'Anna');
    anna.emit('offer', { target: 'nobody', offer: offer() });
    const { id } = await anna.next<{ id: string }>('verdict');

    const detail = await getJson<HandshakeDetail>(`${url}/api/handshakes/${id}`);

    expect(detail.links).toEqual({});
    expect(detail.timeline.filter(({ result }) => result !== 'reached')).toMatchObject([
      { kind: 'offer-forwarded', result: 'refused', reason: 'target-missing', from: 'caller' },
    ]);
  });

  it('has an address that others can link to', async () => {
    const { url } = await runGateway();

    const { status, headers } = await fetch(`${url}/console/handshakes/a%26b`, { redirect: 'manual' });

    expect([status, headers.get('location')]).toEqual([302, '../?handshake=a%26b']);
  });
});

describe('the funnel of the last hour', () => {
  it('is what its schema says', async () => {
    const { url } = await runGateway(shortWaits);
    const [anna, boris] = await pairIn(url);
    anna.emit('offer', { target: boris.id, offer: offer() });
    await anna.next('verdict');

    const { outcomes, rungs } = funnelSchema.strict().parse(await getJson(`${url}/api/funnel`));

    expect(outcomes).toEqual({ failed: 1 });
    expect(rungs.find(({ stops }) => stops.length > 0)).toMatchObject({
      stage: 'answer-received',
      reached: 0,
      stops: [{ outcome: 'failed', cause: 'no-answer', count: 1 }],
    });
  });
});
