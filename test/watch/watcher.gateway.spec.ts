import { describe, expect, it } from '@jest/globals';
import { until } from '../support/clients.js';
import { answerOf, candidateOf, offerOf, strayedOf, watchedServer } from '../support/watched-people.js';

describe('what a server hands on', () => {
  it('is received and forwarded, in order, in one handshake, whatever the server wraps it in', () => {
    const { connect, told, hops } = watchedServer();
    const [ann, ben] = [connect('ann'), connect('ben')];
    ann.received({ event: 'call', ...offerOf('a1') });
    ann.received({ event: 'ice', ...candidateOf('a1') });
    ben.sent({
      event: 'incoming',
      text: JSON.stringify({ from: 'ann', signal: JSON.parse(offerOf('a1').text) as object }),
    });
    ben.sent(candidateOf('a1'));
    ben.received(answerOf('b1'));
    ann.sent(answerOf('b1'));
    expect(told()).toEqual([
      'offer-received ann>ben',
      'offer-forwarded ann>ben',
      'candidate-received ann>ben',
      'candidate-forwarded ann>ben',
      'answer-received ben>ann',
      'answer-forwarded ben>ann',
    ]);
    expect(new Set(hops.flatMap(({ handshake }) => (handshake ? [handshake.id] : []))).size).toBe(1);
  });

  it('is a handshake with each of those whom a broadcast reaches', () => {
    const { connect, told } = watchedServer();
    const [ann, ben, carl] = [connect('ann'), connect('ben'), connect('carl')];
    ann.received(offerOf('a1'));
    for (const one of [ben, carl]) one.sent(offerOf('a1'));
    ben.received(answerOf('b1'));
    // Everybody gets the answer; it is for the one who made the offer.
    for (const one of [ann, carl]) one.sent(answerOf('b1'));
    expect(told()).toEqual([
      'offer-received ann>ben',
      'offer-forwarded ann>ben',
      'offer-received ann>carl',
      'offer-forwarded ann>carl',
      'answer-received ben>ann',
      'answer-forwarded ben>ann',
    ]);
  });

  it.each([
    ['once another has answered', {}, ['ben', 'carl']],
    ['where it names another', { to: 'ben' }, ['ben', 'carl']],
    ['where it names another, who gets it later', { to: 'ben' }, ['carl', 'ben']],
  ])('owes nobody an answer %s', (_, beside, order) => {
    const { connect, hops } = watchedServer();
    const people = { ann: connect('ann'), ben: connect('ben'), carl: connect('carl') };
    const offer = { text: JSON.stringify({ ...beside, offer: JSON.parse(offerOf('a1').text) as object }) };
    people.ann.received(offer);
    for (const one of order) people[one as 'ben'].sent(offer);
    if (!('to' in beside)) people.ben.received(answerOf('b1'));
    if (!('to' in beside)) people.ann.sent(answerOf('b1'));
    const left = hops.flatMap(({ kind, handshake }) => (kind === 'replaced' && handshake ? handshake.callee : []));
    const called = new Set(hops.flatMap(({ handshake }) => handshake?.callee ?? []));
    expect([...called].filter((one) => !left.includes(one))).toEqual(['ben']);
  });

  it('is no call of those who get the candidates of another', () => {
    const { connect, told } = watchedServer();
    const [ann, ben, carl] = [connect('ann'), connect('ben'), connect('carl')];
    ann.received(offerOf('a1'));
    ben.sent(offerOf('a1'));
    ann.received(candidateOf('a1'));
    for (const one of [carl, ben]) one.sent(candidateOf('a1'));
    expect(told().slice(2)).toEqual(['candidate-received ann>ben', 'candidate-forwarded ann>ben']);
  });

  it('is the answer to the one whom it names, of several who get it', () => {
    const { connect, told } = watchedServer();
    const [ann, ben, carl] = [connect('ann'), connect('ben'), connect('carl')];
    for (const [who, offer] of [
      [ann, 'a1'],
      [ben, 'b1'],
    ] as const) {
      who.received(offerOf(offer));
      carl.sent(offerOf(offer));
    }
    for (const [name, answer] of [
      ['ben', 'c1'],
      ['ann', 'c2'],
    ] as const) {
      const message = { text: JSON.stringify({ to: name, answer: JSON.parse(answerOf(answer).text) as object }) };
      carl.received(message);
      for (const one of [ann, ben]) one.sent(message);
    }
    expect(told().filter((hop) => hop.startsWith('answer-forwarded'))).toEqual([
      'answer-forwarded carl>ben',
      'answer-forwarded carl>ann',
    ]);
  });

  it('is no new call where a newcomer is shown an offer that has its answer', () => {
    const { connect, told } = watchedServer();
    const [ann, ben] = [connect('ann'), connect('ben')];
    ann.received(offerOf('a1'));
    ben.sent(offerOf('a1'));
    ben.received(answerOf('b1'));
    ann.sent(answerOf('b1'));
    const before = told();
    connect('carl').sent({ text: JSON.stringify({ all: [offerOf('a1')] }) });
    connect('dora').sent(offerOf('a1'));
    expect(told()).toEqual(before);
  });

  it('is no new offer where an answer quotes it, as in the record of a whole call', () => {
    const { connect, told } = watchedServer();
    const [ann, ben] = [connect('ann'), connect('ben')];
    ann.received(offerOf('a1'));
    ann.received(candidateOf('a1'));
    ben.sent(record());
    ben.received(record(answerOf('b1').text));
    ann.sent(record(answerOf('b1').text));
    expect(told()).toEqual([
      'offer-received ann>ben',
      'offer-forwarded ann>ben',
      'candidate-received ann>ben',
      'candidate-forwarded ann>ben',
      'answer-received ben>ann',
      'answer-forwarded ben>ann',
    ]);
  });

  it('names people and rooms by what joins say', () => {
    const { connect, hops } = watchedServer();
    connect('ann').received(offerOf('a1'));
    expect(hops[0]).toMatchObject({ kind: 'joined', room: 'blue', from: { id: 'ann', username: 'ann' } });
  });

  it('is proved by a ping behind it', async () => {
    const { connect, told } = watchedServer();
    const [ann, ben] = [connect('ann'), connect('ben')];
    const pings: Buffer[] = [];
    ben.proves((payload) => pings.push(payload) > 0);
    ann.received(offerOf('a1'));
    ben.sent(offerOf('a1'));
    const [ping] = await until(
      async () => pings,
      (sent) => sent.length > 0,
    );
    expect(ben.ponged(Buffer.from('of the app'))).toBe(false);
    expect(ben.ponged(ping ?? Buffer.alloc(0))).toBe(true);
    expect(told().at(-1)).toBe('offer-delivered ann>ben');
  });
});

