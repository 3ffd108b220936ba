import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, json as anyJson, oneof, property, string } from 'fast-check';
import type { ObservedMessage } from '../../src/watch/observed.js';
import { keysIn } from '../../src/watch/keys.js';
import { findSignals, type Signal } from '../../src/watch/signals.js';
import { candidateLine, sdpOf } from '../support/watched-people.js';

const offer = { type: 'offer', sdp: sdpOf('a1', 'offer') };
const answer = { type: 'answer', sdp: sdpOf('b1', 'answer') };
const candidate = { candidate: candidateLine('a1'), sdpMid: '0', sdpMLineIndex: 0 };
const json = (value: unknown): ObservedMessage => ({ text: JSON.stringify(value) });
const kindsIn = (message: ObservedMessage) => findSignals(message).map(({ kind }) => kind);

const isEnd = (signal: Signal) => signal.kind === 'ice-candidate' && signal.candidate.end;

describe('signaling is found', () => {
  it.each<[string, ObservedMessage, string[]]>([
    ['an object under a target', json(['offer', { target: 'x', offer }]), ['offer']],
    ['positional arguments', json(['answer', answer, 'room']), ['answer']],
    ['simple-peer', json(['signal', { to: 'x', signal: { candidate } }]), ['ice-candidate']],
    ['a call of somebody', json(['callUser', { userToCall: 'x', signalData: offer, from: 'y' }]), ['offer']],
    ['an envelope', json(['message', { type: 'offer', from: 'x', payload: { sdp: offer } }]), ['offer']],
    ['JSON in a string', json(['message', JSON.stringify({ kind: 1, body: answer })]), ['answer']],
    ['JSON in JSON in JSON', json([JSON.stringify([JSON.stringify({ d: JSON.stringify(offer) })])]), ['offer']],
    ['JSON alone', json({ event: 'candidate', data: candidate }), ['ice-candidate']],
    ['the description as text', { text: offer.sdp }, ['offer']],
    ['text ahead of JSON', { text: `SIGNAL:${JSON.stringify(offer)}` }, ['offer']],
    ['base64', { text: Buffer.from(JSON.stringify(answer)).toString('base64') }, ['answer']],
    ['UTF-8 in bytes', { bytes: Buffer.from(JSON.stringify({ candidate })) }, ['ice-candidate']],
    ['a format that is not JSON', { bytes: messagePack('answer', answer.sdp) }, ['answer']],
    [
      'a batch',
      json(['ice', [candidate, { ...candidate, candidate: candidateLine('a2') }]]),
      ['ice-candidate', 'ice-candidate'],
    ],
    ['a line alone', json(['ice', `a=${candidateLine('a1')}`, 0]), ['ice-candidate']],
    ['the end of candidates', json({ candidate: '', usernameFragment: 'a1', sdpMid: '0' }), ['ice-candidate']],
    ['a description without its type', json({ sdp: sdpOf('a1', 'answer') }), ['answer']],
    ['types in capitals', json({ type: 'OFFER', sdp: offer.sdp }), ['offer']],
    ['a description and its candidates', json({ offer, candidates: [candidate] }), ['offer', 'ice-candidate']],
  ])('in %s', (_, message, kinds) => {
    expect(kindsIn(message)).toEqual(kinds);
    // On its way out it is known again without being read, or is read.
    const keys = findSignals(message).flatMap((signal) => (isEnd(signal) ? [] : [signal.key]));
    expect(keysIn(message) ?? keys).toEqual(keys);
  });

  it('by the same key, however it is wrapped', () => {
    const [plain] = findSignals(json({ offer }));
    const [wrapped] = findSignals(json(['x', JSON.stringify({ from: 'somebody', sdp: { ...offer, more: 1 } })]));
    expect(wrapped?.key).toBe(plain?.key);
    const [other] = findSignals(json({ offer: { type: 'offer', sdp: sdpOf('a2', 'offer') } }));
    expect(other?.key).not.toBe(plain?.key);
  });
});

describe('nothing is found', () => {
  it.each<[string, ObservedMessage]>([
    ['in chat', json(['chat', { text: 'the candidate v=0 is mine', name: 'Ann' }])],
    ['in text that begins like a description', json(['x', 'v=0 is my password'])],
    ['in no message at all', {}],
    ['in bytes of anything', { bytes: Buffer.from([0, 255, 1, 254, 123, 34]) }],
    ['in what is too large', { text: `"${'x'.repeat(500_000)}${offer.sdp}"` }],
  ])('%s', (_, message) => {
    expect(findSignals(message)).toEqual([]);
  });
});

describe('a message that is made to cost much', () => {
  it.each<[string, string]>([
    ['a million keys', `{${Array.from({ length: 30_000 }, (_, key) => `"k${key}":"v=0"`).join()}}`],
    ['arrays in arrays', `${'['.repeat(100_000)}"v=0"${']'.repeat(100_000)}`],
    ['megabytes that begin like a description', `v=0\r\n${'a=candidate:'.repeat(30_000)}`],
    ['a candidate without an end', `x candidate:${'candidate:'.repeat(30_000)}`],
    ['half of some JSON', `{"v=0":${'{"a":'.repeat(50_000)}`],
  ])('is read in bounded steps: %s', (_, text) => {
    expect(findSignals({ text }).length).toBeLessThanOrEqual(64);
  });

  it('never throws', () => {
    const part = oneof(anyJson(), string(), constantFrom(offer.sdp, candidate.candidate, '{', '"', 'eyJ', 'v=0'));
    assert(
      property(array(part, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        expect(() => findSignals({ text })).not.toThrow();
        expect(() => findSignals({ bytes: Buffer.from(text), event: 'any' })).not.toThrow();
      }),
    );
  });
});

/** `{type: …, sdp: …}` in MessagePack: lengths and bytes, without quotes. */
function messagePack(type: string, sdp: string): Buffer {
  return Buffer.concat([Buffer.from([0x82]), ...['type', type, 'sdp', sdp].map(packedText)]);
}

function packedText(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([0xda, bytes.length >> 8, bytes.length & 255]), bytes]);
}
