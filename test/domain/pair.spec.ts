import * as fc from 'fast-check';
import type { CandidateFacts } from '../../protocol/facts.js';
import {
  assignAnswer,
  assignCandidate,
  assignOffer,
  unanswered,
  type Assigned,
  type Pair,
} from '../../src/domain/pair.js';
import { description } from './hops.js';

const anna = 'anna';
const boris = 'boris';
let minted = 0;
const mint = () => ({ id: `h${++minted}`, traceId: 't', spanId: 's' });

const described = (session: string, version: string, ufrag?: string) => ({
  ...description({}, ufrag),
  session,
  version,
});
const candidate = (ufrag?: string): CandidateFacts => ({
  bytes: 120,
  end: false,
  type: 'host',
  ...(ufrag !== undefined && { ufrag }),
});

/** Says messages in turn, and to which handshake each of them belongs. */
class Talk {
  private pair: Pair = [];
  private answers = 100;

  offer(from: string, session: string, version: string, ufrag?: string): string | undefined {
    return this.take(assignOffer(this.pair, from, this.other(from), described(session, version, ufrag), mint));
  }

  /** Each a description of its own, unless its version says that it is one of before. */
  answer(from: string, ufrag?: string, final = true, version = String(++this.answers)): string | undefined {
    return this.answerOf('x', from, ufrag, final, version)?.ref.id;
  }

  /** By the connection of that session; with how many offers were open, and whether it is one too many. */
  answerOf(session: string, from: string, ufrag?: string, final = true, version = String(++this.answers)) {
    const assigned = assignAnswer(this.pair, from, described(session, version, ufrag), final);
    this.take(assigned);
    return assigned;
  }

  candidate(from: string, ufrag?: string): string | undefined {
    return this.take(assignCandidate(this.pair, from, this.other(from), candidate(ufrag), mint));
  }

  previous(id: string | undefined): string | undefined {
    return this.pair.find(({ ref }) => ref.id === id)?.ref.previous;
  }

  open(from: string): string | undefined {
    return unanswered(this.pair, from)?.id;
  }

  get length(): number {
    return this.pair.length;
  }

  /** How many username fragments are kept. */
  get ufrags(): number {
    return this.pair.reduce(
      (sum, { callerUfrags, calleeUfrags }) => sum + callerUfrags.length + calleeUfrags.length,
      0,
    );
  }

  private take(assigned: Assigned | undefined): string | undefined {
    this.pair = assigned?.pair ?? this.pair;
    return assigned?.ref.id;
  }

  private other(id: string): string {
    return id === anna ? boris : anna;
  }
}

let talk: Talk;
beforeEach(() => {
  minted = 0;
  talk = new Talk();
});

describe('an offer', () => {
  it('opens a handshake, and the next one another, linked to it', () => {
    expect(talk.offer(anna, 's', '1', 'A')).toBe('h1');
    expect(talk.offer(anna, 's', '2', 'A')).toBe('h2');
    expect(talk.previous('h2')).toBe('h1');
  });

  it('that is sent once more belongs to the same handshake', () => {
    expect(talk.offer(anna, 's', '1', 'A')).toBe('h1');
    expect(talk.offer(anna, 's', '1', 'A')).toBe('h1');
  });

  it('of an ICE restart is a handshake of its own', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.offer(anna, 's', '1', 'A2')).toBe('h2');
  });

  it('the other way is a handshake of its own', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.offer(boris, 's', '1', 'A')).toBe('h2');
  });

  it('without a session id is never taken for another', () => {
    const first = assignOffer([], anna, boris, description(), mint);
    expect(assignOffer(first.pair, anna, boris, description(), mint).ref.id).not.toBe(first.ref.id);
  });

  it('adopts the candidates that came ahead of it', () => {
    expect(talk.candidate(anna, 'A')).toBe('h1');
    expect(talk.offer(anna, 's', '1', 'A')).toBe('h1');
  });

  it('does not adopt candidates of another connection', () => {
    talk.candidate(anna, 'OLD');
    expect(talk.offer(anna, 's', '1', 'A')).toBe('h2');
  });

  it('keeps the last few handshakes of a pair only', () => {
    for (let version = 1; version <= 20; version++) talk.offer(anna, 's', String(version), 'A');
    expect(talk.length).toBe(4);
  });
});

