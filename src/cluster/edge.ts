import type { Refusal } from '../../protocol/rejects.js';
import type { Hop } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import { refuse, step } from '../hops/step.js';
import { Elsewhere } from '../relay/elsewhere.js';
import type { Answer } from '../relay/events.js';
import { SocketWay } from '../relay/socket-way.js';
import { readTarget, validateJoin } from '../relay/validate.js';
import type { Ways } from '../relay/ways.js';
import { Entry, type Entered, type Entering, type EntryOptions } from './entry.js';
import { Foreigner } from './foreigner.js';
import type { Messages, Replies } from './messages.js';
import { nestsTooDeep, unreachable } from './unreachable.js';
import { Witness } from './witness.js';

export interface EdgeOptions extends EntryOptions {
  ways: Ways;
  /** Called when the home of a participant has become known. */
  onSettled: (session: string) => void;
}

type Keep = Parameters<Elsewhere['takes']>[4];
/** Events of one participant that wait until the home of its room is known. */
const waitingKept = 256;

/** The sockets of this instance whose room lives on another one. */
export class Edge extends Elsewhere {
  private readonly foreigners = new Map<string, Foreigner>();
  /** Participants who are on their way into a room or out of one, with what they have sent meanwhile. */
  private readonly moving = new Map<string, (() => void)[]>();
  /** What was seen here of the handshakes of each home. */
  private readonly witnesses = new Map<string, Witness>();
  private readonly entry: Entry;

  constructor(private readonly options: EdgeOptions) {
    super();
    this.entry = new Entry(options);
  }

  takes(way: SocketWay, event: string, args: unknown[], answer: Answer, keep: Keep): boolean {
    const { id } = way.socket;
    const waiting = this.moving.get(id);
    const release = waiting && waiting.length < waitingKept ? keep() : undefined;
    if (release) waiting?.push(() => this.goOn(release, way, event, args, answer, keep));
    else if (waiting) answer(refuse('instance-unreachable'));
    else if (event === 'join-room') return this.joins(way, args, answer);
    else return this.passOn(id, event, args, answer);
    return true;
  }

  disconnected(id: string, reason: string): boolean {
    const foreigner = this.foreigners.get(id);
    this.foreigners.delete(id);
    if (foreigner) this.options.link.tell(foreigner.home, 'gone', { id, reason });
    return foreigner !== undefined;
  }

  refused(id: string, event: string, args: unknown[], refusal: Refusal): boolean {
    const foreigner = this.foreigners.get(id);
    if (!foreigner || (event !== 'offer' && event !== 'answer')) return false;
    this.options.link.tell(foreigner.home, 'refused', { id, event, target: readTarget(args[0]), refusal });
    return true;
  }

  proves(id: string): void {
    const foreigner = this.foreigners.get(id);
    if (foreigner) this.options.link.tell(foreigner.home, 'proves', { id });
  }

  /** The home has found that the room is at home elsewhere. */
  moved(home: string, { id }: Messages['moved']): void {
    const foreigner = this.foreigners.get(id);
    if (foreigner?.home === home) this.comeBack(foreigner);
  }

  /** A relayed message from the home of a participant: written down its socket. */
  deliver(home: string, { id, kind, message, draft }: Messages['deliver']): Replies['deliver'] {
    const at = now();
    const way = this.options.ways.get(id);
    const foreigner = this.foreigners.get(id);
    let written: Replies['deliver']['written'] = { refused: 'target-left' };
    if (!(way instanceof SocketWay) || foreigner?.home !== home) return { written, at };
    way.deliver(kind, message, draft, (outcome) => (written = outcome));
    foreigner.delivered(draft, written, at);
    return { written, at };
  }

  emit(home: string, { id, event, args }: Messages['emit']): void {
    const way = this.options.ways.get(id);
    if (!(way instanceof SocketWay)) return;
    const foreigner = this.foreigners.get(id);
    if (foreigner?.home === home) foreigner.told(event, args);
    way.socket.emit(event, ...args);
  }

  introduce({ id, users }: Messages['introduce']): void {
    this.options.ways.get(id)?.introduce(users);
  }

  ask({ id }: Messages['ask']): void {
    this.options.ways.get(id)?.ask();
  }

  cut({ id }: Messages['cut']): void {
    this.options.ways.get(id)?.cut();
  }

  /** A home is gone: what its handshakes came to is told from here, and its rooms are put together again. */
  lose(home: string): void {
    this.witnesses.get(home)?.tell(this.options.stream);
    this.witnesses.delete(home);
    for (const foreigner of Array.from(this.foreigners.values())) {
      if (foreigner.home === home) this.comeBack(foreigner);
    }
  }

  /** Another instance is reached again: both sides say who is there of its guests. `heard` is told whether it has answered. */
  agree(home: string, heard: (answered: boolean) => void): void {
    const ids = [...this.foreigners].flatMap(([id, foreigner]) => (foreigner.home === home ? [id] : []));
    this.options.link.ask(home, 'roster', { ids }, (reply) => {
      for (const id of reply?.unknown ?? []) {
        const foreigner = this.foreigners.get(id);
        if (foreigner?.home === home) this.comeBack(foreigner);
      }
      heard(reply !== undefined);
    });
  }

