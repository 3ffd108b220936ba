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
    return this.take(assignAnswer(this.pair, from, described('x', version, ufrag), final));
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

  it('of whoever made the offer belongs nowhere', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.answer(anna, 'A')).toBeUndefined();
  });

  it('with no offer belongs nowhere', () => {
    expect(talk.answer(boris, 'B')).toBeUndefined();
    talk.candidate(anna, 'A');
    expect(talk.answer(boris, 'B')).toBeUndefined();
  });

  it('that is provisional leaves the offer open', () => {
    talk.offer(anna, 's', '1', 'A');
    expect(talk.answer(boris, 'B', false)).toBe('h1');
    expect(talk.open(boris)).toBe('h1');
    expect(talk.answer(boris, 'B')).toBe('h1');
    expect(talk.open(boris)).toBeUndefined();
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
