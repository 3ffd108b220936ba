import { describe, expect, it } from '@jest/globals';
import type { HandshakeRef } from '../../src/domain/hop.js';
import { until } from '../support/read.js';
import { intake, of, sent, type Person } from '../support/reporting.js';
import { anna, boris, refOf } from '../support/stories.js';

const carol = { id: 'cccccccccccccccccccc', username: 'Carol' };
const mallory = { id: 'mmmmmmmmmmmmmmmmmmmm', username: 'Mallory' };
const between = (caller: Person, callee: Person) =>
  refOf(`${caller.username}${callee.username}`, { caller: caller.id, callee: callee.id });

const call = between(anna, mallory);
const offer = sent(call, 'offer', 'offer');
const answer = sent(call, 'answer', 'answer');
const applied = { step: 'answer-applied', local: of('offer'), remote: of('answer') } as const;
const flows = { step: 'media-flowing', local: of('offer'), remote: of('answer') } as const;

const made = (session: string) => ({ step: 'offer-created', local: of(session) }) as const;

/** All of these in rooms, and the call between Anna and Mallory described. */
function described(open: readonly HandshakeRef[] = []) {
  const all = intake({ open });
  for (const person of [anna, mallory, boris, carol]) all.join(person);
  all.emit(offer, answer);
  return all;
}

describe('a description that somebody else sends again', () => {
  it.each([
    ['to a third', between(mallory, boris)],
    ['between two others', between(boris, carol)],
    ['back to its author', between(mallory, anna)],
  ])('%s stays with the call that it was made for', (_, elsewhere) => {
    const { emit, says, of: told } = described();

    emit(sent(elsewhere, 'offer', 'offer'));
    emit(sent({ ...elsewhere, id: 'more' }, 'offer', 'answer'));

    expect([says(anna, applied), says(anna, flows)]).toEqual([1, 1]);
    expect(told(call)).toEqual(['a answer-applied', 'a media-flowing']);
    expect(told(elsewhere)).toEqual([]);
  });

  it('is the newer handshake where its own author sends it again, and for whom it went to', () => {
    const { emit, says, of: told } = described();
    const again = { ...call, id: 'again' };

    emit(sent(again, 'offer', 'offer'));
    says(anna, { step: 'offer-created', local: of('offer') });
    says(mallory, { step: 'offer-applied', remote: of('offer') });

    expect(told(again)).toEqual(['a offer-created', 'm offer-applied']);
  });

  it('stays with the first who has sent it to somebody, until that one is gone and comes back under a new id', () => {
    const { emit, says, leave, join, of: told } = described();
    const first = between(boris, carol);
    const [copied, back] = [between(mallory, carol), { ...carol, id: 'bbbbbbbbbbbbbbbbbbb2' }];
    emit(sent(first, 'offer', 'o1'), sent(copied, 'offer', 'o1'));
    says(carol, { step: 'offer-applied', remote: of('o1') });
    expect([told(first), told(copied)]).toEqual([['c offer-applied'], []]);

    leave(boris);
    join({ ...boris, id: back.id });
    const again = refOf('again', { caller: back.id, callee: carol.id });
    emit(sent(again, 'offer', 'o1'));
    says(carol, { step: 'candidate-applied', remote: { ufrag: 'uo1' } });
    expect(told(again)).toEqual(['c candidate-applied']);
  });

  it('says nothing of an answer of somebody else', async () => {
    const { emit, says, hops } = described();
    const other = between(boris, mallory);
    emit(sent(other, 'offer', 'o2'));

    // As if Anna's own description were an answer that Mallory has made for Boris.
    says(mallory, { step: 'answer-created', local: of('offer'), remote: of('o2'), connection: 1 });
    await Promise.resolve();

    expect(hops.map(({ kind }) => kind)).toEqual(['answer-created']);
  });
});

