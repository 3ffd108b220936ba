import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import {
  acknowledged,
  call,
  connect,
  inRoom,
  metric,
  pairIn,
  runGateway,
  shortWaits,
  type Peer,
} from '../support/clients.js';
import { answer, candidate, offer } from '../support/sdp.js';

const rung = ({ ladder }: VerdictMessage, stage: string) => ladder.find((known) => known.stage === stage);
/** A page with everything: acknowledges what it is sent, wants to see the ladder grow. */
const everything = { auth: { acks: true, ladder: true } };
const asksNothing = { auth: { verdicts: false } };

async function bareAndFull(url: string): Promise<{ bare: Peer; full: Peer }> {
  const bare = await inRoom(url, 'two', 'Anna');
  const full = await inRoom(url, 'two', 'Boris', everything);
  await bare.next('user-joined');
  return { bare, full };
}

describe('a bare page and one with everything', () => {
  it('call each other, the bare one first', async () => {
    const { url } = await runGateway();
    const { bare, full } = await bareAndFull(url);

    bare.emit('offer', { target: full.id, offer: offer() });
    const [offered, acknowledge] = await full.nextArgs('offer');
    acknowledged(acknowledge);
    const { handshake, trace } = offered as { handshake: string; trace: { traceparent: string } };
    const sent = await full.ask('answer', { target: bare.id, answer: answer(), trace });

    expect(sent).toEqual({ ok: true, handshake });
    const [answered, nothing] = await bare.nextArgs('answer');
    expect(answered).toEqual({ answer: answer(), sender: full.id, handshake, trace });
    expect(nothing).toBeUndefined();
    const handled = await full.next<VerdictMessage>(
      'ladder',
      (view) => rung(view, 'answer-delivered')?.at !== undefined,
    );
    expect(rung(handled, 'offer-handled')).toMatchObject({ status: 'reached', seenBy: 'page' });
    expect(handled).toMatchObject({ id: handshake, you: 'callee', evidence: 'page' });
  });

  it('call each other, the full one first', async () => {
    const { url } = await runGateway({ TRACE_PARENT: 'page' });
    const { bare, full } = await bareAndFull(url);
    const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' };

    const sent = await full.ask<{ handshake: string }>('offer', { target: bare.id, offer: offer(), trace });
    const [offered, nothing] = await bare.nextArgs('offer');
    expect(nothing).toBeUndefined();
    expect(offered).toMatchObject({ handshake: sent.ok && sent.handshake, trace });
    bare.emit('answer', { target: full.id, answer: answer() });
    const [, acknowledge] = await full.nextArgs('answer');
    acknowledged(acknowledge);

    const view = await full.next<VerdictMessage>('ladder', (seen) => rung(seen, 'answer-handled')?.at !== undefined);
    expect(rung(view, 'answer-handled')).toMatchObject({ status: 'reached', seenBy: 'page' });
    expect(rung(view, 'offer-handled')).toEqual({ stage: 'offer-handled', status: 'implied' });
    expect(view).toMatchObject({ you: 'caller', traceId: '0af7651916cd43dd8448eb211c80319c' });
  });
});

describe('a page that promises acknowledgements', () => {
  const promises = { auth: { acks: true } };

  it('and gives none is not said to hang: its call is signaled as that of a bare page', async () => {
    const { url } = await runGateway({ ...shortWaits, WAIT_PROBE: '10' });
    const anna = await inRoom(url, 'two', 'Anna', promises);
    const boris = await inRoom(url, 'two', 'Boris', promises);

    anna.emit('offer', { target: boris.id, offer: offer() });
    await boris.next('offer');
    boris.emit('answer', { target: anna.id, answer: answer() });
    await anna.next('answer');
    anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
    boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });

    expect(await anna.next('verdict')).toMatchObject({ outcome: 'signaled', evidence: 'transport' });
  });

  it('and has kept its word once owes the next one', async () => {
    const { url } = await runGateway(shortWaits);
    const anna = await inRoom(url, 'two', 'Anna');
    const boris = await connect(url, promises);
    boris.emit('join-room', 'two', 'Boris');
    const [, acknowledge] = await boris.nextArgs('room-users');
    acknowledged(acknowledge);
    await boris.pending();

    anna.emit('offer', { target: boris.id, offer: offer() });

    expect(await anna.next('verdict')).toMatchObject({ outcome: 'failed', stage: 'offer-handled', owedBy: 'callee' });
  });
});