  /** Where the room of a participant of this instance lives, if elsewhere. */
  homeOf(id: string): string | undefined {
    return this.foreigners.get(id)?.home;
  }

  /** Is a handshake of this participant still open, as far as is seen here? */
  busy(id: string): boolean {
    return this.foreigners.get(id)?.busy === true;
  }

  close(): void {
    this.entry.close();
  }

  /** A room that has members here is at home here, and is joined at once. */
  private joins(way: SocketWay, args: unknown[], answer: Answer): boolean {
    const join = validateJoin(args);
    const known = join.ok && this.options.rooms.has(join.value.room);
    if (!join.ok || (known && !this.foreigners.has(way.socket.id))) return false;
    // Of what the page wrote, what is asked for: it is kept for as long as the participant stays.
    void this.enter({ way, room: join.value.room, args: [join.value], answer });
    return true;
  }

  private comeBack({ way, args, known, room }: Foreigner): void {
    this.foreigners.delete(way.socket.id);
    const answer: Answer = ({ ok }) => {
      // Its page sees then that it has to join.
      if (!ok) way.reconnect();
    };
    void this.enter({ way, room, args, known: [...known], answer });
  }

  private async enter(entering: Omit<Entering, 'settle'>): Promise<void> {
    const { way } = entering;
    const { id } = way.socket;
    this.moving.set(id, this.moving.get(id) ?? []);
    await this.entry.enter({ ...entering, settle: (entered) => this.settle(entering, entered) });
    this.arrived(way);
  }

  /** What it has sent meanwhile goes on from where it is now, in its turn. */
  private arrived(way: SocketWay): void {
    const { id } = way.socket;
    const waiting = this.moving.get(id) ?? [];
    this.moving.delete(id);
    for (const go of waiting) go();
    if (way.socket.connected) return;
    if (!this.disconnected(id, 'transport close')) this.options.events.disconnected(id, 'transport close');
  }

  /** From now on its events go to its new home, and it is not in the room any more that it was in. */
  private settle({ way, args, known }: Omit<Entering, 'settle'>, entered: Entered): void {
    const { id } = way.socket;
    const { link, events, stream } = this.options;
    const before = this.foreigners.get(id);
    const home = entered === 'here' ? link.self : entered.home;
    if (before && before.home !== home) link.tell(before.home, 'gone', { id, reason: 'left' });
    if (entered === 'here') {
      this.foreigners.delete(id);
      way.tell = (hop) => stream.emit(hop);
    } else {
      if (!before) events.departed(id);
      const foreigner = new Foreigner(way, home, this.witnessOf(home), args, entered.joined, known);
      this.foreigners.set(id, foreigner);
      way.tell = (hop) => this.seen(foreigner, hop);
      this.options.onSettled(way.session);
    }
  }

  private witnessOf(home: string): Witness {
    const witness = this.witnesses.get(home) ?? new Witness();
    this.witnesses.set(home, witness);
    return witness;
  }

  private seen(foreigner: Foreigner, hop: Hop): void {
    foreigner.witness.note(hop);
    this.options.link.tell(foreigner.home, 'seen', { hop });
  }

  /** What has waited, in its turn. */
  private goOn(release: () => void, way: SocketWay, event: string, args: unknown[], answer: Answer, keep: Keep): void {
    release();
    if (way.socket.connected && !this.takes(way, event, args, answer, keep))
      this.options.events.handle(way.socket.id, event, args, answer);
  }

  private passOn(id: string, event: string, args: unknown[], answer: Answer): boolean {
    const foreigner = this.foreigners.get(id);
    if (!foreigner) return false;
    const at = now();
    const leaving = event === 'leave-room';
    const answered = (reply: Replies['event'] | undefined) => {
      foreigner.underWay--;
      if (reply?.hop) foreigner.sent(reply.hop, reply.outcome.ok, at);
      if (leaving && reply?.outcome.ok) this.leave(foreigner);
      answer(reply?.outcome ?? unreachable(this.options.stream, foreigner, event, args));
      if (leaving) this.arrived(foreigner.way);
    };
    if (leaving) this.moving.set(id, []);
    foreigner.underWay++;
    try {
      this.options.link.ask(foreigner.home, 'event', { id, event, args, at }, answered);
    } catch {
      // What a client sends may be nested deeper than it can be written again: its home would find it malformed too.
      const draft = { kind: 'event-received', from: { id, username: foreigner.username } } as const;
      answered({ outcome: step(this.options.stream, draft, nestsTooDeep) });
    }
    return true;
  }

  /** In no room, it is nobody's guest; what is still seen at its end goes where it was. */
  private leave({ way, home }: Foreigner): void {
    const { id } = way.socket;
    if (this.foreigners.get(id)?.home !== home) return;
    this.foreigners.delete(id);
    this.options.link.tell(home, 'gone', { id, reason: 'left' });
  }
}
