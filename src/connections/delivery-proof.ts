import { randomInt } from 'node:crypto';
import type { Hop, HopKind, HopParticipant, HopResult } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import type { HopDraft } from '../hops/step.js';

/** A WebSocket to a browser, as the proof needs it. */
export interface ProvingSocket {
  /** Called at the end of an iteration of the event loop in which something was held back. */
  atEnd: () => void;
  on(event: 'pong', listener: (payload: Buffer) => void): unknown;
  /** Has `atEnd` called at the end of the iteration. */
  hold(): void;
  /** A socket that is closing takes no ping, and must not throw. */
  ping(payload: Buffer): void;
}

/** A message on its way, the hop that its delivery will be, and when it was written. */
interface Sent {
  /** Becomes that hop. */
  readonly draft: HopDraft & { result?: HopResult };
  readonly kind: HopKind;
  readonly to: HopParticipant | undefined;
  readonly at: number;
}

/** Messages of one socket that are kept for proof: a client that answers no ping must not fill the memory. */
const keptPerSocket = 256;

/**
 * Proves what has reached a browser, with no change to its page: right behind the messages of an iteration of the event loop
 * goes a WebSocket ping, and the pong, which the browser answers below JavaScript, comes back behind the message on the same
 * ordered stream (RFC 6455, section 5.5.3). Over HTTP polling there is no such proof.
 */
export class DeliveryProof {
  /** Since the last ping went out. */
  private unproved: Sent[] = [];
  /** How many of these are written; Engine.IO keeps the others back while the client takes nothing. */
  private written = 0;
  /** Behind which the ping that is under way was sent. */
  private proving: Sent[] = [];
  /** The ping under way; one at a time, however many messages there are. */
  private ping: number | undefined;
  /** Begins anywhere: whose room has moved may still answer the pings of the instance before. */
  private serial = randomInt(2 ** 31);
  /** A sign of life is asked for, by the next ping; and by the one under way. */
  private asked = false;
  private asking = false;

  /** @param tell takes the hops that a pong is: those that were expected, and `alive` where that was asked for */
  constructor(
    private readonly participant: string,
    private readonly webSocket: ProvingSocket,
    private readonly tell: (hops: readonly Hop[]) => void,
  ) {
    webSocket.on('pong', (payload) => this.answered(payload));
    webSocket.atEnd = () => this.send();
  }

  /**
   * A message is about to be written: will its delivery be proved, and by the ping of this iteration, or by the one
   * behind that which is under way?
   */
  expect(draft: HopDraft, kind = draft.kind): 'at once' | 'queued' | 'not' {
    if (this.unproved.length >= keptPerSocket && !this.makeRoom()) return 'not';
    this.unproved.push({ draft, kind, to: draft.to, at: now() });
    return this.ping === undefined ? 'at once' : 'queued';
  }

  /** All that was expected so far is written. */
  wrote(): void {
    this.written = this.unproved.length;
  }

  ask(): void {
    this.asked = true;
    this.webSocket.hold();
  }

  /** Sends a ping behind all that was written, unless there is one under way. */
  private send(): void {
    if (this.ping !== undefined || (this.written === 0 && !this.asked)) return;
    this.ping = this.serial = (this.serial + 1) % 0xffff_ffff;
    this.proving = this.unproved.splice(0, this.written);
    this.written = 0;
    this.asking = this.asked;
    this.asked = false;
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(this.ping);
    // Where it cannot go out, the participant is about to leave, which is a hop of its own.
    this.webSocket.ping(payload);
  }

  /** Descriptions are worth more than candidates, of which there are many. */
  private makeRoom(): boolean {
    const candidate = this.unproved.findIndex(({ draft }) => draft.message === 'ice-candidate');
    if (candidate !== -1) this.unproved.splice(candidate, 1);
    if (candidate !== -1 && candidate < this.written) this.written--;
    return candidate !== -1;
  }

  private answered(payload: Buffer): void {
    if (payload.length !== 4 || payload.readUInt32BE() !== this.ping) return;
    const proved = this.proving;
    this.ping = undefined;
    this.proving = [];
    const at = now();
    const hops: Hop[] = [];
    // Where writing it has thrown, nobody knows whether it went out.
    for (const sent of proved) if (sent.draft.result !== 'failed') hops.push(delivered(sent, at));
    const alive = { kind: 'alive', from: { id: this.participant }, result: 'reached', seenBy: 'transport' } as const;
    if (this.asking) hops.push({ ...alive, at, tookMs: 0 });
    if (hops.length > 0) this.tell(hops);
    this.webSocket.hold();
  }
}

/** The message's own record as the hop of its delivery: what was seen at its target's end belongs to the one before. */
function delivered({ draft, kind, to, at: sentAt }: Sent, at: number): Hop {
  const hop = draft as Hop;
  hop.kind = kind;
  if (to) hop.to = to;
  hop.result = 'reached';
  hop.seenBy = 'transport';
  hop.at = at;
  hop.tookMs = at - sentAt;
  return hop;
}