describe('what a server hands on twice', () => {
  it('is told, with the name of its event', () => {
    const house = calls();
    house.ann.received({ event: 'call', ...offerOf('a1') });
    for (let times = 0; times < 2; times++) house.ben.sent(offerOf('a1'));
    expect(twice(house)).toEqual(['call']);
  });

  it('is no fault of it where the page has sent it twice', () => {
    const house = calls();
    for (let times = 0; times < 2; times++) house.ann.received(offerOf('a1'));
    for (let times = 0; times < 2; times++) house.ben.sent(offerOf('a1'));
    expect(twice(house)).toEqual([]);
  });

  it('is no fault of it where it is part of something else, or somebody else got it', () => {
    const house = calls();
    house.ann.received(offerOf('a1'));
    house.ann.received(candidateOf('a1'));
    house.ben.sent(offerOf('a1'));
    house.ben.sent(record());
    house.ben.sent(record());
    house.connect('carl').sent(offerOf('a1'));
    for (let times = 0; times < 2; times++) house.ben.sent(candidateOf('a1'));
    expect(twice(house)).toEqual([]);
  });
});

describe('what a server does not hand on', () => {
  it.each([
    ['to nobody', [], 'nobody'],
    ['back to its sender', ['ann'], 'sender'],
  ])('goes %s, with the name of its event', async (_, reached, to) => {
    const house = watchedServer();
    const people = { ann: house.connect('ann'), ben: house.connect('ben') };
    people.ann.received({ event: 'offer', ...offerOf('a1') });
    for (const one of reached) people[one as 'ann'].sent(offerOf('a1'));
    expect(await strayedOf(house)).toEqual([{ kind: 'offer-forwarded', to: 'ben', strayed: { to, event: 'offer' } }]);
  });

  it('is an answer that goes to another', async () => {
    const house = watchedServer();
    const [ann, ben, carl] = [house.connect('ann'), house.connect('ben'), house.connect('carl')];
    ann.received(offerOf('a1'));
    ben.sent(offerOf('a1'));
    ben.received({ event: 'answer', ...answerOf('b1') });
    carl.sent(answerOf('b1'));
    expect(await strayedOf(house)).toEqual([
      { kind: 'answer-forwarded', to: 'ann', strayed: { to: 'another', event: 'answer' } },
    ]);
  });

  it('is said to be for nobody where several could have been meant, or none is there', async () => {
    const house = watchedServer({ seesAll: false });
    house.connect('ann').received(offerOf('a1'));
    expect(await strayedOf(house)).toEqual([
      { kind: 'offer-forwarded', to: 'nobody', strayed: { to: 'nobody', unseen: 'all' } },
    ]);
  });

  it('is not held against it where a message has several offers: it drops those that it has no use for', async () => {
    const house = watchedServer();
    const [ann, ben] = [house.connect('ann'), house.connect('ben')];
    const offers = ['a1', 'a2', 'a3'].map((ufrag) => ({ offer_id: ufrag, offer: offerOf(ufrag).text }));
    ann.received({ text: JSON.stringify({ action: 'announce', numwant: 3, offers }) });
    ben.sent(offerOf('a2'));
    // Due behind those.
    ben.received({ event: 'offer', ...offerOf('b1') });
    expect(await strayedOf(house)).toMatchObject([{ to: 'ann' }]);
    expect(house.told().filter((hop) => hop.startsWith('offer-forwarded ann'))).toEqual(['offer-forwarded ann>ben']);
  });

  it('is told once, however often its page tries, and taken back when the server hands it on after all', async () => {
    const house = watchedServer();
    const [ann, ben] = [house.connect('ann'), house.connect('ben')];
    house.connect('carl');
    for (let tries = 0; tries < 3; tries++) ann.received(offerOf('a1'));
    await until(
      async () => house.hops.filter(({ strayed }) => strayed).length,
      (count) => count === 3,
    );
    expect(house.told().filter((hop) => hop.startsWith('offer-received'))).toEqual(['offer-received ann>nobody']);
    ben.sent(offerOf('a1'));
    expect(house.hops.some(({ kind, handshake }) => kind === 'replaced' && handshake?.callee === 'nobody')).toBe(true);
    expect(house.told().at(-1)).toBe('offer-forwarded ann>ben');
  });

  it('blames nobody where somebody who is not seen has answered', async () => {
    const house = watchedServer({ seesAll: false });
    const [ann, ben] = [house.connect('ann'), house.connect('ben')];
    ann.received(offerOf('a1'));
    ann.sent(answerOf('z9'));
    // Due behind that of ann.
    ben.received(offerOf('b1'));
    expect(await strayedOf(house)).toMatchObject([{ kind: 'offer-forwarded', to: 'ann' }]);
  });
});