describe('an answer', () => {
  it('belongs to the newest offer made to its sender', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.offer(anna, 's', '2', 'A');
    expect(talk.answer(boris, 'B')).toBe('h2');
  });

  it('belongs to the offer that is open, where the newest is answered', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.offer(anna, 's', '2', 'A');
    talk.answer(boris, 'B');
    expect(talk.answer(boris, 'B')).toBe('h1');
  });

  it('that comes a second time is found too', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.answer(boris, 'B')).toBe('h1');
    expect(talk.answer(boris, 'B')).toBe('h1');
  });

  it('that is sent once more belongs where it did, and leaves the next offer open', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.answer(boris, 'B', true, '1');
    talk.offer(anna, 's', '2', 'A');

    expect(talk.answer(boris, 'B', true, '1')).toBe('h1');
    expect(talk.open(boris)).toBe('h2');
    expect(talk.answer(boris, 'B', true, '2')).toBe('h2');
    expect(talk.open(boris)).toBeUndefined();
  });

  it('that was provisional and comes once more as the final one closes its offer', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.answer(boris, 'B', false, '1');

    expect(talk.answer(boris, 'B', true, '1')).toBe('h1');
    expect(talk.open(boris)).toBeUndefined();
  });

  it('without a session id is never taken for another', () => {
    const unnamed = { ...described('x', '1', 'B') };
    delete (unnamed as { session?: string }).session;
    const first = assignOffer([], anna, boris, described('s', '1', 'A'), mint);
    const answered = assignAnswer(first.pair, boris, unnamed, true);
    const second = assignOffer(answered?.pair ?? [], anna, boris, described('s', '2', 'A'), mint);

    expect(assignAnswer(second.pair, boris, unnamed, true)?.ref.id).toBe(second.ref.id);
  });

  it('of the one who made the offer belongs nowhere', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.answer(anna, 'A')).toBeUndefined();
  });

  it('with no offer belongs nowhere', () => {
    expect(talk.answer(boris, 'B')).toBeUndefined();
    talk.candidate(anna, 'A');
    expect(talk.answer(boris, 'B')).toBeUndefined();
  });

  it('of another connection to the same offer is one too many, and its candidates belong there all the same', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.answerOf('x', boris, 'B')).toMatchObject({ ref: { id: 'h1' }, surplus: false });
    expect(talk.answerOf('x', boris, 'B', true, 'later')).toMatchObject({ ref: { id: 'h1' }, surplus: false });
    expect(talk.answerOf('y', boris, 'B2', true, 'other')).toMatchObject({ ref: { id: 'h1' }, surplus: true });
    expect(talk.answerOf('y', boris, 'B2', true, 'other')).toMatchObject({ ref: { id: 'h1' }, surplus: false });

    expect([talk.candidate(boris, 'B'), talk.candidate(boris, 'B2'), talk.candidate(anna, 'A')]).toEqual(
      Array.from({ length: 3 }, () => 'h1'),
    );
    expect(talk.length).toBe(1);
  });

  it('after another one finds its candidates that came ahead of it, which then wait for no offer', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.answerOf('x', boris, 'B');
    expect(talk.candidate(boris, 'B2')).toBe('h2');
    expect(talk.answerOf('y', boris, 'B2')?.ref.id).toBe('h1');

    expect(talk.candidate(boris, 'B2')).toBe('h1');
    expect(talk.length).toBe(1);
  });

  it('says how many offers were open when it came', () => {
    talk.offer(anna, 's1', '1', 'A1');
    talk.offer(anna, 's2', '1', 'A2');
    talk.offer(boris, 's4', '1', 'B4');
    talk.offer(anna, 's3', '1', 'A3');
    expect(talk.answerOf('x', boris, 'B', true, '1')).toMatchObject({ ref: { id: 'h4' }, openOffers: 3 });
    expect(talk.answerOf('x', boris, 'B', true, '1')).toMatchObject({ ref: { id: 'h4' }, openOffers: 3 });
    expect(talk.answerOf('y', boris, 'C')).toMatchObject({ ref: { id: 'h2' }, openOffers: 2 });
    expect(talk.answerOf('z', boris, 'D')).toMatchObject({ ref: { id: 'h1' }, openOffers: 1 });
    // None is open: it is one answer more to the newest.
    expect(talk.answerOf('w', boris, 'E')).toMatchObject({ ref: { id: 'h4' }, openOffers: 1, surplus: true });
  });

  it('counts an offer once, however often its connection has replaced it', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.offer(anna, 's', '2', 'A');
    talk.offer(anna, 't', '1', 'T');
    talk.offer(anna, 's', '3', 'A');
    expect(talk.answerOf('x', boris, 'B')).toMatchObject({ ref: { id: 'h4' }, openOffers: 2 });
  });

  it('counts what is open anew where it was provisional', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.answerOf('x', boris, 'B', false, '1')?.openOffers).toBe(1);
    talk.offer(anna, 't', '1', 'T');
    expect(talk.answerOf('x', boris, 'B', true, '1')).toMatchObject({ ref: { id: 'h1' }, openOffers: 2 });
  });

  it('that is provisional leaves the offer open', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.answer(boris, 'B', false)).toBe('h1');
    expect(talk.open(boris)).toBe('h1');
    expect(talk.answer(boris, 'B')).toBe('h1');
    expect(talk.open(boris)).toBeUndefined();
  });
});

