import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { limits } from '../../protocol/limits.js';
import type { RefusalView } from '../../protocol/console.js';
import type { HandshakeView, VerdictMessage } from '../../protocol/verdict.js';
import { connect, getJson, inRoom, metric, pairIn, runGateway, until, type Peer } from '../support/clients.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { rawClient } from '../support/raw-client.js';
import { atEnd } from '../support/teardown.js';

const transports = {
  'WebSocket only': { transports: ['websocket'] },
  'polling only': { transports: ['polling'] },
  'polling, then upgraded': { transports: ['polling', 'websocket'] },
};
type Way = keyof typeof transports;

/** Joins over one transport; an upgrade is over before anything is sent. */
async function over(way: Way, url: string, name: string, auth: object = {}): Promise<Peer> {
  const peer = await connect(url, { ...transports[way], auth });
  const { engine } = peer.socket.io;
  if (way === 'polling, then upgraded' && engine.transport.name === 'polling') {
    await new Promise<void>((resolve) => engine.once('upgrade', () => resolve()));
  }
  const joined = await peer.join('two', name);
  if (!joined.ok) throw new Error(joined.error.message);
  return peer;
}

const climbed = (peer: Peer, stage: string) =>
  peer.next<VerdictMessage>('ladder', ({ ladder }) =>
    ladder.some((rung) => rung.stage === stage && rung.status === 'reached'),
  );