describe('a server that shares its people with other processes', () => {
  it('is held to nothing that it may have handed to one of them', async () => {
    const shared = watchedServer({ isShared: true });
    const alone = watchedServer();
    for (const house of [shared, alone]) {
      house.connect('ben');
      house.connect('ann').received(offerOf('a1'));
    }
    // Due behind that of the other, which had it first.
    expect(await strayedOf(alone)).toHaveLength(1);
    expect(shared.hops.filter(({ strayed }) => strayed)).toEqual([]);
  });
});

describe('somebody who has gone', () => {
  it.each([
    ['cut', 'status', 'cut'],
    ['closed', 'hang-up', 'closed'],
    ['closed', 'hangup', 'cut'],
    ['lost', 'leave', 'lost'],
  ] as const)('is %s where it said %s and was %s', (departure, event, ending) => {
    const { connect, hops } = watchedServer();
    const [ann, ben] = [connect('ann'), connect('ben')];
    ann.received(offerOf('a1'));
    ben.sent(offerOf('a1'));
    ben.received({ event, text: JSON.stringify([event]) });
    ben.closed(ending);
    expect(hops.at(-1)).toMatchObject({ kind: 'left', from: { id: 'ben' }, departure });
  });

  it('calls nobody any more, and is not kept', () => {
    const { connect, told } = watchedServer();
    const [ann, ben] = [connect('ann'), connect('ben')];
    ann.received(offerOf('a1'));
    ann.closed('closed');
    ben.sent(offerOf('a1'));
    expect(told()).toEqual([]);
  });
});

describe('a defect of the watcher', () => {
  it('is told, and harms nobody', () => {
    const { connect, defects } = watchedServer();
    const ann = connect('ann');
    ann.received({
      get text(): string {
        throw new Error('a getter');
      },
    });
    expect(defects).toHaveLength(1);
    expect(() => ann.closed('closed')).not.toThrow();
  });
});

/** Ann may call Ben. */
const calls = () => {
  const house = watchedServer();
  return { ...house, ann: house.connect('ann'), ben: house.connect('ben') };
};
const twice = ({ hops }: ReturnType<typeof watchedServer>) => hops.flatMap((hop) => hop.twice ?? []);

function textOf(message: string | { text: string }): string {
  return typeof message === 'string' ? message : message.text;
}

/** The record of a whole call, as some pages send it round. */
const record = (answer?: string) => ({
  text: JSON.stringify([offerOf('a1'), candidateOf('a1'), ...(answer === undefined ? [] : [answer])].map(textOf)),
});
