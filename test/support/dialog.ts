import type { Ack, RelayAck } from '../../protocol/messages.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import type { Peer } from './clients.js';
import { answer, candidate, offer } from './sdp.js';

/** A message that the gateway has acknowledged: its own mark, to whom it was, and its handshake. */
export interface Acknowledged {
  readonly mark: string;
  readonly to: Peer;
  readonly handshake: string | undefined;
}

const field = { offer: 'offer', answer: 'answer', 'ice-candidate': 'candidate' } as const;
/** How long a page waits between two calls, in ms. */
const restMs = 150;
let marks = 0;
let dialogs = 0;

/** Two pages that call each other again and again, and remember what was acknowledged, what came, and what was told. */
export class Dialog {
  readonly acknowledged: Acknowledged[] = [];
  readonly refused: string[] = [];
  /** What was told last of each handshake, by side. */
  readonly told = { caller: new Map<string, string>(), callee: new Map<string, string>() };
  calls = 0;
  private readonly number = ++dialogs;
  private readonly arrived = new Map<Peer, Set<string>>();
  private goesOn = true;

  constructor(
    readonly caller: Peer,
    readonly callee: Peer,
  ) {
    for (const [side, peer, other, own] of [
      ['caller', caller, callee, 'offr'],
      ['callee', callee, caller, 'answ'],
    ] as const) {
      const marked = new Set<string>();
      this.arrived.set(peer, marked);
      for (const kind of ['offer', 'answer', 'ice-candidate'] as const)
        peer.socket.on(kind, (message: Record<string, { mark: string }>) => {
          marked.add(message[field[kind]]?.mark ?? '');
          if (kind === 'offer') this.send(peer, other, 'answer', answer(this.parts('answ')));
          if (kind !== 'ice-candidate') this.send(peer, other, 'ice-candidate', candidate(this.parts(own).ufrag));
        });
      peer.socket.on('verdict', ({ id, outcome, cause }: VerdictMessage) => {
        if (outcome === 'pending') return;
        const isNew = !this.told[side].has(id);
        this.told[side].set(id, cause === undefined ? outcome : `${outcome} ${cause}`);
        if (isNew && side === 'caller') setTimeout(() => this.goesOn && this.begin(), restMs);
      });
    }
  }

  begin(): void {
    this.calls++;
    this.send(this.caller, this.callee, 'offer', offer(this.parts('offr')));
  }

  /** Calls no more. */
  end(): void {
    this.goesOn = false;
  }

  /** What was acknowledged and has not come. */
  get missing(): Acknowledged[] {
    return this.acknowledged.filter(({ mark, to }) => this.arrived.get(to)?.has(mark) !== true);
  }

  /** Acknowledged handshakes of which a side has not been told how they ended. */
  open(side: keyof Dialog['told']): string[] {
    const known = new Set(this.acknowledged.flatMap(({ handshake }) => handshake ?? []));
    return [...known].filter((id) => !this.told[side].has(id));
  }

  /** Each call describes itself anew: what is the same again is the same call. */
  private parts(own: string): { session: string; ufrag: string } {
    const number = `${this.number}x${this.calls}`.replace('x', '0000');
    return { session: `${own === 'offr' ? 1 : 2}${number}`, ufrag: `${own}${number}` };
  }

  private send(from: Peer, to: Peer, kind: MessageKind, body: object): void {
    const mark = `mark ${++marks}`;
    from.socket.emit(kind, { target: to.id, [field[kind]]: { ...body, mark } }, (ack: Ack<RelayAck>) => {
      if (ack.ok) this.acknowledged.push({ mark, to, handshake: ack.handshake });
      else this.refused.push(ack.error.code);
    });
  }
}
