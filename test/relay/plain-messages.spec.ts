import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { limits } from '../../protocol/limits.js';
import { messageSchemas } from '../../protocol/messages.js';
import { isPlainCandidate, isPlainDescription } from '../../src/relay/plain-messages.js';
import { answer, candidate, offer } from '../support/sdp.js';

/** Around a bound, in characters of one, two, three and four bytes of UTF-8. */
const textAround = (bound: number) =>
  fc
    .tuple(fc.constantFrom('a', 'é', '€', '😀', '\ud800'), fc.integer({ min: -2, max: 2 }), fc.constantFrom(1, 2, 3))
    .map(([char, off, share]) => char.repeat(Math.max(0, Math.floor(bound / share) + off)));
const anything = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constant(Buffer.from('x')));
const mostly = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: anything });
const extras = fc.dictionary(fc.constantFrom('type', 'foundation', 'x', '__proto__', 'toString'), anything, {
  maxKeys: 1,
});
const withExtras = (fields: fc.Arbitrary<object>) =>
  fc.tuple(fields, fc.oneof(fc.constant({}), fc.constant({}), extras)).map(([own, more]) => ({ ...own, ...more }));
const target = mostly(fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), textAround(limits.targetChars)));
const trace = fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: anything });

const description = (kind: 'offer' | 'answer') =>
  withExtras(
    fc.record(
      {
        type: mostly(fc.constantFrom('offer', 'answer', 'pranswer', 'rollback')),
        sdp: mostly(fc.oneof(fc.string(), textAround(limits.sdpBytes))),
      },
      { requiredKeys: ['type'] },
    ),
  ).chain((body) => withExtras(fc.record({ target, [kind]: mostly(fc.constant(body)), trace })));
const candidates = withExtras(
  fc.record(
    {
      candidate: mostly(fc.oneof(fc.string(), textAround(limits.candidateBytes))),
      sdpMid: mostly(fc.oneof(fc.string(), textAround(limits.extraFieldChars))),
      sdpMLineIndex: mostly(fc.oneof(fc.integer({ min: -1, max: 65_536 }), fc.double())),
      usernameFragment: mostly(fc.oneof(fc.string(), textAround(256))),
    },
    { requiredKeys: [] },
  ),
).chain((body) => withExtras(fc.record({ target, candidate: mostly(fc.constant(body)), trace })));

const runs = { numRuns: 3000 };

describe('a message as browsers write it', () => {
  it('is one that its schema lets pass as it is', () => {
    fc.assert(
      fc.property(description('offer'), description('answer'), candidates, (one, other, third) => {
        for (const [payload, plain, schema, key] of [
          [one, isPlainDescription(one, 'offer'), messageSchemas.offer, 'offer'],
          [other, isPlainDescription(other, 'answer'), messageSchemas.answer, 'answer'],
          [third, isPlainCandidate(third), messageSchemas['ice-candidate'], 'candidate'],
        ] as const) {
          if (!plain) continue;
          const fields = payload as unknown as Record<string, unknown>;
          expect(schema.parse(payload)).toEqual({ target: fields['target'], [key]: fields[key] });
        }
      }),
      runs,
    );
  });

  it('is known at a glance', () => {
    expect(isPlainDescription({ target: 'a', offer: offer() }, 'offer')).toBe(true);
    expect(isPlainDescription({ target: 'a', answer: answer() }, 'answer')).toBe(true);
    expect(isPlainDescription({ target: 'a', answer: { ...answer(), type: 'pranswer' } }, 'answer')).toBe(true);
    expect(isPlainCandidate({ target: 'a', candidate: candidate() })).toBe(true);
  });

  it('is left to its schema when anything is out of the ordinary', () => {
    expect(isPlainDescription({ target: 'a', offer: { ...offer(), more: 1 } }, 'offer')).toBe(false);
    expect(isPlainDescription({ target: 'a', offer: answer() }, 'offer')).toBe(false);
    expect(isPlainDescription({ target: '', offer: offer() }, 'offer')).toBe(false);
    expect(isPlainDescription({ target: 'a', offer: offer(), trace: {} }, 'offer')).toBe(false);
    expect(isPlainCandidate({ target: 'a', candidate: null })).toBe(false);
    expect(isPlainCandidate({ target: 'a', candidate: { ...candidate(), sdpMLineIndex: 1.5 } })).toBe(false);
  });
});
