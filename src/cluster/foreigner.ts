import type { JoinAck } from '../../protocol/messages.js';
import type { HandshakeRef, Hop } from '../domain/hop.js';
import type { HopDraft } from '../hops/step.js';
import type { SocketWay } from '../relay/socket-way.js';
import type { Written } from '../relay/way.js';
import type { Witness } from './witness.js';

/** Offers that could not be handed on, by target, which have a handshake each. */
const openedKept = 32;

/** A participant whose socket is here and whose room lives elsewhere. */
export class Foreigner {
  readonly room: string;
  readonly username: string;
  /** The others in the room, as its page was told. */
  readonly known: Set<string>;
  /** Events that its home has not answered yet. */
  underWay = 0;
  private readonly refs = new Map<string, HandshakeRef>();

  /** @param args of the event that it joined with */
  constructor(
    readonly way: SocketWay,
    readonly home: string,
    /** What is seen here of the handshakes of its home. */
    readonly witness: Witness,
    readonly args: unknown[],
    joined: object,
    known: readonly string[] = [],
  ) {
    const { room, self, users } = joined as JoinAck;
    this.room = room;
    this.username = self.username;
    const others = users.map(({ socketId }) => socketId).filter((id) => id !== self.socketId);
    this.known = new Set([...known, ...others]);
  }

  /** Is a handshake of it still open, as far as is seen here? */
  get busy(): boolean {
    return this.underWay > 0 || this.witness.concerns(this.way.socket.id);
  }

  /** Its page is told something by the home. */
  told(event: string, [payload]: readonly unknown[]): void {
    if (event === 'user-joined') this.known.add((payload as { socketId: string }).socketId);
    else if (event === 'user-left') this.known.delete(payload as string);
    else if (event === 'verdict') this.witness.forget((payload as { id: string }).id);
  }

  /** A message has come from the home and was written to its page, or not. */
  delivered(draft: HopDraft, written: Written, at: number): void {
    if (draft.message === 'ice-candidate' || 'refused' in written) return;
    const { to, ...rest } = draft;
    this.remember(rest, at, { ...to, id: this.way.socket.id, sight: written.sight });
  }

  /** A message of its page has come to the home, and was forwarded from there, or not. */
  sent(draft: HopDraft, forwarded: boolean, at: number): void {
    const { to, ...rest } = draft;
    if (forwarded) this.remember(rest, at, to);
    else this.witness.note({ ...draft, result: 'reached', seenBy: 'gateway', at, tookMs: 0 });
  }

  /** The one handshake of the offers to a target that could not be handed on. */
  readonly opened = (target: string, mint: () => HandshakeRef): HandshakeRef => {
    const ref = this.refs.get(target) ?? mint();
    this.refs.delete(target);
    this.refs.set(target, ref);
    const [oldest] = this.refs.keys();
    if (this.refs.size > openedKept && oldest !== undefined) this.refs.delete(oldest);
    return ref;
  };

  private remember(draft: Omit<HopDraft, 'to'>, at: number, to: Hop['to']): void {
    const message = draft.message === 'answer' ? 'answer' : 'offer';
    const facts = { ...draft, result: 'reached', seenBy: 'gateway', at, tookMs: 0 } as const;
    const { sight: _, ...target } = to ?? { id: '' };
    const way = { ...facts, to: target };
    this.witness.note(
      { ...way, kind: `${message}-received` },
      { ...way, kind: `${message}-crossed` },
      { ...facts, kind: `${message}-forwarded`, ...(to && { to }) },
    );
  }
}
