import type { Instances } from '../../../protocol/console.js';
import type { LiveFeed } from '../../projections/live-feed.js';
import type { Feed } from '../live-streams.js';
import type { Answers, Asked, OwnAnswers, Questions } from './answers.js';
import type { FaultSwitch } from './fault-switch.js';
import { LiveEverywhere } from './live-everywhere.js';
import type { Others } from './others.js';
import { ReadersElsewhere, type Told } from './readers-elsewhere.js';

/** Injection token of the instances. */
export const EVERYWHERE = Symbol('everywhere');

/** What was asked of all instances, and how many have answered, where there may be several. */
export interface Gathered<A> {
  /** Ours first; of another instance there may be several, each a piece of it. */
  answers: [A, ...A[]];
  instances?: Instances;
}

/** What instances ask each other on behalf of the API. */
type Question = { [K in Asked]: { kind: K; question: Questions[K] } }[Asked] | { kind: 'readers' };

/** And what they tell each other. */
type Message = Told | { readers: 'none' } | { met: string };

export interface EverywhereOptions {
  own: OwnAnswers;
  feed: LiveFeed;
  faults: FaultSwitch | undefined;
  /** Absent where this instance is alone. */
  cluster: { others: Others; feedForOthers: LiveFeed } | undefined;
}

/** The instances as one, for the API; where this one is alone, it is asked and nothing else. */
export class Everywhere {
  /** What live streams tell. */
  readonly feed: Feed;
  private readonly own: OwnAnswers;
  private readonly others: Others | undefined;
  private readonly readersElsewhere: ReadersElsewhere | undefined;

  constructor({ own, feed, faults, cluster }: EverywhereOptions) {
    this.own = own;
    this.feed = feed;
    if (!cluster) return;
    const { others, feedForOthers } = cluster;
    const live = new LiveEverywhere(feed, others);
    const readers = new ReadersElsewhere(feedForOthers, others);
    this.others = others;
    this.feed = live;
    this.readersElsewhere = readers;
    faults?.onMet((met) => others.names.forEach((name) => others.tell(name, { met })));
    others.serve({
      answer: (asked, from) => {
        const question = asked as Question;
        return question.kind === 'readers' ? readers.add(from) : this.answer(question.kind, question.question);
      },
      hear: (told, from) => {
        const message = told as Message;
        if ('change' in message) live.hear(from, message);
        else if ('met' in message) faults?.met(message.met);
        else readers.remove(from);
      },
    });
  }

  /** Asks all at once; whoever does not answer in time is left out, and counted. */
  async ask<K extends Asked>(kind: K, question: Questions[K], elsewhere = question): Promise<Gathered<Answers[K]>> {
    const { others } = this;
    if (!others) return { answers: [await this.own.to(kind, question)] };
    const asked = others.names.map((name) => piecesOf(others, name, { kind, question: elsewhere }));
    const own = await this.own.to(kind, question);
    const replies = await Promise.all(asked);
    const answered = replies.filter((reply) => reply !== undefined) as Answers[K][][];
    return {
      answers: [own, ...answered.flat()],
      instances: { answered: answered.length + 1, silent: replies.length - answered.length },
    };
  }

  close(): void {
    this.readersElsewhere?.stop();
  }

  private answer<K extends Asked>(kind: K, question: Questions[K]): Answers[K] | Promise<Answers[K]> {
    return this.own.to(kind, question);
  }
}

/** Pieces that an instance is asked for: a list that changes all the time might never end. */
const piecesAtMost = 200;

/** All that an instance answers; undefined where it does not answer in time. */
async function piecesOf(others: Others, name: string, asked: object): Promise<object[] | undefined> {
  const pieces: object[] = [];
  let next: object | undefined = asked;
  while (next && pieces.length < piecesAtMost) {
    const answer: { next?: object } | undefined = await others.ask(name, next);
    if (!answer) return undefined;
    pieces.push(answer);
    next = answer.next && { ...asked, question: answer.next };
  }
  return pieces;
}
