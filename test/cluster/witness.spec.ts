import { describe, expect, it } from '@jest/globals';
import { Witness } from '../../src/cluster/witness.js';
import type { Hop } from '../../src/domain/hop.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { hop, offerForwarded, offerReceived, ref } from '../domain/hops.js';

const of = (one: Hop): Hop => ({ ...one, handshake: ref });

function told(witness: Witness): string[] {
  const kinds: string[] = [];
  const stream = new HopStream((_, error) => {
    throw error;
  });
  stream.watch({ name: 'ear', onHop: ({ kind }) => void kinds.push(kind) });
  witness.tell(stream);
  return kinds;
}

describe('the witness of handshakes whose home is elsewhere', () => {
  it('tells what it has seen of one that has no verdict, and that its home is lost', () => {
    const witness = new Witness();
    witness.note(of(offerReceived(0)), of(offerForwarded(1)));
    expect(witness.knows(ref.caller, ref.callee)).toBe(true);
    expect(told(witness)).toEqual(['offer-forwarded', 'offer-received', 'instance-lost']);
  });

  it('says nothing of one that has its verdict, whatever is seen of it later', () => {
    const witness = new Witness();
    witness.note(of(offerReceived(0)));
    witness.forget(ref.id);
    witness.note(of(hop('candidate-delivered', 5)));
    expect(witness.knows(ref.caller, ref.callee)).toBe(false);
    expect(told(witness)).toEqual([]);
  });
});