describe('the verdict', () => {
  it('reaches both, each with its own side and advice', async () => {
    const { url } = await runGateway(shortWaits);
    const [anna, boris] = await pairIn(url);

    anna.emit('offer', { target: boris.id, offer: offer() });
    const [forAnna, forBoris] = await Promise.all([
      anna.next<VerdictMessage>('verdict'),
      boris.next<VerdictMessage>('verdict'),
    ]);

    const { you, advice, ...common } = forAnna;
    const { you: other, advice: otherAdvice, ...commonOfBoris } = forBoris;
    expect(common).toEqual(commonOfBoris);
    expect(common).toMatchObject({
      outcome: 'failed',
      cause: 'no-answer',
      stage: 'answer-received',
      owedBy: 'callee',
      evidence: 'transport',
      caller: { id: anna.id, username: 'Anna' },
      callee: { id: boris.id, username: 'Boris' },
      room: 'two',
    });
    expect([you, other]).toEqual(['caller', 'callee']);
    expect([advice, otherAdvice]).toEqual([
      expect.stringMatching(/^Boris's page has your call/),
      expect.stringMatching(/^The call reached your page/),
    ]);
  });

  it('is in the language of the page', async () => {
    const { url } = await runGateway(shortWaits);
    const anna = await inRoom(url, 'two', 'Anna', { extraHeaders: { 'Accept-Language': 'ru-RU,ru;q=0.9' } });
    const boris = await inRoom(url, 'two', 'Boris');

    anna.emit('offer', { target: boris.id, offer: offer() });

    expect(await anna.next('verdict')).toHaveProperty(
      'advice',
      expect.stringMatching(/^Страница собеседника получила/),
    );
    expect(await boris.next('verdict')).toHaveProperty('advice', expect.stringMatching(/^The call reached your page/));
  });

  it('says signaled when every rung is reached that the gateway can see', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    const handshake = await call(anna, boris);

    const verdict = await boris.next<VerdictMessage>('verdict');
    expect(verdict).toMatchObject({ id: handshake, outcome: 'signaled', evidence: 'transport', you: 'callee' });
    expect(verdict.ladder.filter(({ status }) => status === 'missing')).toEqual([]);
    expect(verdict.candidates).toEqual({
      caller: { host: 1, srflx: 0, prflx: 0, relay: 0 },
      callee: { host: 1, srflx: 0, prflx: 0, relay: 0 },
    });
    expect(await metric(url, 'hopline_handshakes_total{outcome="signaled"}')).toBe(1);
  });

  it('that a call went well is told to the page that asked for it', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'two', 'Anna', asksNothing);
    const boris = await inRoom(url, 'two', 'Boris');

    await call(anna, boris);

    expect(await boris.next('verdict')).toMatchObject({ outcome: 'signaled' });
    expect(await anna.pending()).not.toContain('verdict');
  });

  it('that one has failed is told to both, and so is what puts it right', async () => {
    const { url } = await runGateway(shortWaits);
    const anna = await inRoom(url, 'two', 'Anna', asksNothing);
    const boris = await inRoom(url, 'two', 'Boris', asksNothing);
    anna.emit('offer', { target: boris.id, offer: offer() });
    const told = await Promise.all([anna.next('verdict'), boris.next('verdict')]);
    expect(told).toEqual([anna, boris].map(() => expect.objectContaining({ outcome: 'failed' })));

    boris.emit('answer', { target: anna.id, answer: answer() });
    anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
    boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });

    for (const peer of [anna, boris])
      expect(await peer.next<VerdictMessage>('verdict', ({ outcome }) => outcome === 'signaled')).toBeDefined();
  });

  it('is withdrawn when the answer comes after all', async () => {
    const { url } = await runGateway(shortWaits);
    const [anna, boris] = await pairIn(url);
    anna.emit('offer', { target: boris.id, offer: offer() });
    expect(await anna.next('verdict')).toMatchObject({ outcome: 'failed' });

    boris.emit('answer', { target: anna.id, answer: answer() });
    anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
    boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });

    const later = await anna.next<VerdictMessage>('verdict', ({ outcome }) => outcome === 'signaled');
    expect(later).toMatchObject({ outcome: 'signaled', you: 'caller' });
    expect(await metric(url, 'hopline_verdicts_withdrawn_total{outcome="failed"}')).toBe(1);
  });

  it('is abandoned when somebody leaves meanwhile, and only who stays is there to be told', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    anna.emit('offer', { target: boris.id, offer: offer() });
    await boris.next('offer');

    boris.socket.disconnect();

    expect(await anna.next('verdict')).toMatchObject({ outcome: 'abandoned', cause: 'abandoned' });
  });

  it('names a stale target to the sender at once', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const { id } = boris;
    boris.socket.disconnect();
    await anna.next('user-left');

    anna.emit('offer', { target: id, offer: offer() });

    expect(await anna.next('verdict')).toMatchObject({
      outcome: 'abandoned',
      cause: 'target-left',
      callee: { id },
      you: 'caller',
    });
  });
});

describe('the growing ladder', () => {
  it('is shown only to the page that asked for it', async () => {
    const { url } = await runGateway();
    const { bare, full } = await bareAndFull(url);

    await call(bare, full);
    await Promise.all([bare.next('verdict'), full.next('verdict')]);

    const [ofBare, ofFull] = [await bare.pending(), await full.pending()];
    expect(ofBare).not.toContain('ladder');
    expect(ofFull).toContain('ladder');
  });

  it('climbs rung by rung, and never down', async () => {
    const { url } = await runGateway();
    const { bare, full } = await bareAndFull(url);

    await call(bare, full);
    await full.next('verdict');

    const counts: number[] = [];
    while ((await full.pending()).includes('ladder')) {
      const { ladder, outcome } = await full.next<VerdictMessage>('ladder');
      expect(outcome).toBe('pending');
      counts.push(ladder.filter(({ status }) => status === 'reached' || status === 'implied').length);
    }
    expect(counts.length).toBeGreaterThan(2);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  });
});
