import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fingerprint } from '../../protocol/facts.js';
import { limits } from '../../protocol/limits.js';
import { plainName } from '../../protocol/plain-names.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import type { Hop } from '../../src/domain/hop.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { refuse, step } from '../../src/hops/step.js';
import { getJson, pairIn, runGateway, until } from '../support/clients.js';
import { relayHouse } from '../support/relay-house.js';
import { answer, candidate, offer } from '../support/sdp.js';

const limited = { code: 'rate-limited', message: 'Too much at once.' } as const;

function two() {
  const house = relayHouse();
  house.join('anna', 'Anna');
  house.join('boris', 'Boris');
  return house;
}

describe('the hop of what is refused', () => {
  it.each([
    ['offer', { target: 'boris', offer: answer() }, 'offer-received', /^offer\.type: /],
    ['offer', { offer: offer() }, 'offer-received', /^target: /],
    [
      'answer',
      { target: 'boris', answer: { type: 'answer', sdp: 'x'.repeat(limits.sdpBytes + 1) } },
      'answer-received',
      /^answer\.sdp: must be at most \d+ bytes$/,
    ],
    [
      'ice-candidate',
      { target: 'boris', candidate: { ...candidate(), sdpMLineIndex: -1 } },
      'candidate-received',
      /^candidate\.sdpMLineIndex: /,
    ],
    ['join-room', { room: 'den' }, 'joined', /^username: /],
    ['leave-room', 7, 'left', /^message: /],
  ] as const)('%s: %j names the field and its rule', (event, payload, kind, detail) => {
    const house = two();
    house.send('anna', event, [payload]);
    expect(house.last(kind)).toMatchObject({ result: 'refused', detail: expect.stringMatching(detail) });
  });

  it('has no detail of another refusal, and none that is long', () => {
    const house = two();
    house.send('anna', 'offer', [{ target: 'anna', offer: offer() }]);
    expect(house.last('offer-forwarded')).toMatchObject({ reason: 'target-self' });
    expect(house.last('offer-forwarded').detail).toBeUndefined();
    const hops: Hop[] = [];
    const stream = new HopStream((_, error) => {
      throw error;
    });
    stream.watch({ name: 'test', onHop: (hop) => void hops.push(hop) });
    step(stream, { kind: 'joined' }, () => refuse('malformed', 'x'.repeat(500)));
    expect(hops).toMatchObject([{ detail: 'x'.repeat(200) }]);
  });

  it('names an event that nobody knows, with who sent it and where', () => {
    const house = two();
    house.send('anna', 'make-offer', ['x']);
    expect(house.last('event-received')).toMatchObject({
      event: 'make-offer',
      reason: 'unknown-event',
      room: 'den',
      from: { id: 'anna', username: 'Anna' },
    });
    house.connect('outsider');
    house.send('outsider', 'callUser', []);
    expect(house.last('event-received')).toMatchObject({ event: 'callUser', from: { id: 'outsider' } });
    expect(house.last('event-received').room).toBeUndefined();
    house.send('anna', 'report', [], limited);
    expect(house.last('event-received')).toMatchObject({ event: 'report', reason: 'rate-limited', room: 'den' });
  });

  it('has a hash of a name that is long, or not plain', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\w:.-]{1,60}$/)), (name) => {
        const shown = plainName(name);
        expect(shown).toMatch(/^[\w:.-]{1,40}$/);
        expect(shown).toBe(/^[\w:.-]{1,40}$/.test(name) ? name : `hash-${fingerprint(name)}`);
      }),
    );
    expect(plainName('a\n')).toMatch(/^hash-/);
  });
});

describe('a message that does not say to whom, in a room of two', () => {
  const unread = [
    ['malformed', { offer: offer() }, undefined],
    ['malformed', undefined, undefined],
    ['malformed', { target: 7, offer: offer() }, undefined],
    ['malformed', { target: '', offer: offer() }, undefined],
    ['malformed', { target: 'x'.repeat(limits.targetChars + 1), offer: offer() }, undefined],
    ['rate-limited', { offer: offer() }, limited],
  ] as const;

  it('an offer is an attempt to reach the other, one however often it is made', () => {
    const house = two();
    for (const [reason, payload, refusal] of unread) {
      house.send('anna', 'offer', [payload], refusal);
      expect(house.last('offer-received')).toMatchObject({
        reason,
        to: { id: 'boris', username: 'Boris' },
        handshake: { caller: 'anna', callee: 'boris' },
      });
    }
    expect(new Set(house.hops.flatMap(({ handshake }) => handshake?.id ?? [])).size).toBe(1);
  });

  it('an answer, or a candidate, belongs to what the two were about', () => {
    const house = two();
    house.send('anna', 'offer', [{ target: 'boris', offer: offer() }]);
    const { handshake } = house.last('offer-received');
    house.send('boris', 'answer', [{ answer: answer() }]);
    expect(house.last('answer-received')).toMatchObject({ handshake, to: { id: 'anna' }, reason: 'malformed' });
    house.send('anna', 'ice-candidate', [{ candidate: candidate() }]);
    expect(house.last('candidate-received')).toMatchObject({ handshake, to: { id: 'boris' }, reason: 'malformed' });
  });

  it('is nobody’s where there are three, or one', () => {
    const house = two();
    house.join('chen', 'Chen');
    house.join('dora', 'Dora', 'alone');
    for (const id of ['anna', 'dora']) {
      house.send(id, 'offer', [{ offer: offer() }]);
      const { to, handshake } = house.last('offer-received');
      expect([to, handshake]).toEqual([undefined, undefined]);
    }
  });

  it('gets its verdict, with the other one named', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    anna.emit('offer', { to: boris.id, offer: offer() });

    const { handshakes } = await until(
      () => getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes`),
      (list) => list.handshakes.length > 0,
    );
    expect(handshakes).toMatchObject([
      { outcome: 'failed', cause: 'rejected', caller: { username: 'Anna' }, callee: { username: 'Boris' } },
    ]);
  });
});
