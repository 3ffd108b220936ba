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

/** What the API asks of every instance, this one included: plain data, as it travels as JSON. */
export interface Questions {
  handshakes: { filter: HandshakeFilter & { limit: number }; language: Language };
  handshake: { id: string; language: Language };
  rooms: { limit?: number };
  refusals: { room?: string | undefined; limit: number };
  funnel: object;
  snapshot: { filter: HandshakeFilter };
  /** The faults that messages will meet; and one more, or none any more. */
  faults: { add?: KeyedFault; clear?: true };
  /** A message has met a fault there. */
  met: { key: string };
}

/** A handshake in a list, already as JSON: it is long, and merging lists needs only the other three fields. */
export interface WrittenHandshake {
  id: string;
  startedAt: number;
  /** How many rungs were seen. */
  seen: number;
  /** Its `HandshakeView`. */
  json: string;
}

export interface Answers {
  handshakes: { handshakes: WrittenHandshake[] };
  handshake: { handshake?: HandshakeDetail };
  /** `leftOut`: rooms that were too many to tell. */
  rooms: { rooms: RoomView[]; leftOut: number };
  refusals: { refusals: RefusalView[] };
  funnel: FunnelView;
  snapshot: LiveSnapshot;
  /** `added`: false where the fault is of a participant who is not connected there. */
  faults: { faults: KeyedFault[]; added?: boolean };
  met: object;
}

export type Asked = keyof Questions;

/** What instances ask each other on behalf of the API. */
export type Question = { [K in Asked]: { kind: K; question: Questions[K] } }[Asked];

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
      handshakes: async ({ filter, language }) => {
        const found = await views.handshakes.list(filter);
        return {
          handshakes: await inTurns(found, ({ handshake, verdict, settledAt, history }) => [
            written(viewOf(handshake, verdict, settledAt, language, 'developer', history)),
          ]),
        };
      },
      handshake: ({ id, language }) => {
        const found = views.handshakes.get(id);
        if (!found) return {};
        const trace = link(found.handshake.ref.traceId);
        return { handshake: detailOf(found, views.timelines.get(id), language, trace) };
      },
      rooms: async ({ limit }) => {
        const rooms = await views.live.list(limit);
        return { rooms, leftOut: limit === undefined ? 0 : Math.max(0, views.live.size.rooms - rooms.length) };
      },
      refusals: (filter) => ({ refusals: views.refusals.list(filter) }),
      funnel: () => views.funnel.view(),
      snapshot: ({ filter }) => views.feed.snapshot(filter),
      faults: ({ add, clear }) => {
        if (clear) faults?.clear();
        const added = add && faults?.add(add) === true;
        return { faults: faults?.list() ?? [], ...(add && { added: added === true }) };
      },
      met: ({ key }) => {
        faults?.met(key);
        return {};
      },
    };
  }

  to<K extends Asked>(kind: K, question: Questions[K]): Answers[K] | Promise<Answers[K]> {
    return this.takers[kind](question);
  }
}

function written(view: HandshakeView): WrittenHandshake {
  const { id, startedAt, ladder } = view;
  return { id, startedAt, seen: rungsSeen(ladder), json: JSON.stringify(view) };
}
