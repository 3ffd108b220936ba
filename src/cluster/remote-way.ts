import type { Participant, ServerToClient } from '../../protocol/messages.js';
import type { MessageKind } from '../../protocol/stages.js';
import { takenOver, type Pass } from '../entry/pass.js';
import { now } from '../hops/clock.js';
import type { HopDraft } from '../hops/step.js';
import type { Way, Written } from '../relay/way.js';
import type { Clocks } from './clocks.js';
import type { Link } from './link.js';
import type { Connection } from './messages.js';

/** The way to a participant whose socket is on another instance. */
export class RemoteWay implements Way {
  readonly elsewhere = true;
  readonly session: string;
  readonly page: Way['page'];
  readonly language: string | undefined;
  readonly drawsLadder: boolean;
  readonly pass: Pass;
  answersPings: boolean;

  constructor(
    private readonly link: Link,
    private readonly clocks: Clocks,
    /** The instance that holds the socket. */
    readonly edge: string,
    private readonly id: string,
    connection: Connection,
  ) {
    this.session = connection.session;
    this.page = connection.page;
    this.language = connection.language;
    this.drawsLadder = connection.drawsLadder;
    this.pass = takenOver(connection.pass);
    this.answersPings = connection.answersPings;
  }

  emit<E extends keyof ServerToClient>(event: E, ...args: Parameters<ServerToClient[E]>): void {
    this.link.tell(this.edge, 'emit', { id: this.id, event, args });
  }

  introduce(users: Participant[]): void {
    this.link.tell(this.edge, 'introduce', { id: this.id, users });
  }

  deliver(kind: MessageKind, message: object, draft: HopDraft, written: (outcome: Written) => void): void {
    const sentAt = now();
    this.link.ask(this.edge, 'deliver', { id: this.id, kind, message, draft }, (reply) => {
      if (!reply) return written({ refused: 'instance-unreachable' });
      if ('refused' in reply.written) return written(reply.written);
      const came = this.clocks.own(this.edge, reply.at, now());
      const at = Math.max(sentAt, came.at);
      written({ ...reply.written, crossed: { at, tookMs: at - sentAt, uncertaintyMs: came.uncertaintyMs } });
    });
  }

  ask(): void {
    this.link.tell(this.edge, 'ask', { id: this.id });
  }

  move(): void {
    this.link.tell(this.edge, 'moved', { id: this.id });
  }

  cut(): void {
    this.link.tell(this.edge, 'cut', { id: this.id });
  }
}
