import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { connect, runGateway, shortWaits, type Peer } from '../support/clients.js';
import { answer, candidate, offer } from '../support/sdp.js';

const people = 5;
const rooms = 3;

/** What one participant does; `to` may be anybody, in its room or not. */
type Move =
  | { act: 'join'; who: number; room: number }
  | { act: 'leave'; who: number }
  | { act: 'offer' | 'answer' | 'candidate'; who: number; to: number }
  | { act: 'report'; who: number };

const one = fc.nat(people - 1);
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('join' as const), who: one, room: fc.nat(rooms - 1) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('leave' as const), who: one }) },
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constantFrom('offer' as const, 'answer' as const, 'candidate' as const),
      who: one,
      to: one,
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('report' as const), who: one }) },
);

/** Who has left is called by somebody who came later. */
const afterwards: Move[] = [
  { act: 'join', who: 0, room: 0 },
  { act: 'join', who: 3, room: 0 },
  { act: 'leave', who: 0 },
  { act: 'join', who: 2, room: 0 },
  { act: 'offer', who: 2, to: 0 },
];

/** The model: who has shared a room with whom, and which rooms one has been in, up to now. */
class Acquaintance {
  private readonly roomOf = new Map<number, number>();
  private readonly met = new Map<number, Set<number>>();
  private readonly seen = new Map<number, Set<number>>();

  join(who: number, room: number): void {
    this.roomOf.set(who, room);
    for (const [other, where] of this.roomOf) {
      if (where !== room) continue;
      this.know(who, other);
      this.know(other, who);
    }
    this.seen.set(who, (this.seen.get(who) ?? new Set()).add(room));
  }

  leave(who: number): void {
    this.roomOf.delete(who);
  }

  together(who: number, other: number): boolean {
    const room = this.roomOf.get(who);
    return room !== undefined && room === this.roomOf.get(other) && who !== other;
  }

  /** What must never reach somebody: the ids, names and words of whom they never met, and rooms they were never in. */
  strangersOf(who: number): number[] {
    return Array.from({ length: people }, (_, other) => other).filter(
      (other) => other !== who && !this.met.get(who)?.has(other),
    );
  }

  foreignRoomsOf(who: number): number[] {
    return Array.from({ length: rooms }, (_, room) => room).filter((room) => !this.seen.get(who)?.has(room));
  }

  private know(who: number, other: number): void {
    this.met.set(who, (this.met.get(who) ?? new Set()).add(other));
  }
}

/** Each run has rooms of its own: whoever was in those of the run before may still be on the way out. */
let run = 0;
const nameOf = (who: number) => `Name${run}x${who}Secret`;
const roomName = (room: number) => `Room${run}x${room}Secret`;
const wordOf = (who: number) => `Word${run}x${who}Secret`;

/** Every event a peer is sent, and every acknowledgement, as text. */
function listenTo(peer: Peer): string[] {
  const heard: string[] = [];
  peer.socket.onAny((event: string, ...args: unknown[]) => heard.push(JSON.stringify([event, ...args])));
  return heard;
}

/** Plays the moves; answers with what has gone where it must not, or has not come where it should. */
async function play(url: string, moves: Move[]): Promise<string[]> {
  run++;
  const wrong: string[] = [];
  const peers = await Promise.all(Array.from({ length: people }, () => connect(url, { auth: { ladder: true } })));
  const heard = peers.map(listenTo);
  const model = new Acquaintance();
  const arrived = peers.map(() => 0);
  for (const [who, peer] of peers.entries())
    for (const event of ['offer', 'answer', 'ice-candidate'])
      peer.socket.on(event, () => void (arrived[who] = (arrived[who] ?? 0) + 1));
  const due = peers.map(() => 0);
  for (const [step, turn] of moves.entries()) {
    const { act, who } = turn;
    const peer = peers[who] as Peer;
    const ask = async (event: string, ...args: unknown[]) => {
      const ack = await peer.ask(event, ...args);
      heard[who]?.push(JSON.stringify(ack));
      return ack;
    };
    if (act === 'join') {
      model.join(who, turn.room);
      await ask('join-room', roomName(turn.room), nameOf(who));
    } else if (act === 'leave') {
      await ask('leave-room');
      model.leave(who);
    } else if (act === 'report') {
      const probe = `abcdefgh${who}`;
      const reports = [{ step: 'probe-started', result: 'reached', at: Date.now(), connection: 1 }];
      await ask('report', { probe, sentAt: Date.now(), reports });
      const taken = await fetch(`${url}/reports`, {
        method: 'POST',
        body: JSON.stringify({ probe, sentAt: Date.now(), reports }),
      });
      heard[who]?.push(await taken.text());
    } else {
      const target = peers[turn.to]?.id;
      const parts = { session: `${who}${step}`, ufrag: wordOf(who) };
      const event = act === 'candidate' ? 'ice-candidate' : act;
      const body = { offer: offer(parts), answer: answer(parts), candidate: candidate(wordOf(who)) }[act];
      const ack = await ask(event, { target, [act]: body, note: wordOf(who) });
      const together = model.together(who, turn.to);
      if (ack.ok !== together) wrong.push(`move ${step}: ${JSON.stringify({ turn, ack })}`);
      if (together) due[turn.to] = (due[turn.to] ?? 0) + 1;
    }
  }
  // Whatever was on its way, verdicts included, has arrived.
  await Promise.all(peers.map((peer) => peer.pending()));
  if (JSON.stringify(arrived) !== JSON.stringify(due)) wrong.push(JSON.stringify({ arrived, due }));
  for (const [who, lines] of heard.entries()) {
    const text = lines.join('\n');
    const foreign = [
      ...model.strangersOf(who).flatMap((other) => [nameOf(other), wordOf(other)]),
      ...model.foreignRoomsOf(who).map(roomName),
    ];
    const leaked = foreign.filter((secret) => text.includes(secret));
    wrong.push(...leaked.map((secret) => `${who} has heard ${secret}`));
    // The id of a stranger is in no answer but those to whoever wrote it.
    const strangers = model.strangersOf(who).map((other) => peers[other]?.id ?? '');
    const addressed = new Set(moves.flatMap((turn) => ('to' in turn && turn.who === who ? [peers[turn.to]?.id] : [])));
    const met = strangers.filter((id) => text.includes(id) && !addressed.has(id));
    wrong.push(...met.map((id) => `${who} has heard of ${id}`));
  }
  const metrics = await (await fetch(`${url}/metrics`)).text();
  if (metrics.includes('Secret')) wrong.push('a name is in the metrics');
  for (const peer of peers) {
    if (metrics.includes(peer.id)) wrong.push('an id is in the metrics');
    peer.socket.disconnect();
  }
  return wrong;
}

describe('rooms', () => {
  it('never hear of one another, whatever is done in them', async () => {
    const { url } = await runGateway({ ...shortWaits, LIMITS: 'off' });

    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 60 }), async (moves) => {
        expect(await play(url, moves)).toEqual([]);
      }),
      { numRuns: 25, examples: [[afterwards]] },
    );
  }, 90_000);
});