describe('one connection for two participants', () => {
  it('is the path of the one whose description it has taken, though the offer to the other is newer', () => {
    const { emit, says, of: told } = described();
    const other = between(anna, boris);
    emit(sent(other, 'offer', 'newer'));

    says(anna, { ...flows, local: of('newer') });

    expect([told(call), told(other)]).toEqual([['a media-flowing'], []]);
  });

  it('is the newer handshake where its going is told, and where the other is back under a new id', () => {
    const { emit, says, join, leave, of: told } = described();
    emit(sent(between(anna, boris), 'offer', 'newer'));
    says(anna, { step: 'connection-closed', local: of('newer'), remote: of('answer') });
    expect(told(between(anna, boris))).toEqual(['a connection-closed']);

    const back = { ...mallory, id: 'mmmmmmmmmmmmmmmmmmm2' };
    leave(mallory);
    join(back);
    emit(sent(between(anna, back), 'offer', 'again'));
    says(anna, { ...flows, local: of('again') });
    expect(told({ ...call, id: between(anna, back).id })).toEqual(['a media-flowing']);
  });

  it('is the newer handshake where both descriptions are of the same two', () => {
    const { emit, says, of: told } = described();
    const again = { ...call, id: 'again' };
    emit(sent(again, 'offer', 'newer'));

    says(anna, { ...flows, local: of('newer') });

    expect([told(call), told(again)]).toEqual([[], ['a media-flowing']]);
  });
});

describe('a page that has proved nothing', () => {
  it('is not heard for somebody on WebSocket until it has', async () => {
    const { take, says, counts, of: told } = described();

    expect(take(applied, { probe: 'pageofanna' })).toBe(0);
    await Promise.resolve();
    expect(told(call)).toEqual([]);

    says(anna, []);
    await Promise.resolve();
    expect(told(call)).toEqual(['a answer-applied']);
    expect(counts).toEqual({ matched: 1, held: 1, unmatched: 0 });
  });

  it('is heard once its socket has come into the room', async () => {
    const { take, join, emit, of: told } = intake();
    take({ step: 'offer-created', local: of('offer') }, { probe: 'pageofanna', socket: 'sanna' });
    emit(offer);
    await Promise.resolve();
    expect(told(call)).toEqual([]);

    join(anna);
    await Promise.resolve();
    expect(told(call)).toEqual(['a offer-created']);
  });

  it('has the last of its offers kept, whatever strangers hold, and they count once it has', () => {
    const { take, join, pages } = intake();
    const offers = Array.from({ length: 9 }, (_, i) => ({ ...made(`o${i}`), connection: i }));
    take([made('nowhere'), ...offers], { probe: 'pageofanna', socket: 'sanna' });
    for (let i = 0; i < 50; i++)
      take(
        [0, 1, 2, 3].map((k) => made(`x${i}y${k}`)),
        { probe: `astranger${i}` },
      );
    take({ step: 'connection-closed', connection: 2 }, { probe: 'pageofanna', socket: 'sanna' });

    join(anna);

    const told = pages.known('pageofanna')?.loose.map(({ report }) => [report.step, report.connection]);
    const kept = [1, 3, 4, 5, 6, 7, 8].map((connection) => ['offer-created', connection]);
    expect(told).toEqual([...kept, ['connection-closed', 2]]);
  });

  it('is heard for somebody who polls, and its word is marked', () => {
    const { take, join, emit, of: told } = intake();
    join(anna, 'polling');
    join(mallory);
    emit(offer, answer);

    expect([take(applied), take({ step: 'answer-created', remote: of('offer'), local: of('answer') })]).toEqual([1, 0]);
    expect(told(call)).toEqual(['a answer-applied unproven']);
  });

  it('is not heard for somebody whose page is known, who polls or has left', () => {
    const { take, says, join, leave, emit, of: told } = intake();
    for (const person of [anna, mallory]) join(person, 'polling');
    says(anna, []);
    emit(offer, answer);
    expect(take(flows)).toBe(0);

    for (const person of [anna, mallory]) leave(person);
    const failed = { step: 'connection-kept', result: 'failed', failure: { name: 'failed' } } as const;
    expect(take({ ...failed, local: of('offer'), remote: of('answer') })).toBe(0);
    // Nobody can say any more how this one was connected.
    expect(take({ ...failed, local: of('answer'), remote: of('offer') })).toBe(0);
    expect(told(call)).toEqual([]);
  });

  it('concludes nothing from several words', async () => {
    const { take, join, emit, hops } = intake();
    for (const person of [anna, mallory]) join(person, 'polling');
    emit(offer);

    for (const connection of [1, 2]) take({ step: 'offer-applied', remote: of('offer'), connection });
    await Promise.resolve();

    expect(hops.map(({ kind }) => kind)).toEqual(['offer-applied', 'offer-applied']);
  });
});

