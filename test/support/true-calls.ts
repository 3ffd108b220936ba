import type { ProbeStep, Report } from '../../protocol/reports.js';
import { sides, type Side } from '../../protocol/verdict.js';
import { otherSide } from '../../src/domain/handshake.js';
import type { Departure, Hop } from '../../src/domain/hop.js';
import { described, of } from './reporting.js';
import { anna, boris, refOf, room, storyOf } from './stories.js';

/** How far the page of the callee comes with the offer. */
export const callees = [
  'ignores',
  'refuses',
  'stops',
  'denied',
  'unmade',
  'keeps',
  'loses',
  'answers',
  'twice',
] as const;
/** What the page of the caller does with the answer. */
export const callers = ['ignores', 'wrong state', 'refuses', 'applies'] as const;
/** What a page does with the candidates that it gets. */
export const takings = ['takes', 'ignores', 'fails'] as const;
export const ices = ['connect', 'stuck', 'caller fails', 'callee fails', 'both fail'] as const;
export const medias = ['flows', 'muted', 'not-negotiated', 'source', 'path'] as const;
export const goingsAway = ['left', 'closed', 'lost'] as const satisfies readonly Departure[];

type Each<T> = Readonly<Record<Side, T>>;
export interface Facts {
  readonly callee: (typeof callees)[number];
  readonly caller: (typeof callers)[number];
  readonly sends: Each<boolean>;
  readonly takes: Each<(typeof takings)[number]>;
  readonly ice: (typeof ices)[number];
  /** When a side that fails says so, in ms. */
  readonly failsAt?: number;
  readonly dtls: Each<boolean>;
  readonly media: Each<(typeof medias)[number]>;
  /** The path of a call that stands breaks later. */
  readonly breaks: boolean;
  readonly insecure: Each<boolean>;
  readonly goes?: {
    readonly side: Side;
    readonly at: number;
    readonly how: (typeof goingsAway)[number];
    readonly closes: boolean;
  };
}

/** A call that comes about, but for what is said. */
export const but = (more: Partial<Facts>): Facts => ({
  callee: 'answers',
  caller: 'applies',
  sends: { caller: true, callee: true },
  takes: { caller: 'takes', callee: 'takes' },
  ice: 'connect',
  dtls: { caller: true, callee: true },
  media: { caller: 'flows', callee: 'flows' },
  breaks: false,
  insecure: { caller: false, callee: false },
  ...more,
});
/** A report that a page makes of what has just happened there. */
export interface Noted {
  readonly side: Side;
  readonly at: number;
  readonly report: Report;
}
export interface TrueCall {
  readonly hops: readonly Hop[];
  readonly reports: readonly Noted[];
}

export const people = { caller: anna, callee: boris } as const;
export const sessionOf = (side: Side) => `s${side}`;
const ref = refOf('call');
const offerOf = { local: of('anna') };
const answerOf = { local: of('boris'), remote: of('anna') };

const failed = (name: NonNullable<Report['failure']>['name'], signalingState?: 'stable'): Partial<Report> => ({
  result: 'failed',
  failure: { name, ...(signalingState && { signalingState }) },
});

const byTime = <T extends { at: number }>(all: T[]) => all.toSorted((one, next) => one.at - next.at);

