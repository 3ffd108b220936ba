import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { fingerprint } from '../../protocol/facts.js';
import { rejects } from '../../protocol/rejects.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import { connect, getJson, inRoom, pairIn, runGateway, until } from '../support/clients.js';
import { Pages } from '../../src/diagnosis/pages/pages.js';
import type { AskOthers, PagesByProbe } from '../../src/relay/outsiders.js';
import { relayHouse } from '../support/relay-house.js';
import { answer, candidate, offer } from '../support/sdp.js';

const refused = { ok: false, error: { code: 'not-in-room', message: rejects['not-in-room'].sentence } };
const { sentence } = rejects['not-in-room'];

describe('a message from a connection that is in no room', () => {
  it('says what to do about it', () => {
    expect(sentence).toBe('Join a room first, and again on every `connect`: a reconnect has a new id.');
  });

  it.each([
    ['offer', { offer: offer() }],
    ['answer', { answer: answer() }],
    ['ice-candidate', { candidate: candidate() }],
  ] as const)('%s: is answered the same whether its target is anywhere, and reaches nobody', async (event, body) => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const outsider = await connect(url, { auth: { ladder: true } });

    const told = [];
    for (const target of [anna.id, 'nowhere']) {
      told.push(await outsider.ask(event, { target, ...body }));
      outsider.emit(event, { target, ...body });
      const { target: _, ...error } = await outsider.next<{ target: string }>('signaling-error');
      told.push(error);
    }

    expect(told).toEqual([refused, { ...refused.error, event }, refused, { ...refused.error, event }]);
    expect([await outsider.pending(), await anna.pending(), await boris.pending()]).toEqual([[], [], []]);
  });

  it('shows in the room of its target as an attempt that was refused', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'den', 'Anna');
    const outsider = await connect(url);

    for (let n = 0; n < 3; n++) await outsider.ask('offer', { target: anna.id, offer: offer() });

    const list = await until(
      () => getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes?room=den`),
      ({ handshakes }) => handshakes.length > 0,
    );
    expect(list.handshakes).toMatchObject([
      {
        outcome: 'failed',
        cause: 'rejected',
        room: 'den',
        caller: { id: outsider.id },
        callee: { id: anna.id, username: 'Anna' },
      },
    ]);
    expect([await outsider.pending(), await anna.pending()]).toEqual([[], []]);
  });

  it('has one handshake for each target, of offers alone, and no more than so many of one connection', () => {
    const house = relayHouse();
    for (let n = 0; n < 40; n++) house.join(`in${n}`, `Guest ${n}`, `room${n % 8}`);
    const way = house.connect('outsider');

    house.send('outsider', 'answer', [{ target: 'in3', answer: answer() }]);
    expect(house.last('answer-received')).toMatchObject({
      from: { id: 'outsider' },
      to: { id: 'in3', username: 'Guest 3' },
      room: 'room3',
      reason: 'not-in-room',
    });
    expect(house.last('answer-received').handshake).toBeUndefined();
    for (let round = 0; round < 2; round++)
      for (let n = 0; n < 40; n++) house.send('outsider', 'offer', [{ target: `in${n}`, offer: offer() }]);

    const opened = house.hops.flatMap(({ handshake }) => handshake?.id ?? []);
    expect([opened.length, new Set(opened).size]).toEqual([64, 32]);
    expect(house.last('offer-received').room).toBe('room7');
    expect(way.emitted).toEqual([]);
  });

  it('is not named where a limit refuses it, or nobody can be named', () => {
    const house = relayHouse();
    house.join('anna', 'Anna');
    house.connect('outsider');
    const limited = { code: 'rate-limited', message: 'Too much at once.' } as const;
    house.send('outsider', 'offer', [{ target: 'anna', offer: offer() }], limited);
    for (const payload of [undefined, { target: 7 }, { target: '' }, { target: '__proto__' }])
      house.send('outsider', 'offer', [payload]);
    expect(
      house.hops.filter(({ kind, to, room, handshake }) => kind === 'offer-received' && (to ?? room ?? handshake)),
    ).toEqual([]);
    expect(house.defects).toEqual([]);
  });
});

/** Which page is whose, as the gateway asks it. */
const asAsked = (pages: Pages): PagesByProbe => ({
  probeOf: (id) => pages.probeOf(id),
  probeBy: (session) => pages.byName(session)?.probe,
  outsideOf: (probe) => pages.known(probe)?.outside,
});

/** Boris's connection has broken, and his page has made another one; its probe has proved both. */
function reconnected({
  reason = 'transport close',
  before = fingerprint('boris'),
  proved = true,
  early = false,
  several = false,
} = {}) {
  jest.useFakeTimers();
  const pages = new Pages(8);
  /** What other instances are asked, where there are some, and what they say. */
  const others = { asked: [] as unknown[], say: [] as unknown[] };
  const askOthers: AskOthers = (path, about) => {
    others.asked.push([path, about]);
    return Promise.resolve(others.say);
  };
  const house = relayHouse(asAsked(pages), several ? askOthers : undefined);
  const follow = () => house.hops.splice(0).forEach((hop) => pages.onHop(hop));
  house.join('anna', 'Anna');
  house.join('boris', 'Boris');
  follow();
  pages.of('probeofboris', before, undefined);
  if (early) house.connect('boris2');
  jest.advanceTimersByTime(1000);
  house.disconnect('boris', reason);
  follow();
  if (!early) house.connect('boris2');
  if (proved) pages.of('probeofboris', fingerprint('boris2'), undefined);
  return { ...house, follow, others };
}

type House = ReturnType<typeof reconnected>;
const call = (house: House, from = 'anna') => {
  const answered = house.send(from, 'offer', [{ target: 'boris', offer: offer() }]);
  return { answered, hop: house.last('offer-forwarded') };
};

describe('a page that is connected again and has joined no room', () => {
  afterEach(() => void jest.useRealTimers());

  it('is said to be that, to whoever calls its old id', () => {
    const house = reconnected();
    jest.advanceTimersByTime(2000);
    expect(call(house)).toMatchObject({
      answered: {
        refusal: {
          code: 'target-missing',
          message: `${rejects['target-missing'].sentence} That participant is connected again, and has joined no room.`,
        },
      },
      hop: { outside: true, to: { id: 'boris', username: 'Boris' } },
    });
  });

  it.each([
    ['it may be about to join', {}, 1999],
    ['its page has disconnected by itself', { reason: 'client namespace disconnect' }, 2000],
    ['no probe has proved the first connection', { before: fingerprint('other') }, 2000],
    ['no probe has proved the second', { proved: false }, 2000],
    ['its page had both all the time', { early: true }, 2000],
  ])('is not said to be that where %s', (_, how, ms) => {
    const house = reconnected(how);
    jest.advanceTimersByTime(ms);
    expect(call(house)).toMatchObject({ answered: { refusal: { code: 'target-left' } } });
    expect(call(house).hop.outside).toBeUndefined();
  });

  it.each([
    ['for long enough', [undefined, null, 2000], true],
    ['not long enough', [1999], undefined],
    ['since before it went', [60_000], undefined],
    ['not at all', [null, undefined, 'long', true], undefined],
  ])('is said to be that where another instance has its connection: %s', async (_, say, outside) => {
    const house = reconnected({ proved: false, several: true });
    jest.advanceTimersByTime(1999);
    expect(call(house)).toMatchObject({ answered: { refusal: { code: 'target-left' } } });
    expect(house.others.asked).toEqual([]);
    jest.advanceTimersByTime(1);
    house.others.say = say;
    const offers = house.hops.length;
    expect(house.send('anna', 'offer', [{ target: 'boris', offer: offer() }])).toBeUndefined();
    expect(house.send('anna', 'ice-candidate', [{ target: 'boris', candidate: candidate() }])).toBeDefined();
    await Promise.resolve();
    expect(house.hops.slice(offers).find(({ kind }) => kind === 'offer-forwarded')).toMatchObject({
      result: 'refused',
      ...(outside && { outside }),
    });
    expect(house.last('offer-forwarded').outside).toBe(outside);
    expect(house.others.asked).toEqual([['/outside', { probe: 'probeofboris' }]]);
  });

  it('tells another instance that asks how long it has been here', () => {
    const house = reconnected();
    jest.advanceTimersByTime(1500);
    expect(house.outsiders.outsideFor('probeofboris')).toBe(1500);
    expect(house.outsiders.outsideFor('probeofanna')).toBeUndefined();
  });

  it('bears its name in what another instance tells of its offer, where its page was in the room', () => {
    const house = reconnected({ proved: false });
    const stray = { sender: 'boris3', grant: {}, target: 'anna' };
    for (const [probe, from] of [
      ['probeofboris', { id: 'boris3', username: 'Boris' }],
      ['probeofchen', { id: 'boris3' }],
      [undefined, { id: 'boris3' }],
    ] as const) {
      expect(house.outsiders.take({ ...stray, probe })).toBe(true);
      expect(house.last('offer-received')).toMatchObject({ reason: 'not-in-room', to: { id: 'anna' } });
      expect(house.last('offer-received').from).toEqual(from);
    }
    expect(house.outsiders.take({ ...stray, target: 'nobody' })).toBe(false);
  });

  it('is not said to be that once it is in a room, or gone, or to whom it has never met', () => {
    const house = reconnected();
    jest.advanceTimersByTime(2000);
    house.join('chen', 'Chen');
    expect(call(house, 'chen').hop.outside).toBeUndefined();
    house.send('boris2', 'join-room', ['elsewhere', 'Boris']);
    house.follow();
    expect(call(house).hop.outside).toBeUndefined();
    house.send('boris2', 'leave-room', []);
    expect(call(house).hop.outside).toBeUndefined();
    const gone = reconnected();
    jest.advanceTimersByTime(2000);
    gone.disconnect('boris2');
    expect(call(gone).hop.outside).toBeUndefined();
  });

  it.each([
    ['offer', { offer: offer() }],
    ['answer', { answer: answer() }],
    ['ice-candidate', { candidate: candidate() }],
  ] as const)('%s: what it sends bears its name, where its probe has proved it', (event, body) => {
    const kind = event === 'ice-candidate' ? 'candidate-received' : (`${event}-received` as const);
    for (const [proved, from] of [
      [true, { id: 'boris2', username: 'Boris' }],
      [false, { id: 'boris2' }],
    ] as const) {
      const house = reconnected({ proved });
      house.send('boris2', event, [{ target: 'anna', ...body }]);
      expect(house.last(kind).from).toEqual(from);
    }
  });

  it('has its name in the list of handshakes', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'den', 'Anna');
    const boris = await inRoom(url, 'den', 'Boris');
    const report = (peer: typeof boris) => {
      const sentAt = Date.now();
      const reports = [{ step: 'probe-started', result: 'reached', at: sentAt, connection: 1 }];
      const batch = { probe: 'probeofboris', sentAt, socket: fingerprint(peer.socket.io.engine.id ?? ''), reports };
      return fetch(`${url}/reports`, { method: 'POST', body: JSON.stringify(batch) });
    };
    await report(boris);
    boris.socket.io.engine.close();
    await anna.next('user-left');
    const again = await connect(url);
    await report(again);

    await again.ask('offer', { target: anna.id, offer: offer() });

    const { handshakes } = await getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes?room=den`);
    expect(handshakes).toMatchObject([{ cause: 'rejected', caller: { id: again.id, username: 'Boris' } }]);
    expect(await anna.pending()).toEqual(['user-joined']);
  });
});

