import type { Language } from '../../protocol/languages.js';
import type { Logger } from 'pino';
import type { Hop, HopKind } from '../domain/hop.js';
import { tell } from '../domain/tell.js';
import type { Diagnosis, Projection } from '../hops/projection.js';
import type { TraceLink } from '../telemetry/trace-link.js';
import { drawVerdict } from './ladder-drawing.js';
import { person, plain, timeOfDay } from './plain.js';
import { subject, words, type Words } from './words.js';

/**
 * The JSON log: one line per verdict at `info`, one per hop at `debug`, refusals as warnings. No name, no room, no
 * address.
 */
export class JsonLog implements Projection {
  readonly name = 'json-log';

  constructor(
    private readonly logger: Logger,
    private readonly link: TraceLink,
  ) {}

  onHop(hop: Hop): void {
    const level = hop.result === 'failed' ? 'error' : hop.result === 'refused' ? 'warn' : 'debug';
    if (!this.logger.isLevelEnabled(level)) return;
    const { kind, result, reason, tookMs, handshake, from, to, seenBy, departure } = hop;
    this.logger[level](
      {
        trace_id: handshake?.traceId,
        span_id: handshake?.spanId,
        handshake: handshake?.id,
        from: from?.id,
        to: to?.id,
        stage: kind,
        result,
        reason,
        departure,
        seen_by: seenBy,
        took_ms: Number(tookMs.toFixed(3)),
      },
      `${kind} ${result}`,
    );
  }

  onVerdict({ handshake: { ref, openedAt }, verdict, settledAt, withdrawn }: Diagnosis): void {
    const { outcome, stage, cause, owedBy, evidence } = verdict;
    this.logger.info(
      {
        trace_id: ref.traceId,
        span_id: ref.spanId,
        handshake: ref.id,
        from: ref.caller,
        to: ref.callee,
        outcome,
        stage,
        cause,
        owed_by: owedBy,
        evidence,
        withdrawn: withdrawn?.outcome,
        took_ms: settledAt === undefined ? undefined : Math.round(settledAt - openedAt),
        ...(outcome === 'failed' && { ...tell(verdict, 'en', 'developer'), trace_url: this.link(ref.traceId) }),
      },
      `handshake ${outcome}`,
    );
  }
}

/** Said by other lines already, or of no interest to a reader unless they fail. */
const silent: readonly HopKind[] = ['connected', 'requested', 'alive', 'met', 'probe-alive', 'replaced'];

/** The ladder log: one line per hop that a person reads at a glance: when, who → whom, what, what became of it, how long. */
export class LadderLog implements Projection {
  readonly name = 'ladder-log';
  private readonly words: Words;

  constructor(
    private readonly write: (line: string) => void,
    private readonly language: Language,
    private readonly now: () => number,
    private readonly link: TraceLink,
  ) {
    this.words = words[language];
  }

  onHop(hop: Hop): void {
    if (hop.result === 'reached' && silent.includes(hop.kind)) return;
    const who = [person(hop.from), hop.to && `→ ${person(hop.to)}`].filter(Boolean).join(' ');
    const took = `${hop.tookMs.toFixed(hop.tookMs < 10 ? 1 : 0)} ${this.words.ms}`;
    const what = [subject(hop, this.words), this.became(hop)].filter(Boolean).join(' ');
    const where = hop.message || hop.room === undefined ? '' : `  «${plain(hop.room)}»`;
    this.write(`${timeOfDay(hop.at)}  ${who.padEnd(24)}  ${what}${where}  ${took}`);
  }

  onVerdict(diagnosis: Diagnosis): void {
    this.write(drawVerdict(diagnosis, this.now(), this.language, this.link));
  }

  private became(hop: Hop): string {
    const { hop: reached, refused, failed, reason, departure } = this.words;
    const why = hop.reason ? `: ${reason[hop.reason]}` : '';
    if (hop.result === 'reached') return hop.departure ? departure[hop.departure] : reached[hop.kind];
    return `${hop.result === 'refused' ? refused : failed}${why}`;
  }
}
