import type { Ack } from '../../protocol/messages.js';
import { rateLimited, type Refusal, type RejectCode } from '../../protocol/rejects.js';
import { messageKinds, type MessageKind } from '../../protocol/stages.js';
import type { HopStream } from '../hops/hop-stream.js';
import { refuse, step, type StepResult } from '../hops/step.js';
import { unlimited, type Keep, type Lane } from '../limits/fair-queue.js';
import type { MessageLimiter } from '../limits/message-limiter.js';
import type { TokenGuard } from './token-guard.js';
import type { Drain } from './drain.js';
import type { Elsewhere } from './elsewhere.js';
import type { Events } from './events.js';
import type { Relay, Respond } from './relay.js';
import type { SocketConnection } from './socket-connection.js';
import { headOf, signalingError, validateJoin } from './validate.js';

/** An event as it came, and why it may not be handled, by its rate. */
interface Arrived {
  connection: SocketConnection;
  lane: Lane;
  event: string;
  args: unknown[];
  limited: Refusal | undefined;
  keep: Keep;
}

/** When what could not be kept until its turn may be sent again. */
const unkeptAgainMs = 1000;

/** The events of sockets, each handled when it is its turn, and answered. */
export class Inbox {
  constructor(
    private readonly tokenGuard: TokenGuard,
    private readonly relay: Relay,
    private readonly events: Events,
    private readonly stream: HopStream,
    private readonly drain: Drain,
    private readonly elsewhere: Elsewhere | undefined,
  ) {}

  /** Its rate is looked at as it comes; it is handled when it is its turn. */
  arrived(
    connection: SocketConnection,
    lane: Lane,
    event: string,
    args: unknown[],
    limiter: MessageLimiter | undefined,
  ): void {
    if (limiter?.over) return;
    const limited = limiter?.take(event);
    const keep = limiter?.keeper() ?? unlimited;
    const handle = () => {
      if (!limiter?.over) this.dispatch({ connection, lane, event, args, limited, keep });
    };
    const tooMuch = () => ({ connection, lane, event, args: headOf(args), limited: rateLimited(unkeptAgainMs), keep });
    lane.take(handle, { keep, unkept: () => this.later(tooMuch()) });
  }

  private later(arrived: Arrived): () => void {
    return () => this.dispatch(arrived);
  }

  private dispatch({ connection, lane, event, args, limited, keep }: Arrived): void {
    const { socket } = connection;
    const last = args.at(-1);
    const ack = typeof last === 'function' ? (args.pop() as (answer: Ack) => void) : undefined;
    const answer: Respond = (outcome: StepResult<object>) => {
      if (!outcome.ok && ack) return ack({ ok: false, error: outcome.refusal });
      if (!outcome.ok) return void socket.emit('signaling-error', signalingError(event, args[0], outcome.refusal));
      if (!ack) return;
      const confirm = () => ack({ ok: true, ...outcome.value });
      if (isMessageKind(event)) connection.behindWrites(confirm);
      else confirm();
    };
    if (limited) this.handle(socket.id, event, args, answer, limited);
    else if (!this.tokenGuard.minds(lane, event)) this.hand(connection, event, args, answer);
    else {
      const goOn = (passed: unknown[], said: Respond) => this.hand(connection, event, passed, said);
      this.tokenGuard.take({ connection, lane, event, args, answer, keep, goOn });
    }
  }

  private hand(connection: SocketConnection, event: string, args: unknown[], answer: Respond): void {
    const { id } = connection.socket;
    const why = event === 'join-room' ? this.shut(connection, args) : undefined;
    if (why) answer(step(this.stream, { kind: 'joined', from: { id } }, () => refuse(why)));
    else this.handle(id, event, args, answer);
  }

  private handle(id: string, event: string, args: unknown[], answer: Respond, limited?: Refusal): void {
    if (isMessageKind(event)) this.relay.take(id, event, args, answer, limited);
    else answer(this.events.take(id, event, args, limited));
  }

  /** Why nobody joins a room here: the instance stops, or the room is another one's, or nobody knows whose. */
  private shut(connection: SocketConnection, args: unknown[]): RejectCode | undefined {
    if (this.drain.on) return 'draining';
    const join = validateJoin(args);
    return this.elsewhere && join.ok && !this.elsewhere.takes(join.value.room, connection)
      ? 'instance-unreachable'
      : undefined;
  }
}

/** Is it an event that is relayed? */
export function isMessageKind(event: string): event is MessageKind {
  return messageKinds.some((kind) => kind === event);
}
