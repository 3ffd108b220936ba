import { describe, expect, it } from '@jest/globals';
import { until } from '../support/clients.js';
import { answerOf, offerOf, sdpOf, watchedServer } from '../support/watched-people.js';

type WatchedServer = ReturnType<typeof watchedServer>;
type ServerConnection = ReturnType<WatchedServer['connect']>;

const annId = 'annXW2cV8rKQ0sZzAAAB';
const benId = 'benPq1tR5yLm3nBvAAAD';
const carlId = 'carlK9jH2gFd4sAaAAAF';

/** In front of a server: Ann and Ben come through, and somebody else may go past. */
function inFront(
  room: { ann?: string; ben?: string } = {},
  seesAll = false,
): { server: WatchedServer; ann: ServerConnection; ben: ServerConnection } {
  const server = watchedServer({ seesAll });
  const person = (id: string, name: string, joined: string | undefined) => {
    const connection = server.watcher.opened({ session: `session-${name}`, headers: {}, address: '192.0.2.1' });
    connection.identified(id);
    const event = joined === undefined ? 'hello' : 'join';
    connection.received({ event, text: JSON.stringify(joined === undefined ? ['hello', {}] : [event, joined, name]) });
    return connection;
  };
  return { server, ann: person(annId, 'ann', room.ann), ben: person(benId, 'ben', room.ben) };
}

const offer = (beside: Record<string, unknown>, event = 'offer') => ({
  event,
  text: JSON.stringify([event, { ...beside, offer: { type: 'offer', sdp: sdpOf('a1', 'offer') } }]),
});

async function strayed({ hops }: WatchedServer) {
  const found = await until(
    async () => hops.filter((hop) => hop.strayed),
    (all) => all.length > 0,
  );
  return found.map((hop) => `${hop.kind} ${hop.to?.id}${hop.strayed?.unseen ? ` ${hop.strayed.unseen}` : ''}`);
}

const forBen = [`offer-forwarded ${benId}`];
const forAnybody = ['offer-forwarded nobody some'];
const both = { ann: 'blue', ben: 'blue' };

describe('an offer that none of those who are seen has got', () => {
  it.each<[string, Parameters<typeof inFront>[0], Parameters<typeof offer>]>([
    ['the id of one who is seen', {}, [{ to: benId, from: annId }]],
    ['the name of one who is seen', both, [{ to: 'ben', from: 'ann' }]],
    ['nothing, in a room that one who is seen is in too', both, [{}]],
    ['a target that is undefined, in such a room', both, [{ target: null, roomId: 'blue', userName: 'ann' }]],
  ])('is held against the server where it names %s', async (_, room, [beside]) => {
    const { server, ann } = inFront(room);
    ann.received(offer(beside));
    expect(await strayed(server)).toEqual(forBen);
  });

  it.each<[string, Parameters<typeof inFront>[0], Parameters<typeof offer>]>([
    ['an id that nobody here has', both, [{ to: carlId, from: annId }]],
    ['an id that nobody here has, and a word that somebody here has', both, [{ to: carlId, note: 'ben' }]],
    ['a name that nobody here has', both, [{ to: 'carl', room: 'blue' }]],
    ['a number', both, [{ to: 17, room: 'blue' }]],
    ['nothing, from another room', { ann: 'blue', ben: 'red' }, [{ room: 'blue' }]],
    ['nothing, and no room is known', {}, [{}]],
  ])('may have gone past the proxy where it names %s', async (_, room, [beside]) => {
    const { server, ann } = inFront(room);
    ann.received(offer(beside));
    expect(await strayed(server)).toEqual(forAnybody);
  });

  it('is held against the server where one who is seen was announced, and nobody else was', async () => {
    const announced = inFront();
    announced.ann.sent({ event: 'user-connected', text: JSON.stringify(['user-connected', benId]) });
    announced.ann.received(offer({}));
    expect(await strayed(announced.server)).toEqual(forBen);
    const another = inFront(both);
    another.ann.sent({ event: 'room-users', text: JSON.stringify(['room-users', [benId, carlId]]) });
    another.ann.received(offer({}));
    expect(await strayed(another.server)).toEqual(forAnybody);
  });

  it.each([true, false])('is for nobody where it names somebody who has gone; seen all: %s', async (seesAll) => {
    const { server, ann, ben } = inFront(both, seesAll);
    ben.closed('closed');
    ann.received(offer({ to: benId }));
    expect(await strayed(server)).toEqual(['offer-forwarded nobody gone']);
  });

  it('is taken back once somebody who is not seen has answered it', async () => {
    const { server, ann } = inFront();
    ann.received(offer({ to: benId }));
    await strayed(server);
    ann.sent(answerOf('z9'));
    const blamed = server.hops.find((hop) => hop.strayed)?.handshake?.id;
    expect(server.hops.find(({ kind }) => kind === 'replaced')?.handshake?.id).toBe(blamed);
  });

  it('is not taken back where the server has handed it on in the meantime', async () => {
    const { server, ann, ben } = inFront();
    ann.received(offer({ to: benId }));
    await strayed(server);
    ben.sent(offer({ from: annId }));
    ann.sent(answerOf('z9'));
    expect(server.hops.some(({ kind }) => kind === 'replaced')).toBe(false);
  });
});

describe('an answer of somebody who was called by one who is seen, and by one who is not', () => {
  it('may be that to the other, where nobody who is seen has got it', async () => {
    const { server, ann, ben } = inFront(both);
    ann.received(offer({ to: benId }));
    ben.sent(offer({ from: annId }));
    ben.sent(offerOf('c1'));
    ben.received({ event: 'answer', ...answerOf('b1') });
    expect(await strayed(server)).toEqual([`answer-forwarded ${annId} some`]);
    expect(server.told()).not.toContain(`answer-received ${benId}>${annId}`);
  });

  it('is that to the one who gets it', () => {
    const { server, ann, ben } = inFront(both);
    ann.received(offer({ to: benId }));
    ben.sent(offer({ from: annId }));
    ben.sent(offerOf('c1'));
    for (const answer of ['b1', 'b2']) ben.received(answerOf(answer));
    ann.sent(answerOf('b2'));
    expect(server.told().slice(-2)).toEqual([
      `answer-received ${benId}>${annId}`,
      `answer-forwarded ${benId}>${annId}`,
    ]);
  });
});
