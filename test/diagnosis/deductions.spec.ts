import { describe, expect, it } from '@jest/globals';
import type { Report } from '../../protocol/reports.js';
import { defaultBounds } from '../../src/bounds/bounds.js';
import type { Hop, HandshakeRef } from '../../src/domain/hop.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { Deductions } from '../../src/diagnosis/deductions/deductions.js';
import { Descriptions } from '../../src/diagnosis/pages/descriptions.js';
import { Pages } from '../../src/diagnosis/pages/pages.js';
import { anna, boris, joined, morning, refOf, room, storyOf } from '../support/stories.js';

const carol = { id: 'cccccccccccccccccccc', username: 'Carol' };
const refs = (session: string) => ({ session, version: 'v1', ufrag: `u${session}` });
/** A description that came, of a handshake, under a session of its own. */
const came = (ref: HandshakeRef, kind: 'offer' | 'answer', session: string, ms = 0): Hop => {
  const { offerReceived, answerReceived } = storyOf(ref);
  const hop = kind === 'offer' ? offerReceived : answerReceived;
  const description = hop.description ?? {
    bytes: 1,
    media: { audio: 1, video: 0, application: 0 },
    candidates: { host: 0, srflx: 0, prflx: 0, relay: 0 },
  };
  return {
    ...hop,
    at: morning + ms,
    from: { id: kind === 'offer' ? ref.caller : ref.callee },
    to: { id: kind === 'offer' ? ref.callee : ref.caller },
    handshake: ref,
    description: { ...description, ...refs(session) },
  };
};

function deducing() {
  const told: string[] = [];
  const asked: string[] = [];
  const stream = new HopStream((_, error) => {
    throw error;
  });
  const pages = new Pages(10);
  const descriptions = new Descriptions(10, (id) => pages.isHere(id));
  const live: HandshakeRef[] = [];
  const deductions = new Deductions({
    stream,
    pages,
    descriptions,
    bounds: { ...defaultBounds, handshakes: 10 },
    liveOf: () => live,
    ask: (id) => void asked.push(id),
  });
  const names: Readonly<Record<string, string>> = { [anna.id]: 'anna', [boris.id]: 'boris', [carol.id]: 'carol' };
  const notes = {
    name: 'notes',
    onHop: ({ kind, handshake, from, seenBy }: Hop) => {
      if (/shared|doubled|misplaced|placed|replaced/.test(kind))
        told.push(`${handshake?.id}: ${kind} ${names[from?.id ?? '']} ${seenBy}`);
    },
  };
  stream.watch({ name: 'descriptions', onHop: (hop) => void descriptions.note(hop) }, pages, deductions, notes);
  for (const who of [anna, boris, carol])
    stream.emit({ ...joined(who, 0), from: { ...who, session: `s${who.id[0]}` } });
  const page = (who: typeof anna) => pages.of(`probe${who.id}`, `s${who.id[0]}`, undefined);
  const says = (who: typeof anna, ref: HandshakeRef, report: Partial<Report> & Pick<Report, 'step'>) =>
    deductions.matched(
      page(who),
      { result: 'reached', at: morning + 60, connection: 1, ...report },
      { ref, side: ref.caller === who.id ? 'caller' : 'callee' },
    );
  const settled = async () => {
    await Promise.resolve();
    return told.splice(0);
  };
  return { stream, deductions, page, pages, says, live, asked, settled };
}

const first = refOf('h1');
const second = { ...refOf('h2'), callee: carol.id };

describe('what several reports say together', () => {
  it('is two connections that took one offer, unless the first is closed', async () => {
    const { says, settled } = deducing();
    const took = { step: 'offer-applied', remote: refs('o1') } as const;
    says(boris, first, { ...took, connection: 1 });
    says(boris, first, { ...took, connection: 1 });
    expect(await settled()).toEqual([]);
    says(boris, first, { ...took, connection: 2 });
    expect(await settled()).toEqual(['h1: connection-doubled boris probe']);
    says(boris, first, { step: 'connection-closed', connection: 1 });
    says(boris, first, { step: 'connection-closed', connection: 2 });
    says(boris, first, { ...took, connection: 3 });
    expect(await settled()).toEqual([]);
  });

  it('is one connection for two people, and not for one who is back under a new id', async () => {
    const { stream, says, settled } = deducing();
    says(anna, first, { step: 'offer-created', local: refs('o1') });
    says(anna, second, { step: 'offer-created', local: refs('o2') });
    expect(await settled()).toEqual(['h1: connection-shared anna probe', 'h2: connection-shared anna probe']);
    const again = { id: 'dddddddddddddddddddd', username: 'Carol' };
    stream.emit(joined(again, 10));
    says(anna, { ...refOf('h3'), callee: again.id }, { step: 'offer-created', local: refs('o3') });
    expect(await settled()).toEqual([]);
  });

  it('is an answer that was made for another offer, whichever is known first', async () => {
    const newer = { ...first, id: 'h4' };
    for (const reportFirst of [true, false]) {
      const { stream, says, settled } = deducing();
      stream.emit(came(first, 'offer', 'o1'));
      stream.emit(came(newer, 'offer', 'o4', 10));
      const made = { step: 'answer-created', local: refs('a1'), remote: refs('o1') } as const;
      if (reportFirst) says(boris, first, made);
      stream.emit(came(newer, 'answer', 'a1', 50));
      if (!reportFirst) says(boris, first, made);
      expect(await settled()).toEqual(['h4: answer-misplaced boris probe', 'h1: answer-placed boris probe']);
    }
  });

  it('is an answer that crossed a newer offer of its caller', async () => {
    const newer = { ...first, id: 'h4' };
    const { stream, says, settled } = deducing();
    stream.emit(came(first, 'offer', 'o1'));
    stream.emit(came(first, 'answer', 'a1', 20));
    stream.emit(came(newer, 'offer', 'o4', 30));
    says(anna, first, { step: 'answer-applied', local: refs('o4'), remote: refs('a1') });
    expect(await settled()).toEqual(['h4: answer-misplaced boris probe', 'h1: replaced anna probe']);
    says(anna, first, { step: 'answer-applied', local: refs('o1'), remote: refs('a1') });
    expect(await settled()).toEqual([]);
  });
});

describe('what the descriptions say alone', () => {
  it('is one connection whose offers two people have answered', async () => {
    const { stream, settled } = deducing();
    stream.emit(came(first, 'offer', 'o1'));
    stream.emit(came(second, 'offer', 'o1', 1));
    stream.emit(came(first, 'answer', 'a1', 20));
    expect(await settled()).toEqual([]);
    stream.emit(came(second, 'answer', 'a2', 30));
    expect(await settled()).toEqual(['h2: connection-shared anna gateway']);
  });
});

describe('one page that is two members', () => {
  it('is told once the older connection has shown that it lives', async () => {
    const { stream, deductions, page, pages, live, asked, settled } = deducing();
    const own = pages.of(`probe${anna.id}`, `s${carol.id[0]}`, undefined);
    expect(page(anna)).toBe(own);
    live.push(second);
    deductions.reported(own, morning + 100);
    expect([asked.length, await settled()]).toEqual([1, []]);
    const [older = ''] = asked;
    stream.emit({
      kind: 'alive',
      result: 'reached',
      seenBy: 'transport',
      at: morning + 200,
      tookMs: 0,
      from: { id: older },
      room,
    });
    expect(new Set(await settled())).toEqual(new Set(['h2: page-shared anna probe', 'h2: page-shared carol probe']));
  });
});
