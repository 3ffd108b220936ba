import { handedOn } from '../entry/pass.js';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';
import { refuse, step } from '../hops/step.js';
import type { Answer, Events } from '../relay/events.js';
import type { Rooms } from '../relay/rooms.js';
import type { SocketWay } from '../relay/socket-way.js';
import type { Directory } from './directory.js';
import type { Home } from './home.js';
import type { Link } from './link.js';

export interface EntryOptions {
  link: Link;
  directory: Directory;
  home: Home;
  rooms: Rooms;
  events: Events;
  stream: HopStream;
  /** How long the home of a room is looked for, in ms: longer than a lost instance counts as there. */
  patienceMs: number;
}

/** A participant on its way into a room. */
export interface Entering {
  way: SocketWay;
  room: string;
  /** Of the event that it joins with. */
  args: unknown[];
  answer: Answer;
  /** Is told where it was taken in, before anything else that its home may say. */
  settle: (entered: Entered) => void;
  /** The others that it knows, where it was in the room before that lost its home. */
  known?: string[];
}

/** Where a participant was taken in: at home here, or elsewhere. */
export type Entered = 'here' | { home: string; joined: object };

const retryMs = 200;

/** Looks for the home of a room, and joins there. */
export class Entry {
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly options: EntryOptions) {}

  /** Goes on trying: a lost instance may hold a room for a while yet, and Redis may be back in a moment. */
  async enter(entering: Entering): Promise<void> {
    const { socket } = entering.way;
    const end = now() + this.options.patienceMs;
    let decided = await this.attempt(entering);
    while (!decided && now() < end && socket.connected) {
      await new Promise<void>((resolve) => this.later(resolve));
      decided = await this.attempt(entering);
    }
    if (decided) return;
    const draft = { kind: 'joined', from: { id: socket.id }, room: entering.room } as const;
    entering.answer(step(this.options.stream, draft, () => refuse<object>('instance-unreachable')));
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  /** Has it been decided, one way or the other? */
  private async attempt(entering: Entering): Promise<boolean> {
    const { link, directory, rooms } = this.options;
    const { room } = entering;
    try {
      const home = rooms.has(room) ? link.self : await directory.claim(room);
      return home === link.self ? this.here(entering) : await this.there(home, entering);
    } catch {
      // Without Redis nobody knows whose room it is.
      return false;
    }
  }

  private here({ way, room, args, answer, known, settle }: Entering): boolean {
    const { events, home } = this.options;
    const { id } = way.socket;
    const joined: Answer = (outcome) => {
      if (outcome.ok) settle('here');
      else home.releaseEmpty(room);
      answer(outcome);
    };
    if (known) joined(home.resume(id, args, known));
    else events.handle(id, 'join-room', args, joined);
    return true;
  }

  private there(home: string, { way, args, answer, known, settle }: Entering): Promise<boolean> {
    const { session, page, language, drawsLadder, answersPings, pass } = way;
    const connection = { session, page, language, drawsLadder, answersPings, pass: handedOn(pass) };
    const body = { id: way.socket.id, connection, args, ...(known && { known }) };
    return new Promise((resolve) =>
      this.options.link.ask(home, 'enter', body, (reply) => {
        if (!reply || 'moved' in reply) return resolve(false);
        const { outcome } = reply;
        if (outcome.ok) settle({ home, joined: outcome.value });
        // It was upgraded while it was asked for.
        if (outcome.ok && way.answersPings && !answersPings)
          this.options.link.tell(home, 'proves', { id: way.socket.id });
        answer(outcome);
        resolve(true);
      }),
    );
  }

  private later(then: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      then();
    }, retryMs).unref();
    this.timers.add(timer);
  }
}
