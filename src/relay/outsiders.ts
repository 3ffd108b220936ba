import type { MessageKind } from '../../protocol/stages.js';
import type { HandshakeRef } from '../domain/hop.js';
import type { Grant } from '../entry/grant.js';
import { now } from '../hops/clock.js';
import { freshIds } from '../hops/fresh-ids.js';
import type { HopStream } from '../hops/hop-stream.js';
import { refuse, step, type HopDraft } from '../hops/step.js';
import { openStray } from './correlate.js';
import type { Member, Rooms } from './rooms.js';
import { readTarget } from './validate.js';
import type { Connections } from './connections.js';

/** How long a page may take to join once it is connected, in ms: it may have to fetch a token. */
const joinsMs = 2000;

/** An offer of a connection that is in no room, as another instance hears of it that may have its target. */
export interface Stray {
  sender: string;
  /** Of its page, where that has one. */
  probe?: string | undefined;
  /** Of its token. */
  grant: Pick<Grant, 'holder' | 'name'>;
  target: string;
}

/** What all other instances are asked: to show an offer that is refused here, and how long a page has been connected there. */
export interface Inquiry {
  '/strays': Stray;
  '/outside': { probe: string };
}

/** Asks them all, and answers what those say that answer: what `take` and `outsideFor` return. */
export type AskOthers = <Path extends keyof Inquiry>(
  path: Path,
  about: Inquiry[Path],
) => Promise<unknown[]> | undefined;

/** Targets of one connection that are looked for elsewhere: what it makes up costs every other instance a request. */
const soughtAtMost = 8;

/** Which page is whose, as probes have proved it: a page is called what its probe calls itself. */
export interface PagesByProbe {
  /** The page of a participant, also of one that has left, as long as it is in no room as another one since. */
  probeOf: (participant: string) => string | undefined;
  /** The page that has named a session, by the hash of that. */
  probeBy: (session: string) => string | undefined;
  /** The session of a connection with which a page has joined no room. */
  outsideOf: (probe: string) => string | undefined;
}

/**
 * Messages of connections that are in no room, as after a reconnect without a new join. They are refused, and show in the
 * room of the participant that they were meant for. Their senders get the same answer wherever that is, and learn nothing of it.
 */
export class Outsiders {
  /** Handshakes of their offers, by connection and target. */
  private readonly strays = new WeakMap<object, Map<string, HandshakeRef>>();
  /** Targets that were looked for elsewhere, by connection. */
  private readonly sought = new WeakMap<object, Set<string>>();

  constructor(
    private readonly rooms: Rooms,
    private readonly connections: Connections,
    private readonly stream: HopStream,
    private readonly pages: PagesByProbe,
    private readonly askOthers: AskOthers | undefined,
  ) {}

  /**
   * Is the page of somebody whom the sender has met connected again, after its connection broke, and in no room? One that
   * has disconnected by itself has meant to go, and one that has just connected may be about to join.
   *
   * @param elsewhere how long it has been connected to other instances, as these have said since, in ms
   */
  isBack(sender: Member, id: string, elsewhere: readonly unknown[] = []): boolean {
    const [gone, probe] = [this.rooms.departed(sender, id), this.pages.probeOf(id)];
    if (!gone?.broke || probe === undefined) return false;
    const goneMs = now() - gone.leftAt;
    return [this.outsideFor(probe), ...elsewhere].some((ms) => typeof ms === 'number' && ms >= joinsMs && ms <= goneMs);
  }

  /** How long a page has been connected to this instance, in ms, with a connection that has joined no room. */
  outsideFor(probe: string): number | undefined {
    const since = this.connections.sinceOf(this.pages.outsideOf(probe) ?? '');
    return since === undefined ? undefined : now() - since;
  }

  /** Asks the other instances how long they have had the page of a sender's target; undefined where that tells nothing. */
  askFor(sender: Member, kind: MessageKind, payload: unknown): Promise<unknown[]> | undefined {
    if (!this.askOthers || kind !== 'offer') return undefined;
    const target = readTarget(payload) ?? '';
    const [gone, probe] = [this.rooms.departed(sender, target), this.pages.probeOf(target)];
    if (!gone?.broke || probe === undefined || now() - gone.leftAt < joinsMs || this.isBack(sender, target))
      return undefined;
    return this.askOthers('/outside', { probe });
  }

  /** Names in the hop of a message that is about to be refused whom it was meant for; an offer has a handshake of its own. */
  note(hop: HopDraft, sender: string, kind: MessageKind, payload: unknown): void {
    const [connection, stray] = [this.connections.get(sender), this.strayOf(sender, payload)];
    if (!connection || !stray || !this.name(hop, stray) || kind !== 'offer') return;
    const known = this.strays.get(connection) ?? new Map<string, HandshakeRef>();
    this.strays.set(connection, known);
    const ref = openStray(known, stray.target, () => refOf(stray));
    if (ref) hop.handshake = ref;
  }

  /** An offer to nobody here: has another instance its target? Undefined where that is not asked. */
  seek(sender: string, kind: MessageKind, payload: unknown): Promise<boolean> | undefined {
    const [connection, stray] = [this.connections.get(sender), this.strayOf(sender, payload)];
    if (!this.askOthers || !connection || !stray || kind !== 'offer' || this.rooms.member(stray.target))
      return undefined;
    const sought = this.sought.get(connection) ?? new Set<string>();
    this.sought.set(connection, sought);
    if (sought.size >= soughtAtMost || sought.has(stray.target)) return undefined;
    sought.add(stray.target);
    return this.askOthers('/strays', stray)?.then((answers) => answers.includes(true));
  }

  /** Shows the offer of a connection of another instance; answers whether its target is in a room of this one. */
  take(stray: Stray): boolean {
    const hop: HopDraft = { kind: 'offer-received', message: 'offer', from: { id: stray.sender } };
    if (!this.name(hop, stray)) return false;
    hop.handshake = refOf(stray);
    step(this.stream, hop, () => refuse('not-in-room'));
    return true;
  }

  private strayOf(sender: string, payload: unknown): Stray | undefined {
    const [connection, target] = [this.connections.get(sender), readTarget(payload)];
    if (!connection || target === undefined) return undefined;
    const { holder, name } = connection.grant;
    const grant = { ...(holder && { holder }), ...(name && { name }) };
    return { sender, probe: this.pages.probeBy(connection.session), grant, target };
  }

  /** Names its target, if that is here; and itself as who it was in that room, if it was. */
  private name(hop: HopDraft, { sender, probe, grant, target }: Stray): boolean {
    const member = this.rooms.member(target);
    if (!member) return false;
    const { room, username } = member;
    hop.room = room.name;
    hop.to = { id: target, username };
    // On the same connection, for the same holder of a token, or on the same page.
    const same = [...room.departed].findLast(
      ([id, gone]) =>
        id === sender ||
        (grant.holder !== undefined && grant.holder === gone.marks.holder && grant.name === gone.username) ||
        (probe !== undefined && probe === this.pages.probeOf(id)),
    );
    if (same) hop.from = { id: sender, username: same[1].username };
    return true;
  }
}

const refOf = ({ sender, target }: Stray): HandshakeRef => ({ ...freshIds(), caller: sender, callee: target });
