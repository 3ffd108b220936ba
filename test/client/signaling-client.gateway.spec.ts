/// <reference lib="dom" />
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { JoinAck, Offer } from '../../protocol/messages.js';
import { SignalingClient } from '../../client/lib/signaling-client.js';
import { NoAckError, RefusedError, UnreachableError } from '../../client/lib/signaling-errors.js';
import type { SignalingOptions } from '../../client/lib/signaling-events.js';
import { getJson, inRoom, runGateway, type Peer } from '../support/clients.js';
import { fault } from '../support/faults.js';
import { startHalfOpen } from '../support/half-open.js';
import { next } from '../support/signaling.js';
import { candidate, offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

const quickly = { ackWaitsMs: [100, 200, 400] };

function client(url: string, options: SignalingOptions = quickly): SignalingClient {
  const signaling = new SignalingClient({ url, ...options });
  atEnd(() => signaling.leave());
  return signaling;
}

/** Ours and another one in a room. */
async function pair(env: Record<string, string> = { FAULTS: 'on' }): Promise<{
  url: string;
  signaling: SignalingClient;
  other: Peer;
}> {
  const { url } = await runGateway(env);
  const other = await inRoom(url, 'two', 'Boris');
  const signaling = client(url);
  await signaling.join('two', 'Anna');
  await other.next('user-joined');
  return { url, signaling, other };
}

/** What the other one was sent, once all that was on its way is there. */
async function sentTo(other: Peer): Promise<string[]> {
  const events = await other.pending();
  return events.filter((event) => event !== 'verdict');
}

const anOffer = offer() as Offer;

describe('a message that the gateway never acknowledges', () => {
  it.each([
    ['never arrived', 'drop'],
    ['arrived, and only the acknowledgement was lost', 'drop-ack'],
  ])('is sent again where it %s, and relayed once', async (_, kind) => {
    const { url, signaling, other } = await pair();
    await fault(url, { fault: kind, sender: signaling.id, times: 2 });

    const ack = await signaling.sendOffer(other.id, anOffer);

    expect(ack).toMatchObject({ handshake: expect.any(String) });
    expect(await other.next('offer')).toMatchObject({ offer: anOffer, handshake: ack?.handshake });
    expect(await sentTo(other)).toEqual([]);
  });

  it('is sent again as a candidate too', async () => {
    const { url, signaling, other } = await pair();
    await fault(url, { fault: 'drop', message: 'ice-candidate' });

    await signaling.sendCandidate(other.id, candidate());

    expect(await sentTo(other)).toEqual(['ice-candidate']);
  });

  it('is not sent again when it has lost its use, which ends the wait at once', async () => {
    const { url, signaling, other } = await pair();
    await fault(url, { fault: 'drop', message: 'offer' });
    const overtaken = new AbortController();

    const sending = signaling.sendOffer(other.id, anOffer, overtaken.signal);
    overtaken.abort();
    expect(await sending).toBeUndefined();
    expect(await signaling.sendOffer(other.id, anOffer, overtaken.signal)).toBeUndefined();

    expect(await sentTo(other)).toEqual([]);
  });

  it('is given up after the last try, with a sentence', async () => {
    const { url, signaling, other } = await pair();
    await fault(url, { fault: 'drop', message: 'offer', times: 3 });

    const failed = signaling.sendOffer(other.id, anOffer);

    await expect(failed).rejects.toThrow(new NoAckError('offer', 700));
    await expect(failed).rejects.toThrow('The gateway did not acknowledge "offer" within 700 ms.');
  });
});

describe('a message that cannot be relayed', () => {
  it('is refused with the code of the gateway, and not tried again', async () => {
    const { signaling } = await pair();

    const refused = await signaling.sendOffer('nobody', anOffer).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({ code: 'target-missing', event: 'offer', target: 'nobody' });
  });

  it('is not sent without a connection', async () => {
    const { signaling, other } = await pair();
    signaling.leave();

    await expect(signaling.sendOffer(other.id, anOffer)).rejects.toThrow(UnreachableError);
  });

  it('ends with the connection that it waits on', async () => {
    const { url, signaling, other } = await pair();
    await fault(url, { fault: 'drop', message: 'offer', times: 9 });

    const sending = signaling.sendOffer(other.id, anOffer);
    signaling.leave();

    await expect(sending).rejects.toThrow('The gateway cannot be reached.');
  });
});

describe('joining', () => {
  it('says who of each two gives way, before anything else comes', async () => {
    const { url } = await runGateway();
    const other = await inRoom(url, 'two', 'Boris');
    const signaling = client(url);
    const joined = next(signaling, 'joined');

    const membership = await signaling.join('two', 'Anna');

    expect(membership.users).toEqual([
      { socketId: other.id, username: 'Boris', polite: true },
      { socketId: signaling.id, username: 'Anna' },
    ]);
    expect(await joined).toEqual([membership, false]);
  });

  it('keeps the promise to acknowledge, so that its silence counts from the first message on', async () => {
    const { url, signaling, other } = await pair({ WAIT_OFFER_HANDLED: '100', WAIT_SILENCE: '100' });

    other.emit('offer', { target: signaling.id, offer: anOffer });

    // Nobody listens for offers here.
    expect(await other.next('verdict')).toMatchObject({ stage: 'offer-handled', owedBy: 'callee' });
    expect(await getJson(`${url}/api/handshakes`)).toMatchObject({ handshakes: [{ outcome: 'failed' }] });
  });

  it('fails with a sentence when there is no gateway', async () => {
    const gateway = await runGateway();
    await gateway.close();

    await expect(client(gateway.url).join('two', 'Anna')).rejects.toThrow(UnreachableError);
  });

  it('says the room in the URL, over WebSocket and over polling', async () => {
    const asked: string[] = [];
    const deaf = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(503).end();
    });
    deaf.on('upgrade', (request, socket) => {
      asked.push(request.url ?? '');
      socket.destroy();
    });
    await new Promise<void>((listening) => deaf.listen(0, '127.0.0.1', listening));
    atEnd(() => deaf.close());
    const signaling = client(`http://127.0.0.1:${(deaf.address() as AddressInfo).port}`);

    for (const room of ['Anna & Boris', 'двое']) await signaling.join(room, 'Anna').catch(() => undefined);

    const [one, other] = ['room=Anna%20%26%20Boris', `room=${encodeURIComponent('двое')}`];
    expect(asked.map((url) => url.match(/room=[^&]*|transport=[^&]*/g)?.toSorted())).toEqual(
      [one, other].flatMap((room) => ['websocket', 'polling'].map((transport) => [room, `transport=${transport}`])),
    );
  });

  it('ends when one leaves meanwhile', async () => {
    const { url } = await runGateway();
    const signaling = client(url);

    const joining = signaling.join('two', 'Anna');
    signaling.leave();

    await expect(joining).rejects.toThrow(UnreachableError);
  });

  it('goes to the room that was asked for last', async () => {
    const { url } = await runGateway();
    const signaling = client(url);

    const [first, second] = await Promise.allSettled([signaling.join('one', 'Anna'), signaling.join('two', 'Anna')]);

    expect(first).toMatchObject({ status: 'rejected', reason: expect.any(UnreachableError) });
    expect(second).toMatchObject({ status: 'fulfilled', value: { room: 'two' } });
    expect(await getJson(`${url}/api/rooms`)).toMatchObject({ rooms: [{ room: 'two' }] });
  });
});

