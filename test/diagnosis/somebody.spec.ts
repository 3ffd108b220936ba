import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isOfSomebody } from '../../src/diagnosis/reports/somebody.js';
import { intake, of, sent } from '../support/reporting.js';
import { anna, boris, refOf } from '../support/stories.js';

const call = refOf('call', { caller: anna.id, callee: boris.id });
const created = (session: string) => ({ step: 'offer-created', local: of(session) }) as const;

/** A batch that speaks of an unknown description, and of this one. */
const about = (ref: object) => ({ probe: 'pageofpoll', reports: [{}, { local: of('other') }, ref] });
const beside = Array.from({ length: 8 }, () => ({}));

/** Both in a room, over whichever transport; nobody has reported. */
function house(by: 'WebSocket' | 'polling' = 'WebSocket') {
  const all = intake();
  for (const person of [anna, boris]) all.join(person, by);
  const knows = (batch: unknown) => isOfSomebody(batch, all.pages, all.descriptions);
  return { ...all, knows };
}

describe('the page of a batch', () => {
  it('is somebody’s where it names the session of a participant in a room', () => {
    const { knows, leave } = house();
    const batch = { probe: 'pageofanna', socket: 'sanna', reports: [] };
    expect([knows(batch), knows({ ...batch, socket: 'scarol' })]).toEqual([true, false]);

    leave(anna);

    expect(knows(batch)).toBe(false);
  });

  it('is somebody’s once it has proved so, also when that one has left; and not one whose place another took', () => {
    const { knows, says, leave } = house();
    says(anna, created('o'));
    says(boris, created('o'), { probe: 'firstofboris' });
    says(boris, created('o'), { probe: 'nextofboris' });
    leave(anna);

    expect(['pageofanna', 'firstofboris', 'nextofboris', 'pageofcarol'].map((probe) => knows({ probe }))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('is somebody’s where one of its newest reports speaks of a description that was relayed, or it has spoken of one', () => {
    const { knows, take, emit } = house('polling');
    const [local, remote] = [about({ local: of('offer') }), about({ remote: of('offer') })];
    expect([knows(local), knows(remote)]).toEqual([false, false]);

    emit(sent(call, 'offer', 'offer'));

    expect([knows(local), knows(remote), knows({ reports: [...local.reports, ...beside] })]).toEqual([
      true,
      true,
      false,
    ]);
    expect(take(created('offer'), { probe: 'pageofpoll' })).toBe(1);
    expect([knows({ probe: 'pageofpoll' }), knows({ probe: 'pageofothers' })]).toEqual([true, false]);
  });

  it('is a stranger’s, whatever else it may say', () => {
    const { knows, says, emit } = house();
    says(anna, created('o'));
    emit(sent(call, 'offer', 'offer'));
    const odd = fc.oneof(fc.jsonValue(), fc.constantFrom({ session: ['offer'], version: 'v1', ufrag: 'uoffer' }));
    const batch = fc.record(
      {
        probe: odd,
        socket: odd,
        reports: fc.oneof(odd, fc.array(fc.oneof(odd, fc.record({ local: odd, remote: odd }, { requiredKeys: [] })))),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(odd, batch), (value) => {
        expect(knows(value)).toBe(false);
      }),
    );
  });
});
