import type { Language } from '../../../protocol/languages.js';
import type { Logger } from 'pino';
import type { HandshakeRef, Hop, HopParticipant, HopResult } from '../../domain/hop.js';
import { tell } from '../../locales/tell.js';
import { asPeopleRead } from '../../hops/clock.js';
import { OverdueNews } from '../../hops/overdue-news.js';
import type { Diagnosis } from '../../hops/hop-watcher.js';
import type { TraceLink } from '../../telemetry/trace-link.js';
import { hopTraits } from '../hop-traits.js';
import { drawOverdue, drawVerdict } from './ladder-drawing.js';
import { person, plain, timeOfDay } from './plain.js';
import type { Lines } from './rate-limited-log.js';
import { refusedEvent, subject, tookIn, words, type Words } from './words.js';

const levels = { reached: 'debug', refused: 'warn', failed: 'error' } as const satisfies Record<HopResult, string>;

/**
 * The JSON log: one line per verdict, and per handshake that becomes overdue, at `info`, one per hop at `debug`, refusals as
 * warnings. No name, no room, no
 * address.
 */
export class JsonLog implements Lines {
  readonly name = 'json-log';
  private readonly overdue = new OverdueNews();

  constructor(
    private readonly logger: Logger,
    private readonly link: TraceLink,
  ) {}

  minds(hop: Hop): boolean {
    return this.logger.isLevelEnabled(levels[hop.result]);
  }

  onHop(hop: Hop): void {
    if (!this.minds(hop)) return;
    const { kind, result, reason, detail, tookMs, handshake, from, to, seenBy, departure } = hop;
    this.logger[levels[result]](
      {
        trace_id: handshake?.traceId,
        span_id: handshake?.spanId,
        handshake: handshake?.id,
        from: from?.id,
        to: to?.id,
        stage: kind,
        result,
        reason,
        ...(result === 'refused' && { event: refusedEvent(hop), detail }),
        departure,
        seen_by: seenBy,
        took_ms: Number(tookMs.toFixed(3)),
      },
      `${kind} ${result}`,
    );
  }

  /** Its cause is none that a handshake has failed of: it stands apart. */
  onProgress(diagnosis: Diagnosis): void {
    const { handshake, verdict } = diagnosis;
    const { outcome, stage, overdue } = verdict;
    if (!this.overdue.isNew(diagnosis) || !overdue) return;
    const { verdict: late, since } = overdue;
    const { cause, owedBy, evidence } = late;
    this.logger.info(
      {
        ...idsOf(handshake.ref),
        outcome,
        stage,
        overdue: {
          stage: late.stage,
          cause,
          owed_by: owedBy,
          evidence,
          ...tell(late, 'en', 'developer'),
          since: Math.round(asPeopleRead(since)),
        },
        took_ms: Math.round(since - handshake.openedAt),
      },
      'handshake overdue',
    );
  }

  onVerdict({ handshake: { ref, openedAt }, verdict, settledAt, withdrawn, history }: Diagnosis): void {
    const { outcome, stage, cause, owedBy, evidence, remarks } = verdict;
    this.logger.info(
      {
        ...idsOf(ref),
        outcome,
        stage,
        cause,
        owed_by: owedBy,
        evidence,
        remarks: remarks.length > 0 ? remarks : undefined,
        withdrawn: withdrawn?.outcome,
        because: withdrawn && history?.at(-1)?.because,
        took_ms: settledAt === undefined ? undefined : Math.round(settledAt - openedAt),
        ...(outcome === 'failed' && { ...tell(verdict, 'en', 'developer'), trace_url: this.link(ref.traceId) }),
      },
      `handshake ${outcome}`,
    );
  }
}

/** Characters of what was wrong with a refused message. */
const detailChars = 200;

const idsOf = ({ id, traceId, spanId, caller, callee }: HandshakeRef) => ({
  trace_id: traceId,
  span_id: spanId,
  handshake: id,
  from: caller,
  to: callee,
});

export interface LadderLogOptions {
  write: (line: string) => void;
  language: Language;
  now: () => number;
  link: TraceLink;
  /** The name of a participant of whom a hop has the id alone; empty where it is not known. */
  nameOf: (id: string) => string;
  /** Single hops too, not only what failed and the verdicts. */
  debug: boolean;
}

/**
 * The ladder log, for people: verdicts with their ladder, what is overdue, and every hop that was refused or failed; the
 * others only where it is asked for them. A line has when, who → whom, what, what became of it and how long that took.
 */
export class LadderLog implements Lines {
  readonly name = 'ladder-log';
  private readonly overdue = new OverdueNews();
  private readonly words: Words;
  private writtenAt = 0;

  constructor(private readonly options: LadderLogOptions) {
    this.words = words[options.language];
  }

  minds({ result, kind }: Hop): boolean {
    return result !== 'reached' || (this.options.debug && !hopTraits[kind].silent);
  }

  onHop(hop: Hop): void {
    if (!this.minds(hop)) return;
    const who = [this.person(hop.from), hop.to && `→ ${this.person(hop.to)}`].filter(Boolean).join(' ');
    const took = tookIn(hop.tookMs, this.words);
    const what = [subject(hop, this.words), this.became(hop)].filter(Boolean).join(' ');
    const where = hop.message || hop.room === undefined ? '' : `  «${plain(hop.room)}»`;
    const at = timeOfDay(asPeopleRead(this.inOrder(hop.at)));
    this.options.write(`${at}  ${who.padEnd(24)}  ${what}${where}  ${took}`);
  }

  onProgress(diagnosis: Diagnosis): void {
    const { write, now, language } = this.options;
    if (this.overdue.isNew(diagnosis)) write(drawOverdue(diagnosis, asPeopleRead(this.inOrder(now())), language));
  }

  onVerdict(diagnosis: Diagnosis): void {
    const { write, now, language, link } = this.options;
    write(drawVerdict(diagnosis, asPeopleRead(this.inOrder(now())), language, link));
  }

  /** What a probe tells comes late: its line has the time of the line before it, so that the log goes forward only. */
  private inOrder(at: number): number {
    this.writtenAt = Math.max(this.writtenAt, at);
    return this.writtenAt;
  }

  private person(participant: HopParticipant | undefined): string {
    if (!participant) return person(undefined);
    return person({ ...participant, username: participant.username || this.options.nameOf(participant.id) });
  }

  private became(hop: Hop): string {
    const { hop: reached, refused, failed, reason, departure } = this.words;
    const detail = hop.detail === undefined ? '' : ` (${plain(hop.detail, detailChars)})`;
    const why = hop.reason ? `: ${reason[hop.reason]}${detail}` : hop.failure ? ` (${hop.failure.name})` : '';
    if (hop.result === 'reached') return hop.departure ? departure[hop.departure] : reached[hop.kind];
    return `${hop.result === 'refused' ? refused : failed}${why}`;
  }
}