function said(socket: WebSocket, start: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nothing that starts with ${start}`)), 5000);
    const hear = (data: Buffer) => {
      const text = data.toString();
      if (!text.startsWith(start)) return;
      clearTimeout(timer);
      socket.off('message', hear);
      resolve(text);
    };
    socket.on('message', hear);
  });
}

const pinged = (socket: WebSocket) => new Promise<Buffer>((resolve) => socket.once('ping', resolve));

describe.each(Object.keys(transports) as Way[])('a client over %s', (way) => {
  it('takes part in a call', async () => {
    const { url } = await runGateway();
    const anna = await over(way, url, 'Anna');
    const boris = await over(way, url, 'Boris');

    anna.emit('offer', { target: boris.id, offer: offer() });
    expect(await boris.next('offer')).toMatchObject({ sender: anna.id });
    boris.emit('answer', { target: anna.id, answer: answer() });
    expect(await anna.next('answer')).toMatchObject({ sender: boris.id });
    boris.emit('ice-candidate', { target: anna.id, candidate: null });
    expect(await anna.next('ice-candidate')).toMatchObject({ candidate: null });

    expect(anna.socket.io.engine.transport.name).toBe(way === 'polling only' ? 'polling' : 'websocket');
  });
});

describe('proof of delivery', () => {
  it.each(['WebSocket only', 'polling, then upgraded'] as const)('is there for a client over %s', async (way) => {
    const { url } = await runGateway();
    const anna = await over('WebSocket only', url, 'Anna', { ladder: true });
    const boris = await over(way, url, 'Boris');

    anna.emit('offer', { target: boris.id, offer: offer() });

    const { ladder } = await climbed(anna, 'offer-delivered');
    expect(ladder.find(({ stage }) => stage === 'offer-delivered')).toMatchObject({ seenBy: 'transport' });
    expect(await metric(url, 'hopline_hops_total{stage="offer-delivered",result="reached"}')).toBe(1);
  });

  it('begins with the upgrade for a call that has come over polling: a silent page is told from what cannot be seen', async () => {
    const { url } = await runGateway({ WAIT_ANSWER: '1000', WAIT_SILENCE: '1000', WAIT_RING: '10' });
    const anna = await over('WebSocket only', url, 'Anna', { ladder: true });
    const opened = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    const polling = `${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    const post = (body: string) => fetch(polling, { method: 'POST', body });
    await post('40');
    const boris = JSON.parse((await (await fetch(polling)).text()).slice(2)) as { sid: string };
    await post('42["join-room","two","Boris"]');
    await anna.next('user-joined');
    anna.emit('offer', { target: boris.sid, offer: offer() });
    await climbed(anna, 'offer-forwarded');

    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&sid=${sid}`);
    atEnd(() => socket.terminate());
    await new Promise((resolve) => socket.once('open', resolve));
    const polled = fetch(polling);
    socket.send('2probe');
    await said(socket, '3probe');
    await polled;
    const asked = pinged(socket);
    socket.send('5');
    await asked;

    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ cause: 'no-answer', owedBy: 'callee' });
  });

  it('is there for a client whose upgrade was over before it connected to the namespace', async () => {
    const { url } = await runGateway();
    const anna = await over('WebSocket only', url, 'Anna', { ladder: true });
    const opened = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&sid=${sid}`);
    atEnd(() => socket.terminate());
    await new Promise((resolve) => socket.once('open', resolve));
    const polled = fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`);
    socket.send('2probe');
    await said(socket, '3probe');
    await polled;
    socket.send('5');
    socket.send('40');
    const boris = JSON.parse((await said(socket, '40')).slice(2)) as { sid: string };
    socket.send('42["join-room","two","Boris"]');
    await anna.next('user-joined');

    anna.emit('offer', { target: boris.sid, offer: offer() });

    await climbed(anna, 'offer-delivered');
    expect(await metric(url, 'hopline_hops_total{stage="offer-delivered",result="reached"}')).toBe(1);
  });

  it('is not there over polling, and the rung is unseen rather than missing', async () => {
    const { url } = await runGateway();
    const anna = await over('WebSocket only', url, 'Anna', { ladder: true });
    const boris = await over('polling only', url, 'Boris');

    anna.emit('offer', { target: boris.id, offer: offer() });
    await boris.next('offer');

    const { ladder } = await climbed(anna, 'offer-forwarded');
    expect(ladder.find(({ stage }) => stage === 'offer-delivered')).toEqual({
      stage: 'offer-delivered',
      status: 'unseen',
    });
    expect(await metric(url, 'hopline_hops_total{stage="offer-delivered",result="reached"}')).toBe(0);
  });

  it('is not asked for with PROOF=off', async () => {
    const { url } = await runGateway({ PROOF: 'off' });
    const { id, webSocket: socket } = await rawClient(url, { autoPong: false });
    atEnd(() => socket.terminate());
    const pings: Buffer[] = [];
    socket.on('ping', (payload) => pings.push(payload));
    socket.send('42["join-room","two","Boris"]');
    const anna = await inRoom(url, 'two', 'Anna');

    const arrived = said(socket, '42["offer"');
    anna.emit('offer', { target: id, offer: offer() });
    await arrived;
    const answered = said(socket, '430');
    socket.send('420["anything"]');
    await answered;

    expect(pings).toEqual([]);
  });

  it('takes one ping for a burst, and the next one only when the first is answered', async () => {
    const { url } = await runGateway();
    const { id, webSocket: socket } = await rawClient(url, { autoPong: false });
    atEnd(() => socket.terminate());
    const pings: Buffer[] = [];
    socket.on('ping', (payload) => pings.push(payload));
    socket.send('42["join-room","two","Boris"]');
    const anna = await inRoom(url, 'two', 'Anna');
    const delivered = () => metric(url, 'hopline_hops_total{stage="candidate-delivered",result="reached"}');
    const send = async (count: number) => {
      for (let sent = 0; sent < count; sent++) {
        await anna.ask('ice-candidate', { target: id, candidate: candidate('aB3d', `192.0.2.${sent}`) });
      }
    };

    const first = pinged(socket);
    await send(1);
    const proof = await first;
    await send(20);
    // A round trip of the raw client itself: whatever was pinged before it has been seen.
    const answered = said(socket, '430');
    socket.send('420["anything"]');
    await answered;
    expect(pings).toHaveLength(1);
    expect(await delivered()).toBe(0);

    const second = pinged(socket);
    socket.pong(proof);
    const rest = await second;
    expect(await delivered()).toBe(1);
    socket.pong(rest);
    expect(await until(delivered, (count) => count === 21)).toBe(21);
    expect(pings).toHaveLength(2);
  });

  it('takes no pong for proof that answers another ping', async () => {
    const { url } = await runGateway();
    const { id, webSocket: socket } = await rawClient(url, { autoPong: false });
    atEnd(() => socket.terminate());
    socket.send('42["join-room","two","Boris"]');
    const anna = await inRoom(url, 'two', 'Anna');

    const ping = pinged(socket);
    await anna.ask('offer', { target: id, offer: offer() });
    await ping;
    for (const payload of ['', 'abcd', 'longer than four']) socket.pong(payload);
    const answered = said(socket, '430');
    socket.send('420["anything"]');
    await answered;

    expect(await metric(url, 'hopline_hops_total{stage="offer-delivered",result="reached"}')).toBe(0);
  });
});

describe('a frame over the bound', () => {
  it('closes its connection, and the others go on', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'two', 'Anna');
    const boris = await inRoom(url, 'two', 'Boris');
    const flood = await inRoom(url, 'two', 'Flood');
    const { id } = flood;

    const code = new Promise((resolve) =>
      (flood.socket.io.engine.transport as unknown as { ws: WebSocket }).ws.addEventListener('close', (event) =>
        resolve(event.code),
      ),
    );
    const closed = flood.closed();
    flood.emit('offer', { target: anna.id, offer: { type: 'offer', sdp: 'x'.repeat(limits.frameBytes) } });

    expect(await closed).toBe('transport close');
    expect(await code).toBe(1009);
    expect(await anna.next('user-left')).toBe(id);
    anna.emit('offer', { target: boris.id, offer: offer() });
    expect(await boris.next('offer')).toMatchObject({ sender: anna.id });
  });

  const large = { type: 'offer', sdp: 'x'.repeat(limits.frameBytes) };

  it.each([
    ['to whom it says, with an id for an acknowledgement', 'first', 3],
    ['to the other one of two, where the target stands behind it', 'last', 2],
  ] as const)('that is an offer is the refused handshake of its two: %s', async (_, where, people) => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'den', 'Anna');
    const boris = await inRoom(url, 'den', 'Boris');
    if (people === 3) await inRoom(url, 'den', 'Chen');
    const { id } = anna;

    const closed = anna.closed();
    if (where === 'first') anna.socket.emit('offer', { target: boris.id, offer: large }, () => undefined);
    else anna.emit('offer', { offer: large, target: boris.id });
    await closed;

    const { handshakes } = await until(
      () => getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`),
      (list) => list.handshakes.length > 0,
    );
    expect(handshakes).toMatchObject([
      {
        outcome: 'failed',
        cause: 'rejected',
        room: 'den',
        stage: 'offer-received',
        sentence: expect.stringContaining(`${limits.frameBytes} bytes (too-large)`),
        caller: { id, username: 'Anna' },
        callee: { id: boris.id, username: 'Boris' },
      },
    ]);
    const { refusals } = await getJson<{ refusals: RefusalView[] }>(`${url}/api/refusals`);
    expect(refusals).toMatchObject([
      {
        room: 'den',
        username: 'Anna',
        event: 'offer',
        code: 'too-large',
        detail: `frame: must be at most ${limits.frameBytes} bytes`,
      },
    ]);
  });

  it('that is nothing known stays among what was refused, with who sent it and where', async () => {
    const { url } = await runGateway();
    const [anna] = await pairIn(url);

    const closed = anna.closed();
    anna.emit('upload', { file: 'x'.repeat(limits.frameBytes) });
    await closed;

    const { refusals } = await getJson<{ refusals: RefusalView[] }>(`${url}/api/refusals`);
    expect(refusals).toMatchObject([{ username: 'Anna', event: 'frame', code: 'too-large' }]);
    expect(refusals[0]?.room).toBeDefined();
    const { handshakes } = await getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`);
    expect(handshakes).toEqual([]);
  });
});