describe('the owner of a side', () => {
  it('speaks for it when it has left, and nobody else does', () => {
    const { take, says, leave, of: told } = described();
    says(anna, applied);
    says(mallory, { step: 'answer-created', local: of('answer'), remote: of('offer') });
    leave(anna);

    expect([take(flows), says(mallory, flows), says(anna, flows)]).toEqual([0, 0, 1]);
    expect(told(call)).toEqual(['a answer-applied', 'm answer-created', 'a media-flowing']);
  });
});

describe('strangers', () => {
  it('push out strangers only', async () => {
    const { take, says, join, emit, of: told } = intake({ limit: 200 });
    join(anna);
    says(anna, made('offer'));
    take({ step: 'offer-created', local: of('o2') }, { probe: 'pageofboris' }, { address: '192.0.2.1' });
    for (let i = 0; i < 500; i++)
      take([made(`x${i}`), made(`y${i}`)], { probe: `astranger${i}` }, { address: '198.51.100.7' });
    const other = between(boris, carol);
    for (const person of [boris, carol]) join(person, 'polling');

    emit(offer, sent(other, 'offer', 'o2'));
    await until(
      () => Promise.resolve(told(other)),
      ({ length }) => length > 0,
    );

    expect([told(call), told(other)]).toEqual([['a offer-created'], ['b offer-created unproven']]);
  });

  it('have no page that is known forgotten, however many they are', async () => {
    const { take, says, join, emit, of: told } = intake({ limit: 10 });
    join(anna);
    join(mallory);
    says(anna, []);
    for (let i = 0; i < 50; i++) take([], { probe: `astranger${i}`, socket: `made${i}` });
    for (let i = 0; i < 50; i++) take([], { probe: `mallorys${i}`, socket: 'smallory' });
    emit(offer, answer);

    expect([take(applied, { probe: 'pageofanna' }), take(applied)]).toEqual([1, 0]);
    await until(
      () => Promise.resolve(told(call)),
      ({ length }) => length > 0,
    );
    expect(told(call)).toEqual(['a answer-applied']);
  });

  it('have no more released at once than are held of one description', async () => {
    const { take, join, emit, hops, counts } = intake({ limit: 20_000 });
    for (const person of [anna, mallory]) join(person, 'polling');
    for (let i = 0; i < 10_000; i++) take(made('offer'), { probe: `astranger${i}` }, { address: `192.0.2.${i % 250}` });

    emit(offer);
    await until(
      () => Promise.resolve(hops),
      ({ length }) => length >= 64,
    );

    expect([hops.length, counts]).toEqual([64, { matched: 64, held: 10_000, unmatched: 9936 }]);
  });
});

describe('one batch', () => {
  it('tells a few of the handshakes of its page of its microphone, however many there are', async () => {
    const open = Array.from({ length: 1000 }, (_, i) => refOf(`call${i}`));
    const { says, join, hops } = intake({ open });
    join(anna);

    says(
      anna,
      Array.from(
        { length: 64 },
        (_, i) => ({ step: 'media-captured', result: i < 60 ? 'failed' : 'reached' }) as const,
      ),
    );

    await until(
      () => Promise.resolve(hops),
      ({ length }) => length >= 32,
    );
    expect(hops.at(-1)?.handshake?.id).toBe('call999');
    expect(hops.map(({ result }) => result)).toEqual([...Array(16).fill('failed'), ...Array(16).fill('reached')]);
  });
});

describe('what threw, of something that is no description', () => {
  const spoilt = { step: 'offer-applied', result: 'failed', failure: { name: 'OperationError' } } as const;

  it('is of the one handshake in which the page waits for that step', () => {
    const { says, hops } = described([call]);

    expect(says(mallory, spoilt)).toBe(1);
    expect(hops).toMatchObject([
      { kind: 'offer-applied', result: 'failed', from: { id: mallory.id }, handshake: call, failure: { blank: true } },
    ]);
    // A caller applies no offer.
    expect(says(anna, spoilt)).toBe(0);
  });

  it('is of the offer that its connection has made', () => {
    const { says, hops } = described([call, between(anna, carol)]);
    const given = { step: 'answer-applied', result: 'failed', failure: { name: 'OperationError' } } as const;

    expect(says(anna, { ...given, local: of('offer') })).toBe(1);
    expect(hops).toMatchObject([{ kind: 'answer-applied', handshake: call, failure: { blank: true } }]);
    // Which of the two it is, nothing says.
    expect(says(anna, given)).toBe(0);
  });

  it('is of none where there are two', () => {
    const { says } = described([call, between(carol, mallory)]);

    expect(says(mallory, spoilt)).toBe(0);
  });
});
