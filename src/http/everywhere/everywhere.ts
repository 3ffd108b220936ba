import type { Instances } from '../../../protocol/console.js';
import type { LiveFeed } from '../../projections/live-feed.js';
import type { Feed } from '../live-streams.js';
import type { Answers, Asked, OwnAnswers, Questions } from './answers.js';
import type { FaultSwitch } from './fault-switch.js';
import { FewAtOnce } from './few-at-once.js';
import { InPieces } from './in-pieces.js';
import { LiveEverywhere } from './live-everywhere.js';
import type { Others } from './others.js';
import { ReadersElsewhere, type Told } from './readers-elsewhere.js';

/** Injection token of the instances. */
export const EVERYWHERE = Symbol('everywhere');

/** What was asked of all instances, and how many have answered, where there may be several. */
export interface Gathered<A> {
  /** Ours first. */
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
  private readonly answers = new FewAtOnce();

  constructor({ own, feed, faults, cluster }: EverywhereOptions) {
    this.own = own;
    this.feed = feed;
    if (!cluster) return;
    const { feedForOthers } = cluster;
    const others = new InPieces(cluster.others);
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

  /**
   * Asks all instances in parallel. One that does not answer in time is left out, and counted as silent.
   *
   * @throws ServiceUnavailableException when too many answers are in progress
   */
  ask<K extends Asked>(kind: K, question: Questions[K], elsewhere = question): Promise<Gathered<Answers[K]>> {
    return this.answers.run(() => this.askAll(kind, question, elsewhere));
  }

  private async askAll<K extends Asked>(
    kind: K,
    question: Questions[K],
    elsewhere: Questions[K],
  ): Promise<Gathered<Answers[K]>> {
    const { others } = this;
    if (!others) return { answers: [await this.own.to(kind, question)] };
    const asked = others.names.map((name) => others.ask(name, { kind, question: elsewhere }));
    const own = await this.own.to(kind, question);
    const replies = await Promise.all(asked);
    const answered = replies.filter((reply) => reply !== undefined) as Answers[K][];
    return {
      answers: [own, ...answered],
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