describe('somebody who has left a room and stays connected', () => {
  it('hears nothing of an offer to it', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    await boris.ask('leave-room');

    await anna.ask('offer', { target: boris.id, offer: offer() });

    expect(await anna.next('verdict')).toMatchObject({ cause: 'target-left', callee: { username: 'Boris' } });
    expect(await boris.pending()).toEqual([]);
  });

  it('is named in what it sends', () => {
    const house = relayHouse();
    house.join('anna', 'Anna');
    house.join('boris', 'Boris');
    house.send('boris', 'leave-room', []);
    house.send('boris', 'offer', [{ target: 'anna', offer: offer() }]);
    expect(house.last('offer-received')).toMatchObject({
      reason: 'not-in-room',
      from: { id: 'boris', username: 'Boris' },
    });
  });

  it.each([
    ['b', 'Boris', 'Boris'],
    ['c', 'Boris', undefined],
    ['b', 'Carl', undefined],
  ])('is named by its token, on a new connection: of %s, who is called %s', (holder, name, shown) => {
    const house = relayHouse();
    house.join('anna', 'Anna');
    Object.assign(house.connect('boris'), { grant: { rooms: '*', holder: 'b', name: 'Boris' } });
    house.send('boris', 'join-room', ['den', 'whoever']);
    house.disconnect('boris');
    Object.assign(house.connect('boris2'), { grant: { rooms: '*', holder, name } });
    house.send('boris2', 'offer', [{ target: 'anna', offer: offer() }]);
    expect(house.last('offer-received').from?.username).toBe(shown);
  });
});
