import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Rooms } from '../../src/relay/rooms.js';
import { relayHouse } from '../support/relay-house.js';
import { answer, candidate, offer } from '../support/sdp.js';

const messages = [
  ['offer', { offer: offer() }],
  ['answer', { answer: answer() }],
  ['ice-candidate', { candidate: candidate() }],
] as const;
const forwarded = {
  offer: 'offer-forwarded',
  answer: 'answer-forwarded',
  'ice-candidate': 'candidate-forwarded',
} as const;
const missing = 'No such participant is in this room.';

/** Anna, and Boris, who has left the room. */
function withoutBoris() {
  const house = relayHouse();
  house.join('anna', 'Anna');
  house.join('boris', 'Boris');
  house.disconnect('boris');
  return house;
}

describe('a message to the id of somebody who has left', () => {
  it.each(messages)('%s: is named as who it was, for as long as the room lasts', (event, body) => {
    jest.useFakeTimers();
    const house = withoutBoris();
    const to = { id: 'boris', username: 'Boris' };
    try {
      expect(house.send('anna', event, [{ target: 'boris', ...body }])).toMatchObject({
        refusal: { code: 'target-left' },
      });
      expect(house.last(forwarded[event])).toMatchObject({ to, reason: 'target-left' });
      jest.advanceTimersByTime(3_600_000);

      expect(house.send('anna', event, [{ target: 'boris', ...body }])).toMatchObject({
        refusal: { code: 'target-missing', message: missing },
      });
      const hop = house.last(forwarded[event]);
      expect(hop).toMatchObject({ to, reason: 'target-missing' });
      expect(hop.movedTo).toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });

  it.each(messages)(
    '%s: is refused at once where somebody of that name is back, and told the new id',
    (event, body) => {
      const house = withoutBoris();
      house.join('boris2', 'Boris');

      expect(house.send('anna', event, [{ target: 'boris', ...body }])).toEqual({
        ok: false,
        refusal: { code: 'target-missing', message: `${missing} That participant is here again as boris2.` },
      });
      expect(house.last(forwarded[event])).toMatchObject({
        to: { id: 'boris', username: 'Boris' },
        movedTo: 'boris2',
        room: 'den',
      });
    },
  );

  it('tells the newest of those who have come back', () => {
    const house = withoutBoris();
    house.join('boris2', 'Boris');
    house.join('boris3', 'Boris');
    house.send('anna', 'offer', [{ target: 'boris', offer: offer() }]);
    expect(house.last('offer-forwarded').movedTo).toBe('boris3');
  });

  it('does not take for it who was there before it left, who has another name, or the sender', () => {
    const house = relayHouse();
    house.join('anna', 'Anna');
    house.join('first', 'Boris');
    house.join('boris', 'Boris');
    house.join('anna0', 'Anna');
    house.disconnect('boris');
    house.disconnect('anna0');
    house.join('chen', 'Chen');

    for (const target of ['boris', 'anna0'])
      expect(house.send('anna', 'offer', [{ target, offer: offer() }])).toMatchObject({
        refusal: { code: 'target-left' },
      });
    expect(house.last('offer-forwarded').movedTo).toBeUndefined();
  });

  it('remembers the last sixty-four', () => {
    const house = relayHouse();
    house.join('anna', 'Anna');
    for (let n = 0; n < 70; n++) {
      house.join(`guest${n}`, `Guest ${n}`);
      house.disconnect(`guest${n}`);
    }
    house.send('anna', 'offer', [{ target: 'guest69', offer: offer() }]);
    expect(house.last('offer-received').to).toEqual({ id: 'guest69', username: 'Guest 69' });
    house.send('anna', 'offer', [{ target: 'guest0', offer: offer() }]);
    expect(house.last('offer-received').to?.id).toMatch(/^stranger-/);
  });
});

/** Chen stays, Boris has left, then Anna; her own session is the hash of her id. */
function both() {
  jest.useFakeTimers();
  const house = relayHouse();
  for (const [id, name] of [
    ['chen', 'Chen'],
    ['anna', 'Anna'],
    ['boris', 'Boris'],
  ] as const)
    house.join(id, name);
  jest.advanceTimersByTime(1000);
  house.disconnect('boris');
  jest.advanceTimersByTime(1000);
  house.disconnect('anna');
  jest.advanceTimersByTime(1000);
  return house;
}

const call = (house: ReturnType<typeof relayHouse>, from: string) => {
  house.send(from, 'offer', [{ target: 'boris', offer: offer() }]);
  return house.last('offer-forwarded');
};

describe('who has left, to somebody who has come back itself', () => {
  const stranger = { to: { id: expect.stringMatching(/^stranger-/) } };
  const named = { to: { id: 'boris', username: 'Boris' } };

  afterEach(() => void jest.useRealTimers());

  it('is named where it is back too: its name stands in the room', () => {
    const house = both();
    house.join('anna2', 'Anna');
    house.join('boris2', 'Boris');
    expect(call(house, 'anna2')).toMatchObject({ ...named, movedTo: 'boris2' });
  });

  it('is named where her page names its former session, after any number of reconnects', () => {
    const house = both();
    let former = 'anna';
    for (const id of ['anna2', 'anna3']) {
      house.connect(id);
      house.send(id, 'join-room', [{ room: 'den', username: 'Anna', replaces: [former] }]);
      expect(call(house, id)).toMatchObject(named);
      house.disconnect(id);
      jest.advanceTimersByTime(1000);
      former = id;
    }
  });

  it('is named where she has left and joined over the same connection', () => {
    const house = both();
    house.join('anna', 'Anna');
    expect(call(house, 'anna')).toMatchObject(named);
  });

  it('is nobody’s to know by a name alone, or by a session of somebody who came later or went before', () => {
    const house = both();
    house.join('anna2', 'Anna');
    expect(call(house, 'anna2')).toMatchObject(stranger);
    expect(call(house, 'anna2').to?.username).toBeUndefined();
    house.join('dora', 'Dora');
    house.disconnect('dora');
    house.connect('dora2');
    house.send('dora2', 'join-room', [{ room: 'den', username: 'Dora', replaces: ['dora'] }]);
    expect(call(house, 'dora2')).toMatchObject(stranger);
    house.join('eve', 'Eve');
    house.disconnect('eve');
    jest.advanceTimersByTime(1000);
    house.join('fay', 'Fay');
    house.disconnect('fay');
    jest.advanceTimersByTime(1000);
    house.connect('eve2');
    house.send('eve2', 'join-room', [{ room: 'den', username: 'Eve', replaces: ['eve'] }]);
    house.send('eve2', 'offer', [{ target: 'fay', offer: offer() }]);
    expect(house.last('offer-forwarded')).toMatchObject(stranger);
  });

  it('is named to whom a token was issued to the same', () => {
    const rooms = new Rooms({ capacity: 8, rooms: 8, departed: 8 });
    const join = (id: string, username: string, holder: string) => {
      const joined = rooms.join(id, { username }, 'den', { marks: { holder } });
      if (!joined.ok) throw new Error('It was refused.');
      return joined.value;
    };
    jest.useFakeTimers();
    for (const id of ['chen', 'anna', 'boris']) join(id, id, id);
    for (const id of ['boris', 'anna']) {
      jest.advanceTimersByTime(1000);
      rooms.leave(id);
    }
    jest.advanceTimersByTime(1000);
    expect(rooms.departed(join('anna2', 'anna', 'anna'), 'boris')).toMatchObject({ username: 'boris' });
    expect(rooms.departed(join('dora', 'anna', 'dora'), 'boris')).toBeUndefined();
    expect(rooms.departed(join('other', 'dora', 'anna'), 'boris')).toBeUndefined();
  });
});

/** An answer by a connection of its own. */
const of = (session: string) => answer({ session, ufrag: `u${session}` });

describe('an answer to one of several offers', () => {
  it('says how many were open', () => {
    const house = relayHouse();
    house.join('anna', 'Anna');
    house.join('boris', 'Boris');
    for (const session of ['1', '2', '3'])
      house.send('anna', 'offer', [{ target: 'boris', offer: offer({ session, ufrag: `a${session}` }) }]);
    const opened = house.hops.filter(({ kind }) => kind === 'offer-received').map(({ handshake }) => handshake?.id);

    house.send('boris', 'answer', [{ target: 'anna', answer: answer() }]);

    expect(new Set(opened).size).toBe(3);
    expect(house.last('answer-received')).toMatchObject({ openOffers: 3, handshake: { id: opened[2] } });
  });

  it('that comes from another connection, after a first one, is that of the offer that has none', () => {
    const house = relayHouse();
    for (const [id, name] of [
      ['anna', 'Anna'],
      ['boris', 'Boris'],
      ['chen', 'Chen'],
    ] as const)
      house.join(id, name);
    house.send('anna', 'offer', [{ target: 'boris', offer: offer({ session: '1' }) }]);
    const annas = house.last('offer-received').handshake;
    house.send('chen', 'offer', [{ target: 'boris', offer: offer({ session: '2' }) }]);
    const chens = house.last('offer-received').handshake;

    house.send('boris', 'answer', [{ target: 'anna', answer: of('7') }]);
    expect(house.last('answer-received')).toMatchObject({ handshake: annas, openOffers: 1 });
    house.send('boris', 'answer', [{ target: 'anna', answer: of('8') }]);
    expect(house.last('answer-received')).toMatchObject({ handshake: chens, to: { id: 'anna' } });

    // Where no other is open, it is one answer more.
    house.send('boris', 'answer', [{ target: 'chen', answer: of('8') }]);
    house.send('boris', 'answer', [{ target: 'anna', answer: of('9') }]);
    expect(house.last('answer-received').handshake).toEqual(annas);
  });

  it('that comes from another connection belongs to no one where two others are open', () => {
    const house = relayHouse();
    for (const id of ['anna', 'boris', 'chen', 'dora']) house.join(id, id);
    house.send('anna', 'offer', [{ target: 'boris', offer: offer({ session: '1' }) }]);
    const annas = house.last('offer-received').handshake;
    for (const id of ['chen', 'dora']) house.send(id, 'offer', [{ target: 'boris', offer: offer({ session: id }) }]);

    for (const session of ['7', '8']) house.send('boris', 'answer', [{ target: 'anna', answer: of(session) }]);

    expect(house.last('answer-received').handshake).toEqual(annas);
  });
});
