import type { Instances } from '../../../protocol/console.js';
import type { LiveFeed } from '../../projections/live-feed.js';
import type { Feed } from '../live-streams.js';
import type { Answers, Asked, OwnAnswers, Question, Questions } from './answers.js';
import type { FaultSwitch } from './fault-switch.js';
import { FewAtOnce } from './few-at-once.js';
import { LiveEverywhere } from './live-everywhere.js';
import { LiveForOthers } from './live-for-others.js';
import { answerOthers, Others, type Wire } from './others.js';

/** Injection token of the instances. */
export const EVERYWHERE = Symbol('everywhere');

/** What was asked of all instances, and how many have answered, where there may be several. */
export interface Gathered<A> {
  /** Ours first. */
  answers: [A, ...A[]];
  instances?: Instances;
}

export interface EverywhereOptions {
  own: OwnAnswers;
  feed: LiveFeed;
  faults: FaultSwitch | undefined;
  /** Absent where this instance is alone. */
  cluster: { wire: Wire; feedForOthers: LiveFeed } | undefined;
}

/** The instances as one, for the API; where this one is alone, it is asked and nothing else. */
export class Everywhere {
  /** What live streams tell. */
  readonly feed: Feed;
  /** Answers what other instances ask; absent where this one is alone. */
  readonly answerOthers: ReturnType<typeof answerOthers> | undefined;
  private readonly own: OwnAnswers;
  private readonly others: Others | undefined;
  private readonly forOthers: LiveForOthers | undefined;
  private readonly answers = new FewAtOnce();

  constructor({ own, feed, faults, cluster }: EverywhereOptions) {
    this.own = own;
    this.feed = feed;
    if (!cluster) return;
    const others = new Others(cluster.wire);
    const forOthers = new LiveForOthers(cluster.feedForOthers);
    this.others = others;
    this.feed = new LiveEverywhere(feed, others);
    this.forOthers = forOthers;
    faults?.onMet((key) => others.names.forEach((name) => void others.ask(name, { kind: 'met', question: { key } })));
    this.answerOthers = answerOthers(own, forOthers);
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
    const { names } = others;
    const asked = names.map((name) => others.ask(name, { kind, question: elsewhere } as Question));
    const own = await this.own.to(kind, question);
    const replies = (await Promise.all(asked)) as (Answers[K] | undefined)[];
    const answered = replies.filter((reply) => reply !== undefined);
    const silent = names.filter((_, index) => replies[index] === undefined);
    return { answers: [own, ...answered], instances: { answered: answered.length + 1, silent } };
  }

  close(): void {
    this.forOthers?.close();
  }
}
