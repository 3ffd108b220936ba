import type {
  FunnelView,
  HandshakeDetail,
  HandshakeFilter,
  LiveSnapshot,
  RefusalView,
  RoomView,
} from '../../../protocol/console.js';
import type { Language } from '../../../protocol/languages.js';
import type { HandshakeView } from '../../../protocol/verdict.js';
import { viewOf } from '../../domain/tell.js';
import { inTurns } from '../../telemetry/turns.js';
import { detailOf } from '../../projections/detail.js';
import type { Views } from '../../projections/projections.js';
import type { TraceLink } from '../../telemetry/trace-link.js';
import type { FaultSwitch, KeyedFault } from './fault-switch.js';
import { rungsSeen } from './merge.js';

/**
 * A long list travels between instances in pieces. `behind`: the piece behind the one of that name; '' for the first. The
 * answer has what to ask for the next piece with.
 */
interface Piecewise {
  behind?: string;
}

/** What the API asks of every instance, this one included: plain data, as it travels as JSON. */
export interface Questions {
  handshakes: Piecewise & { filter: HandshakeFilter & { limit: number }; language: Language };
  handshake: { id: string; language: Language };
  rooms: Piecewise & { limit?: number };
  refusals: { room?: string | undefined; limit: number };
  funnel: object;
  snapshot: { filter: HandshakeFilter };
  /** The faults that messages will meet; and one more, or none any more. */
  faults: { add?: KeyedFault; clear?: true };
}

/** A handshake of a list. It is written where it is kept: it is long, and whoever puts lists together reads little of it. */
export interface WrittenHandshake {
  id: string;
  startedAt: number;
  /** How many rungs were seen. */
  seen: number;
  /** Its `HandshakeView`. */
  json: string;
}

export interface Answers {
  handshakes: { handshakes: WrittenHandshake[]; next?: Questions['handshakes'] };
  handshake: { handshake?: HandshakeDetail };
  /** `leftOut`: rooms that were too many to tell. */
  rooms: { rooms: RoomView[]; leftOut: number; next?: Questions['rooms'] };
  refusals: { refusals: RefusalView[] };
  funnel: FunnelView;
  snapshot: LiveSnapshot;
  /** `added`: false where the fault is of a participant who is not connected there. */
  faults: { faults: KeyedFault[]; added?: boolean };
}

export type Asked = keyof Questions;

export interface AnswersOptions {
  views: Views;
  link: TraceLink;
  /** Absent unless they are on. */
  faults: FaultSwitch | undefined;
}

/** What this instance itself has to answer. */
export class OwnAnswers {
  private readonly takers: { [K in Asked]: (question: Questions[K]) => Answers[K] | Promise<Answers[K]> };

  constructor({ views, link, faults }: AnswersOptions) {
    this.takers = {
      handshakes: async (question) => {
        const { filter, language } = question;
        const found = await views.handshakes.list(filter);
        const { piece, next } = pieceOf(found, question, ({ handshake }) => handshake.ref.id);
        const handshakes = await inTurns(piece, ({ handshake, verdict, settledAt, history }) => [
          written(viewOf(handshake, verdict, settledAt, language, 'developer', history)),
        ]);
        return { handshakes, ...(next && { next }) };
      },
      handshake: ({ id, language }) => {
        const found = views.handshakes.get(id);
        if (!found) return {};
        const trace = link(found.handshake.ref.traceId);
        return { handshake: detailOf(found, views.timelines.get(id), language, trace) };
      },
      rooms: async (question) => {
        const { limit = Infinity, behind = '' } = question;
        const { piece, next } = pieceOf(views.live.names(limit), question, (name) => name);
        const rooms = await inTurns(piece, (name) => [views.live.room(name)]);
        const leftOut = behind === '' ? Math.max(0, views.live.size.rooms - limit) : 0;
        return { rooms: rooms.filter(({ participants }) => participants.length > 0), leftOut, ...(next && { next }) };
      },
      refusals: (filter) => ({ refusals: views.refusals.list(filter) }),
      funnel: () => views.funnel.view(),
      snapshot: ({ filter }) => views.feed.snapshot(filter),
      faults: ({ add, clear }) => {
        if (clear) faults?.clear();
        const added = add && faults?.add(add) === true;
        return { faults: faults?.list() ?? [], ...(add && { added: added === true }) };
      },
    };
  }

  to<K extends Asked>(kind: K, question: Questions[K]): Answers[K] | Promise<Answers[K]> {
    return this.takers[kind](question);
  }
}

/** Items of one piece. */
const pieceLength = 100;

/** Where the one that a piece is to follow has gone meanwhile, it is the first once more: nothing is left out, some comes twice. */
function pieceOf<T, Q extends Piecewise>(all: T[], question: Q, nameOf: (item: T) => string): { piece: T[]; next?: Q } {
  const { behind } = question;
  if (behind === undefined) return { piece: all };
  const start = behind === '' ? 0 : all.findIndex((item) => nameOf(item) === behind) + 1;
  const piece = all.slice(start, start + pieceLength);
  const last = piece.at(-1);
  return last && start + piece.length < all.length ? { piece, next: { ...question, behind: nameOf(last) } } : { piece };
}

function written(view: HandshakeView): WrittenHandshake {
  const { id, startedAt, ladder } = view;
  return { id, startedAt, seen: rungsSeen(ladder), json: JSON.stringify(view) };
}
