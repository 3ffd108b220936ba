import { describe, expect, it } from '@jest/globals';
import type { HandshakeView } from '../../protocol/verdict.js';
import { call, connect, getJson, inRoom, metric, pairIn, runGateway, type Peer } from '../support/clients.js';
import { answer, candidate, offer } from '../support/sdp.js';

interface Relayed {
  sender: string;
  handshake?: string;
  trace?: { traceparent: string; tracestate?: string };
}

describe('relaying a message', () => {
  it('brings offer, answer and candidate to their target, with their sender and handshake', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    const sent = await anna.ask<{ handshake: string }>('offer', { target: boris.id, offer: offer() });
    if (!sent.ok) throw new Error(sent.error.message);
    const { handshake } = sent;
    const offered = await boris.next<Relayed>('offer');
    expect(offered).toEqual({
      offer: offer(),
      sender: anna.id,
      username: 'Anna',
      handshake,
      trace: { traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) },
    });

    expect(await boris.ask('answer', { target: anna.id, answer: answer() })).toEqual({ ok: true, handshake });
    expect(await anna.next('answer')).toEqual({
      answer: answer(),
      sender: boris.id,
      handshake,
      trace: offered.trace,
    });

    expect(await boris.ask('ice-candidate', { target: anna.id, candidate: candidate('zY9x') })).toEqual({
      ok: true,
      handshake,
    });
    expect(await anna.next('ice-candidate')).toEqual({ candidate: candidate('zY9x'), sender: boris.id, handshake });
  });

  it('works in a mesh of five: every pair, both ways, and nothing reaches a third', async () => {
    const { url } = await runGateway();
    const people: Peer[] = [];
    for (const name of ['A', 'B', 'C', 'D', 'E']) people.push(await inRoom(url, 'mesh', name));
    for (const [index, peer] of people.entries()) {
      for (let later = index + 1; later < people.length; later++) await peer.next('user-joined');
    }
    const pairs = people.flatMap((caller, index) => people.slice(index + 1).map((callee) => [caller, callee] as const));

    const handshakes: string[] = [];
    for (const [caller, callee] of pairs) handshakes.push(await call(caller, callee));

    expect(new Set(handshakes).size).toBe(10);
    const left = await Promise.all(people.map((peer) => peer.pending()));
    expect(left.flat().filter((event) => event !== 'verdict')).toEqual([]);
  });

  it('sets sender and name itself, whatever the message claims', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const claims = { sender: boris.id, username: 'Somebody else', handshake: 'mine', room: 'two' };

    anna.emit('offer', { target: boris.id, offer: offer(), ...claims });
    anna.emit('ice-candidate', { target: boris.id, candidate: candidate(), ...claims });

    const offered = await boris.next<Relayed & { room?: string }>('offer');
    expect(offered).toMatchObject({ sender: anna.id, username: 'Anna' });
    expect(offered.handshake).not.toBe('mine');
    expect(offered.room).toBeUndefined();
    expect(await boris.next('ice-candidate')).toEqual({
      candidate: candidate(),
      sender: anna.id,
      handshake: offered.handshake,
    });
  });

  it('passes what a page adds to a description or a candidate, and leaves behind what it adds beside them', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const extended = { ...offer(), toJSON: 'text', simulcast: true, layers: 3, note: null };
    const extendedCandidate = { ...candidate(), foundation: '842163049', priority: 7, relayed: false };

    anna.emit('offer', { target: boris.id, offer: extended, callType: 'video' });
    anna.emit('ice-candidate', { target: boris.id, candidate: extendedCandidate, index: 1 });

    const offered = await boris.next<object>('offer');
    expect(offered).toHaveProperty('offer', extended);
    expect(Object.keys(offered).toSorted()).toEqual(['handshake', 'offer', 'sender', 'trace', 'username']);
    const trickled = await boris.next<object>('ice-candidate');
    expect(trickled).toHaveProperty('candidate', extendedCandidate);
    expect(Object.keys(trickled).toSorted()).toEqual(['candidate', 'handshake', 'sender']);
  });

  it.each([
    ['null', null],
    ['an empty line', { candidate: '', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'aB3d' }],
    ['an object without a line', { sdpMid: null, sdpMLineIndex: null }],
  ])('passes the end of candidates as %s', async (_, end) => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    anna.emit('offer', { target: boris.id, offer: offer() });

    expect(await anna.ask('ice-candidate', { target: boris.id, candidate: end })).toMatchObject({ ok: true });

    expect(await boris.next('ice-candidate')).toMatchObject({ candidate: end, sender: anna.id });
  });

  it('keeps the order of a burst', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const addresses = Array.from({ length: 100 }, (_, index) => `192.0.2.${index}`);

    for (const address of addresses) {
      anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d', address) });
    }

    for (const address of addresses) {
      expect(await boris.next('ice-candidate')).toMatchObject({ candidate: candidate('aB3d', address) });
    }
  });

  it('gives a provisional answer and the final one to the same handshake', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    anna.emit('offer', { target: boris.id, offer: offer() });
    const { handshake } = await boris.next<Relayed>('offer');

    const ringing = await boris.ask('answer', { target: anna.id, answer: { ...answer(), type: 'pranswer' } });
    const taken = await boris.ask('answer', { target: anna.id, answer: answer() });

    expect([ringing, taken]).toEqual([
      { ok: true, handshake },
      { ok: true, handshake },
    ]);
    expect(await anna.next('answer')).toHaveProperty('answer.type', 'pranswer');
    expect(await anna.next('answer')).toHaveProperty('answer.type', 'answer');
  });
});