describe('any talk of two', () => {
  const ufrag = fc.constantFrom('A', 'B', 'C', 'D');
  const message = fc.record({
    kind: fc.constantFrom('offer', 'answer', 'candidate'),
    from: fc.constantFrom(anna, boris),
    session: fc.constantFrom('s', 't', 'u'),
    version: fc.constantFrom('1', '2'),
    ufrag,
    final: fc.boolean(),
  });

  it('keeps little, and gives an answer only to an offer made to its sender, which counts as open', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
        const any = new Talk();
        const answered = messages.map(({ kind, from, session, version, ufrag: own, final }) => {
          if (kind === 'answer') return { from, ...any.answerOf(session, from, own, final, version) };
          if (kind === 'offer') any.offer(from, session, version, own);
          else any.candidate(from, own);
          return undefined;
        });
        for (const { from, ref, openOffers = 1 } of answered.filter((one) => one !== undefined)) {
          expect([from, undefined]).toContain(ref?.callee);
          expect([1, 2, 3, 4]).toContain(openOffers);
        }
        expect(any.length).toBeLessThanOrEqual(4);
        expect(any.ufrags).toBeLessThanOrEqual(4 * 24);
      }),
    );
  });

  it('with any number of different answers opens nothing more', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['B', 'C', 'D'], { minLength: 1 }), fc.array(ufrag), (answers, late) => {
        const any = new Talk();
        any.offer(anna, 's', '1', 'A');
        for (const own of answers) {
          any.answerOf(own, boris, own);
          any.candidate(boris, own);
        }
        for (const own of late.filter((one) => answers.includes(one))) any.candidate(boris, own);
        expect(any.length).toBe(1);
      }),
    );
  });
});

