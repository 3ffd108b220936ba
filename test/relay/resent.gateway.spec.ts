import { describe, expect, it } from '@jest/globals';
import type { HandshakeView } from '../../protocol/verdict.js';
import { getJson, inRoom, metric, pairIn, runGateway, type Peer } from '../support/clients.js';
import { fault } from '../support/faults.js';
import { answer, candidate, offer } from '../support/sdp.js';

/** Another message behind it shows that nothing else has come. */
async function relayedTo(peer: Peer, from: Peer): Promise<string[]> {
  await from.ask('ice-candidate', { target: peer.id, candidate: null });
  await peer.next('ice-candidate', ({ candidate: end }: { candidate: unknown }) => end === null);
  const left = await peer.pending();
  return left.filter((event) => event !== 'verdict');
}

describe('a message that is sent again', () => {
  it('is relayed once, told once, and acknowledged as the first time', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const message = { target: boris.id, offer: offer(), messageId: '1' };

    const once = await anna.ask('offer', message);
    const again = await anna.ask('offer', message);

    expect(once).toEqual({ ok: true, handshake: expect.any(String) });
    expect(again).toEqual(once);
    expect(await relayedTo(boris, anna)).toEqual(['offer']);
    for (const stage of ['offer-received', 'offer-forwarded']) {
      expect(await metric(url, `hopline_hops_total{stage="${stage}",result="reached"}`)).toBe(1);
    }
  });

  it.each(['answer', 'ice-candidate'] as const)('is known again as an %s', async (kind) => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    await anna.ask('offer', { target: boris.id, offer: offer() });
    const body = kind === 'answer' ? { answer: answer() } : { candidate: candidate('zY9x') };
    const message = { target: anna.id, ...body, messageId: 'm' };

    const acks = [await boris.ask(kind, message), await boris.ask(kind, message)];

    expect(acks[1]).toEqual(acks[0]);
    expect(await relayedTo(anna, boris)).toEqual([kind]);
  });

  it('is relayed where the first one never arrived', async () => {
    const { url } = await runGateway({ FAULTS: 'on' });
    const [anna, boris] = await pairIn(url);
    await fault(url, { fault: 'drop', message: 'offer' });
    const message = { target: boris.id, offer: offer(), messageId: '1' };

    anna.emit('offer', message);
    const again = await anna.ask('offer', message);

    expect(again).toEqual({ ok: true, handshake: expect.any(String) });
    expect(await relayedTo(boris, anna)).toEqual(['offer']);
    const { handshakes } = await getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`);
    expect(handshakes).toHaveLength(1);
  });

  it('is relayed where the first one was refused', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'two', 'Anna');
    const message = { target: anna.id, offer: offer(), messageId: '1' };
    const refused = await anna.ask('offer', message);
    const boris = await inRoom(url, 'two', 'Boris');

    const again = await anna.ask('offer', { ...message, target: boris.id });

    expect(refused).toMatchObject({ ok: false, error: { code: 'target-self' } });
    expect(again).toMatchObject({ ok: true });
    expect(await boris.next('offer')).toMatchObject({ offer: offer() });
  });

  it('is known by its own sender only, and forgotten with the room', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const id = { messageId: '1' };
    await anna.ask('offer', { target: boris.id, offer: offer(), ...id });
    await boris.ask('offer', { target: anna.id, offer: offer({ session: '9' }), ...id });
    expect(await anna.next('offer')).toMatchObject({ offer: offer({ session: '9' }) });

    await anna.ask('leave-room');
    await anna.join('two', 'Anna');
    await anna.ask('offer', { target: boris.id, offer: offer({ session: '10' }), ...id });

    await boris.next('offer');
    expect(await boris.next('offer')).toMatchObject({ offer: offer({ session: '10' }) });
  });

  it('is forgotten when many have come since', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const send = (messageId: string) => anna.emit('ice-candidate', { target: boris.id, candidate: null, messageId });

    for (let count = 0; count <= 512; count++) send(String(count));
    send('0');
    await anna.pending();

    expect(await boris.pending()).toHaveLength(514);
  });

  it.each([[''], [7], [{ of: 'the page' }], ['x'.repeat(65)]])(
    'is not what a field of the page says: %j is no id of a message',
    async (messageId) => {
      const { url } = await runGateway();
      const [anna, boris] = await pairIn(url);

      for (const version of [2, 3]) {
        const sent = await anna.ask('offer', { target: boris.id, offer: offer({ version }), messageId });
        expect(sent).toMatchObject({ ok: true });
      }

      expect(await relayedTo(boris, anna)).toEqual(['offer', 'offer']);
    },
  );
});

describe('a lost acknowledgement', () => {
  it('can be had on demand: the message is relayed, and its sender is not told', async () => {
    const { url } = await runGateway({ FAULTS: 'on' });
    const [anna, boris] = await pairIn(url);
    await fault(url, { fault: 'drop-ack', message: 'offer' });
    let told = 0;
    const message = { target: boris.id, offer: offer(), messageId: '1' };

    anna.socket.emit('offer', message, () => told++);
    await boris.next('offer');
    const again = await anna.ask('offer', message);

    expect(again).toMatchObject({ ok: true });
    expect(told).toBe(0);
    expect(await relayedTo(boris, anna)).toEqual([]);
  });
});