describe('a connection that is lost', () => {
  it('is made again: back in the room under a new id, and the room as it is now', async () => {
    const { url, signaling, other } = await pair();
    const before = signaling.id;
    const chen = await inRoom(url, 'two', 'Chen');
    const [lost, back, connected] = [
      next(signaling, 'connection-lost'),
      next(signaling, 'joined'),
      next(signaling, 'connected'),
    ];
    await other.ask('leave-room');

    await fault(url, { fault: 'cut', participant: before });

    await lost;
    const [{ self, users }, again] = await back;
    expect(again).toBe(true);
    expect(self.socketId).not.toBe(before);
    expect(users.map(({ username }) => username)).toEqual(['Chen', 'Anna']);
    expect(await chen.next('user-left', (id) => id === before)).toBe(before);
    expect(await connected).toEqual([expect.stringMatching(/^\S{20}$/), 'two']);
    expect((await connected)[0]).not.toBe(self.socketId);
  });

  it('leaves no ghost behind where the gateway has not noticed, in a full room too', async () => {
    const { url } = await runGateway({ ROOM_CAPACITY: '2' });
    const other = await inRoom(url, 'two', 'Boris');
    const network = await startHalfOpen(url);
    const signaling = client(network.url);
    await signaling.join('two', 'Anna');
    const before = signaling.id;

    for (const ghost of [before, undefined]) {
      const back = next(signaling, 'joined');
      const gone = ghost ?? signaling.id;
      network.cutClients();

      const [{ users }]: [JoinAck, boolean] = await back;

      expect(users.map(({ username }) => username)).toEqual(['Boris', 'Anna']);
      expect(await other.next('user-left')).toBe(gone);
    }
    const { rooms } = await getJson<{ rooms: { participants: object[] }[] }>(`${url}/api/rooms`);
    expect(rooms.map(({ participants }) => participants.length)).toEqual([2]);
  });

  it('fails what was on its way: it was meant for ids that are gone', async () => {
    const { url, signaling, other } = await pair();
    await fault(url, { fault: 'drop', message: 'offer', times: 9 });
    const back = next(signaling, 'joined');

    const sending = signaling.sendOffer(other.id, anOffer).catch((error: unknown) => error);
    await fault(url, { fault: 'cut', participant: signaling.id });

    expect(await sending).toBeInstanceOf(UnreachableError);
    await back;
    expect((await sentTo(other)).toSorted()).toEqual(['user-joined', 'user-left']);
  });
});