describe('a candidate', () => {
  it('belongs to the description with its username fragment', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.answer(boris, 'B');
    talk.offer(anna, 's', '2', 'A2');
    expect(talk.candidate(anna, 'A')).toBe('h1');
    expect(talk.candidate(anna, 'A2')).toBe('h2');
    expect(talk.candidate(boris, 'B')).toBe('h1');
  });

  it('after a renegotiation belongs to the newest handshake of its connection', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.answer(boris, 'B');
    talk.offer(anna, 's', '2', 'A');
    talk.answer(boris, 'B');
    expect(talk.candidate(anna, 'A')).toBe('h2');
    expect(talk.candidate(boris, 'B')).toBe('h2');
  });

  it('ahead of its answer belongs to the open offer, and the answer finds it there', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.candidate(boris, 'B')).toBe('h1');
    expect(talk.candidate(boris, 'B')).toBe('h1');
    expect(talk.answer(boris, 'B')).toBe('h1');
  });

  it('of any section of an offer that is not bundled belongs to it', () => {
    const offer = { ...described('s', '1', 'A'), otherUfrags: ['A2'] };
    const { pair, ref } = assignOffer([], anna, boris, offer, mint);
    expect(assignCandidate(pair, anna, boris, candidate('A2'), mint)).toEqual({ pair, ref });
    const early = assignCandidate([], anna, boris, candidate('A2'), mint);
    expect(assignOffer(early.pair, anna, boris, offer, mint).ref).toBe(early.ref);
  });

  it('of several connections, ahead of their answers, belongs to the open offer', () => {
    talk.offer(anna, 's', '1', 'A');
    expect([talk.candidate(boris, 'B'), talk.candidate(boris, 'B2')]).toEqual(['h1', 'h1']);
    talk.answerOf('y', boris, 'B2');
    talk.answerOf('x', boris, 'B');
    expect([talk.candidate(boris, 'B'), talk.candidate(boris, 'B2')]).toEqual(['h1', 'h1']);
    expect(talk.length).toBe(1);
  });

  it('of several connections, ahead of their offers, belongs to the offer that comes', () => {
    expect([talk.candidate(anna, 'OLD'), talk.candidate(anna, 'A')]).toEqual(['h1', 'h1']);
    expect(talk.offer(anna, 's', '1', 'A')).toBe('h1');
    expect(talk.candidate(anna, 'A')).toBe('h1');
  });

  it('of the first of three offers stays there, when the answer is given to the last', () => {
    for (const [session, ufrag] of ['A1', 'A2', 'A3'].entries()) talk.offer(anna, `s${session}`, '1', ufrag);
    expect(talk.candidate(anna, 'A1')).toBe('h1');
    expect(talk.answerOf('x', boris, 'B')).toMatchObject({ ref: { id: 'h3' }, openOffers: 3 });
    expect(talk.candidate(anna, 'A1')).toBe('h1');
    expect(talk.candidate(boris, 'B')).toBe('h3');
  });

  it('is known by the last few username fragments of its side, and a flood of others keeps no more', () => {
    talk.offer(anna, 's', '1', 'A');
    for (let n = 0; n < 100; n++) talk.candidate(boris, `B${n}`);
    expect(talk.ufrags).toBeLessThanOrEqual(13);
    expect(talk.length).toBe(1);
  });

  it('of an unknown connection is one ahead of its offer', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.answer(boris, 'B');
    expect(talk.candidate(anna, 'A2')).toBe('h2');
    expect(talk.offer(anna, 's', '2', 'A2')).toBe('h2');
  });

  it('of the answer that took the place of a rolled back offer belongs to the handshake that was answered', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.offer(boris, 's', '1', 'B');
    talk.answer(boris, 'B');
    expect(talk.candidate(boris, 'B')).toBe('h1');
  });

  it('without a username fragment belongs to the newest handshake its sender has described', () => {
    talk.offer(anna, 's', '1', 'A');
    talk.answer(boris, 'B');
    expect(talk.candidate(anna)).toBe('h1');
    expect(talk.candidate(boris)).toBe('h1');
  });

  it('without a username fragment, on a pair that describes none, belongs to the last handshake', () => {
    talk.offer(anna, 's', '1');
    talk.answer(boris);
    expect(talk.candidate(anna)).toBe('h1');
    expect(talk.candidate(boris)).toBe('h1');
  });

  it('as the very first message is ahead of its offer, with or without a username fragment', () => {
    expect(talk.candidate(anna)).toBe('h1');
    expect(talk.offer(anna, 's', '1', 'A')).toBe('h1');
  });
});