/** The hops and the reports that come of what has truly happened, each at its time, in ms after `start`. */
export function happened(start: number, facts: Facts): TrueCall {
  const hops: Hop[] = [];
  const reports: Noted[] = [];
  const { goes } = facts;
  /** Is a side there, at a time? */
  const here = (side: Side, at: number) => !goes || goes.side !== side || at < goes.at;
  const bothHere = (at: number) => sides.every((side) => here(side, at));
  /** A message of a side: it was received, was passed on to somebody who is there, and is in the browser of that one. */
  const message = (from: Side, at: number, received: Hop, forwarded: Hop, delivered?: Hop) => {
    if (!bothHere(at)) return;
    hops.push({ ...received, at: start + at }, { ...forwarded, at: start + at + 1 });
    if (delivered && here(otherSide(from), at + 3)) hops.push({ ...delivered, at: start + at + 3 });
  };
  const notes = (side: Side, at: number, step: ProbeStep, more: Partial<Report> = {}) => {
    if (here(side, at))
      reports.push({
        side,
        at: start + at,
        report: { step, result: 'reached', at: start + at, connection: 1, ...more },
      });
  };
  /** The two descriptions as a side has them once it has both. */
  const both = (side: Side) => (side === 'caller' ? { local: of('anna'), remote: of('boris') } : answerOf);

  const story = storyOf(ref);
  for (const side of sides) {
    const person = { ...people[side], session: sessionOf(side) };
    hops.push({ kind: 'joined', result: 'reached', seenBy: 'gateway', from: person, room, at: start, tookMs: 0 });
    if (facts.insecure[side]) {
      const { connection: _, ...report }: Report = {
        step: 'context-checked',
        result: 'failed',
        at: start + 10,
        failure: { name: 'insecure' },
        connection: 1,
      };
      reports.push({ side, at: start + 10, report });
    }
  }
  notes('caller', 900, 'probe-started', { ice: { relayOnly: false, turn: false } });
  notes('caller', 990, 'offer-created', offerOf);
  notes('caller', 995, 'offer-sent', { ...offerOf, socket: sessionOf('caller') });
  message(
    'caller',
    1000,
    described(story.offerReceived, 'anna'),
    described(story.offerForwarded, 'anna'),
    story.offerDelivered,
  );

  const offered = bothHere(1000) && here('callee', 1003);
  const reached = offered ? callees.indexOf(facts.callee) : 0;
  const at = (name: (typeof callees)[number]) => reached >= callees.indexOf(name);
  if (reached > 0) notes('callee', 1010, 'probe-started', { ice: { relayOnly: false, turn: false } });
  if (facts.callee === 'refuses' && offered)
    notes('callee', 1012, 'offer-applied', { remote: of('anna'), ...failed('OperationError') });
  if (at('stops')) notes('callee', 1012, 'offer-applied', { remote: of('anna') });
  if (facts.callee === 'denied' && offered && here('callee', 1015)) {
    const { connection: _, ...report }: Report = {
      step: 'media-captured',
      result: 'failed',
      at: start + 1015,
      failure: { name: 'NotAllowedError' },
      connection: 1,
    };
    reports.push({ side: 'callee', at: start + 1015, report });
  }
  if (facts.callee === 'unmade' && offered)
    notes('callee', 1040, 'answer-created', { remote: of('anna'), ...failed('OperationError') });
  if (at('keeps')) notes('callee', 1040, 'answer-created', answerOf);
  if (at('loses')) notes('callee', 1045, 'answer-sent', { ...answerOf, socket: sessionOf('callee') });
  const isAnswered = at('answers') && bothHere(1050) && here('caller', 1053);
  const answer = [described(story.answerReceived, 'boris'), described(story.answerForwarded, 'boris')] as const;
  if (at('answers')) message('callee', 1050, ...answer, story.answerDelivered);
  if (at('twice')) {
    const second = { connection: 2, local: of('boris2'), remote: of('anna') };
    notes('callee', 1055, 'offer-applied', { connection: 2, remote: of('anna') });
    notes('callee', 1056, 'answer-created', second);
    message('callee', 1058, described(story.answerReceived, 'boris2'), described(story.answerForwarded, 'boris2'));
  }
  if (isAnswered && facts.caller !== 'ignores') {
    const more = {
      applies: {},
      refuses: failed('OperationError'),
      'wrong state': failed('InvalidStateError', 'stable'),
    };
    notes('caller', 1060, 'answer-applied', { ...both('caller'), ...more[facts.caller] });
  }
  const applied = isAnswered && facts.caller === 'applies' && here('caller', 1060);
  for (const side of sides) {
    const made = side === 'caller' ? here('caller', 990) : at('keeps');
    if (!facts.sends[side] || !made) continue;
    const [received, forwarded] =
      side === 'caller'
        ? [story.candidateReceived, story.candidateForwarded]
        : [story.candidateBack, story.candidateBackForwarded];
    message(side, 1070, received, forwarded, { ...forwarded, kind: 'candidate-delivered', seenBy: 'transport' });
    const taker = otherSide(side);
    const can = taker === 'caller' ? applied : at('stops');
    if (!can || !bothHere(1075) || facts.takes[taker] === 'ignores') continue;
    const known = taker === 'caller' || at('keeps') ? both(taker) : { remote: of('anna') };
    notes(taker, 1075, 'candidate-applied', { ...known, ...(facts.takes[taker] === 'fails' && failed('TypeError')) });
  }
  const flows = goes === undefined || goes.at > 1500;
  const connects =
    applied &&
    flows &&
    facts.ice === 'connect' &&
    sides.some((side) => facts.sends[otherSide(side)] && facts.takes[side] === 'takes');
  for (const side of sides) {
    if (!applied) break;
    if (!connects) {
      if (facts.ice === `${side} fails` || facts.ice === 'both fail')
        notes(side, facts.failsAt ?? 16_000, 'ice-connected', { ...both(side), ...failed('failed') });
      continue;
    }
    notes(side, 1200, 'ice-connected', both(side));
    if (!facts.dtls.caller || !facts.dtls.callee) {
      if (!facts.dtls[side]) notes(side, 9000, 'dtls-connected', { ...both(side), ...failed('failed') });
      continue;
    }
    notes(side, 1300, 'dtls-connected', both(side));
    const [mine, theirs] = [facts.media[side], facts.media[otherSide(side)]];
    if (mine === 'source') notes(side, 6000, 'media-flowing', { ...both(side), ...failed('source') });
    else if (theirs === 'path') notes(side, 6000, 'media-flowing', { ...both(side), ...failed('path') });
    else if (theirs !== 'source')
      notes(side, 1400, 'media-flowing', {
        ...both(side),
        media: { sends: mine === 'path' ? 'flows' : mine, receives: theirs !== 'not-negotiated', data: false },
      });
    if (facts.breaks) notes(side, 20_000, 'connection-kept', { ...both(side), ...failed('failed') });
  }
  if (goes) {
    hops.push({
      kind: 'left',
      result: 'reached',
      seenBy: 'gateway',
      from: people[goes.side],
      room,
      at: start + goes.at,
      tookMs: 0,
      departure: goes.how,
    });
    if (goes.how === 'closed')
      reports.push({
        side: goes.side,
        at: start + goes.at - 1,
        report: { step: 'page-gone', result: 'reached', at: start + goes.at - 1 },
      });
    const other = otherSide(goes.side);
    const has = other === 'caller' ? true : at('stops');
    if (goes.closes && has && goes.at > 1100)
      notes(
        other,
        goes.at + 20,
        'connection-closed',
        other === 'callee' && !at('keeps')
          ? { remote: of('anna') }
          : isAnswered
            ? both(other)
            : other === 'caller'
              ? offerOf
              : both(other),
      );
  }
  return { hops: byTime(hops), reports: byTime(reports) };
}