describe('the handshake of a message', () => {
  it('is a new one for a renegotiation, which names the one before', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const first = await call(anna, boris);

    anna.emit('offer', { target: boris.id, offer: offer({ version: 3 }) });
    const { handshake: second } = await boris.next<{ handshake: string }>('offer');

    expect(second).not.toBe(first);
    const { handshakes } = await getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`);
    expect(handshakes.map(({ id, previous }) => ({ id, previous }))).toEqual([
      { id: second, previous: first },
      { id: first, previous: undefined },
    ]);
  });

  it('stays the same for the same offer sent once more', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    const once = await anna.ask('offer', { target: boris.id, offer: offer() });
    const twice = await anna.ask('offer', { target: boris.id, offer: offer() });

    expect(once).toMatchObject({ ok: true, handshake: expect.any(String) });
    expect(twice).toEqual(once);
  });

  it('adopts the candidates that came ahead of their offer', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    const early = await anna.ask('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
    const late = await anna.ask('offer', { target: boris.id, offer: offer({ ufrag: 'aB3d' }) });

    expect(early).toEqual(late);
  });

  it('is each its own for offers both ways', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    const one = await anna.ask<{ handshake: string }>('offer', { target: boris.id, offer: offer() });
    const other = await boris.ask<{ handshake: string }>('offer', { target: anna.id, offer: offer({ session: '9' }) });

    expect(one.ok && one.handshake).not.toBe(other.ok && other.handshake);
  });

  it.each([
    ['link', 'is not that'],
    ['page', 'is that'],
  ])('passes the trace of the page on that offers; its own, with TRACE_PARENT=%s, %s', async (parent, is) => {
    const { url } = await runGateway({ TRACE_PARENT: parent });
    const [anna, boris] = await pairIn(url);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const trace = { traceparent, tracestate: 'vendor=value' };

    anna.emit('offer', { target: boris.id, offer: offer(), trace });

    const offered = await boris.next<Relayed>('offer');
    expect(offered.trace).toEqual(trace);
    const view = await getJson<HandshakeView>(`${url}/api/handshakes/${offered.handshake}`);
    expect(view.traceId === '0af7651916cd43dd8448eb211c80319c').toBe(is === 'is that');
    expect(view.traceId).toMatch(/^[\da-f]{32}$/);
  });
});

describe('a message that did not ask for an acknowledgement', () => {
  it('is told of its refusal by an event of its own', async () => {
    const { url } = await runGateway();
    const [anna] = await pairIn(url);

    anna.emit('offer', { target: 'nobody', offer: offer() });
    anna.emit('shout', { loud: true });

    expect(await anna.next('signaling-error')).toEqual({
      code: 'target-missing',
      message: 'No such participant is in this room.',
      event: 'offer',
      target: 'nobody',
    });
    expect(await anna.next('signaling-error')).toEqual({
      code: 'unknown-event',
      message: expect.stringMatching(/^The gateway knows no such event\. .*`npx hopline watch`/),
      event: 'shout',
    });
  });

  it('gets its event back cut short', async () => {
    const { url } = await runGateway();
    const anna = await connect(url);

    anna.emit('e'.repeat(5000));

    expect(await anna.next('signaling-error')).toMatchObject({ code: 'unknown-event', event: 'e'.repeat(64) });
  });

  it('is told nothing when it was relayed', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    anna.emit('offer', { target: boris.id, offer: offer() });
    await boris.next('offer');

    expect(await anna.pending()).toEqual([]);
    expect(await metric(url, 'hopline_hops_total{stage="offer-forwarded",result="reached"}')).toBe(1);
  });
});
