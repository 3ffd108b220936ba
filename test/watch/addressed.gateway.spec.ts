import { describe, expect, it } from '@jest/globals';
import { until } from '../support/read.js';
import { answerOf, candidateOf, offerOf, strayedOf, watchedServer } from '../support/watched-people.js';

describe('a broadcast that says for whom it is', () => {
  const ids = { ann: 'annXW2cV8rKQ0sZzAAAB', ben: 'benPq1tR5yLm3nBvAAAD', carl: 'carlK9jH2gFd4sAaAAAF' };
  const offer = (from: keyof typeof ids, to: keyof typeof ids, ufrag: string) => ({
    text: JSON.stringify({ from: ids[from], to: ids[to], offer: offerOf(ufrag).text }),
  });
  const house = () => {
    const { connect, ...rest } = watchedServer();
    return { ...rest, connect, ann: connect(ids.ann), ben: connect(ids.ben), carl: connect(ids.carl) };
  };
  const calledIn = ({ hops }: ReturnType<typeof house>) =>
    new Set(hops.flatMap(({ handshake }) => (handshake ? `${handshake.caller}>${handshake.callee}` : [])));

  it('is no call of the others who get it where that one has gone: neither is there glare, nor is anybody blamed', async () => {
    const all = house();
    const { ann, ben, carl } = all;
    ben.closed('closed');
    for (const [from, to, name, ufrag] of [
      [ann, carl, 'ann', 'a1'],
      [carl, ann, 'carl', 'c1'],
    ] as const) {
      from.received(offer(name, 'ben', ufrag));
      from.received(candidateOf(ufrag));
      to.sent(offer(name, 'ben', ufrag));
      to.sent(candidateOf(ufrag));
    }
    // Due behind those, and handed to nobody.
    ann.received(offer('ann', 'carl', 'a2'));
    expect(await strayedOf(all)).toMatchObject([{ to: ids.carl }]);
    expect(calledIn(all)).toEqual(new Set([`${ids.ann}>${ids.carl}`]));
  });

  it.each(['offer', 'answer'])('is no call of the others where its %s was for one who has left by then', (kind) => {
    const all = house();
    const from = kind === 'offer' ? all.ann : all.ben;
    all.ann.received(offer('ann', 'ben', 'a1'));
    for (const one of [all.ben, all.carl]) one.sent(offer('ann', 'ben', 'a1'));
    all.ben.received(answerOf('b1'));
    for (const one of [all.ann, all.carl]) one.sent(answerOf('b1'));
    (kind === 'offer' ? all.ben : all.ann).closed('closed');
    const late = candidateOf(kind === 'offer' ? 'a1' : 'b1');
    from.received(late);
    all.carl.sent(late);
    expect(calledIn(all)).toEqual(new Set([`${ids.ann}>${ids.ben}`]));
  });

  it('is one call where others get it before the one who is meant', () => {
    const all = house();
    all.ann.received(offer('ann', 'ben', 'a1'));
    for (const one of [all.carl, all.ben]) one.sent(offer('ann', 'ben', 'a1'));
    expect(calledIn(all)).toEqual(new Set([`${ids.ann}>${ids.ben}`]));
  });

  it('is a call of the one who answers it all the same', () => {
    const all = house();
    all.ann.received(offer('ann', 'ben', 'a1'));
    all.ann.received(candidateOf('a1'));
    all.carl.sent(offer('ann', 'ben', 'a1'));
    all.carl.sent(candidateOf('a1'));
    all.carl.received(answerOf('c1'));
    all.ann.sent(answerOf('c1'));
    expect(all.told().at(-1)).toBe(`answer-forwarded ${ids.carl}>${ids.ann}`);
    expect(all.told()).toContain(`candidate-forwarded ${ids.ann}>${ids.carl}`);
  });

  it('has missed the one who is meant where that one is there and another got it, until that other answers', async () => {
    const all = house();
    all.ann.received(offer('ann', 'ben', 'a1'));
    all.carl.sent(offer('ann', 'ben', 'a1'));
    expect(await strayedOf(all)).toMatchObject([{ kind: 'offer-forwarded', to: ids.ben, strayed: { to: 'another' } }]);
    expect(calledIn(all)).toEqual(new Set([`${ids.ann}>${ids.ben}`]));
    all.carl.received(answerOf('c1'));
    all.ann.sent(answerOf('c1'));
    expect(all.hops).toContainEqual(
      expect.objectContaining({
        kind: 'replaced',
        handshake: expect.objectContaining({ callee: ids.ben }),
        other: ids.carl,
      }),
    );
    expect(all.told().at(-1)).toBe(`answer-forwarded ${ids.carl}>${ids.ann}`);
  });

  it('is a call of another connection of the one who is meant', async () => {
    const all = house();
    const again = all.connect('benAgainR5yLm3nBvAAAE');
    for (const one of [all.ben, again])
      one.received({ event: 'hello', text: JSON.stringify(['hello', { username: 'Ben' }]) });
    all.ann.received(offer('ann', 'ben', 'a1'));
    again.sent(offer('ann', 'ben', 'a1'));
    const told = await until(
      async () => all.told(),
      (hops) => hops.length > 1,
    );
    expect(told.at(-1)).toBe(`offer-forwarded ${ids.ann}>benAgainR5yLm3nBvAAAE`);
  });
});
