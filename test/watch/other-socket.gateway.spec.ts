import { describe, expect, it } from '@jest/globals';
import { answerOf, candidateOf, offerOf, strayedOf, watchedServer } from '../support/watched-people.js';

/** Pages that are called on one connection, and send on another. */
function twoSocketsEach(names: readonly string[]) {
  const house = watchedServer();
  const [ann, ben, carl] = names.map((name) => ({
    sends: house.connect(`${name}-sends`),
    gets: house.connect(`${name}-gets`),
  }));
  if (!ann || !ben) throw new Error('two are needed');
  return { ...house, ann, ben, carl };
}

describe('a page that gets its signaling on one connection and answers on another', () => {
  it('has answered the call', () => {
    const { ann, ben, told } = twoSocketsEach(['ann', 'ben']);
    ann.sends.received(offerOf('aaaa'));
    ben.gets.sent(offerOf('aaaa'));
    ben.sends.received(answerOf('bbbb'));
    ann.gets.sent(answerOf('bbbb'));
    for (const [from, to, ufrag] of [
      [ben, ann, 'bbbb'],
      [ann, ben, 'aaaa'],
    ] as const) {
      from.sends.received(candidateOf(ufrag));
      to.gets.sent(candidateOf(ufrag));
    }
    expect(told()).toEqual([
      'offer-received ann-sends>ben-gets',
      'offer-forwarded ann-sends>ben-gets',
      'answer-received ben-gets>ann-sends',
      'answer-forwarded ben-gets>ann-sends',
      'candidate-received ben-gets>ann-sends',
      'candidate-forwarded ben-gets>ann-sends',
      'candidate-received ann-sends>ben-gets',
      'candidate-forwarded ann-sends>ben-gets',
    ]);
  });

  it('has answered one who gets and sends on the same', () => {
    const { connect, told, ben } = twoSocketsEach(['nobody', 'ben']);
    const dora = connect('dora');
    dora.received(offerOf('dddd'));
    ben.gets.sent(offerOf('dddd'));
    ben.sends.received(answerOf('bbbb'));
    dora.sent(answerOf('bbbb'));
    expect(told().slice(2)).toEqual(['answer-received ben-gets>dora', 'answer-forwarded ben-gets>dora']);
  });

  it('has answered where its server hands that to nobody', async () => {
    const house = twoSocketsEach(['ann', 'ben']);
    house.ann.sends.received(offerOf('aaaa'));
    house.ben.gets.sent(offerOf('aaaa'));
    house.ben.sends.received(answerOf('bbbb'));
    expect(await strayedOf(house)).toEqual([
      { kind: 'answer-forwarded', to: 'ann-sends', strayed: { to: 'nobody', unseen: 'some' } },
    ]);
  });

  it('may have answered each of several calls: none of those is held against anybody', () => {
    const { ann, ben, carl, hops } = twoSocketsEach(['ann', 'ben', 'carl']);
    ann.sends.received(offerOf('aaaa'));
    ben.gets.sent(offerOf('aaaa'));
    carl?.gets.sent(offerOf('aaaa'));
    ben.sends.received(answerOf('bbbb'));
    ann.gets.sent(answerOf('bbbb'));
    const ofOffers = hops.filter(({ kind }) => kind === 'offer-forwarded').map(({ handshake }) => handshake?.id);
    const replaced = hops.filter(({ kind }) => kind === 'replaced').map(({ handshake }) => handshake?.id);
    expect(ofOffers).toHaveLength(2);
    expect(replaced).toEqual(ofOffers);
  });

  it('is not taken for another browser, nor for one that speaks for itself', () => {
    const { ann, ben, connect, told, watcher } = twoSocketsEach(['ann', 'ben']);
    const stranger = watcher.opened({ session: 'stranger', headers: { 'user-agent': 'Other' }, address: '192.0.2.9' });
    ann.sends.received(offerOf('aaaa'));
    ben.gets.sent(offerOf('aaaa'));
    stranger.received(answerOf('bbbb'));
    ann.gets.sent(answerOf('bbbb'));
    ben.gets.closed('closed');
    const dora = connect('dora');
    dora.received(candidateOf('dddd'));
    ann.sends.received(offerOf('a2a2'));
    dora.sent(offerOf('a2a2'));
    ben.sends.received(answerOf('b2b2'));
    ann.gets.sent(answerOf('b2b2'));
    expect(told().filter((line) => line.startsWith('answer'))).toEqual([]);
  });

  it('is not taken for one that is called itself, and answers twice', () => {
    const { ann, ben, connect, told } = twoSocketsEach(['ann', 'ben']);
    const dora = connect('dora');
    ann.sends.received(offerOf('aaaa'));
    for (const callee of [ben.gets, dora]) callee.sent(offerOf('aaaa'));
    for (const ufrag of ['d1d1', 'd2d2']) {
      dora.received(answerOf(ufrag));
      ann.gets.sent(answerOf(ufrag));
    }
    expect(told().filter((line) => line.includes('ben-gets>'))).toEqual([]);
  });
});
