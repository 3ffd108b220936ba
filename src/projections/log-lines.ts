import type { Logger } from 'pino';
import type { Hop, HopParticipant } from '../domain/hop.js';
import type { Projection } from '../hops/projection.js';
import { subject, words, type Language, type Words } from './words.js';

/** The JSON log: one line per hop, refusals as warnings, the rest at `debug`. No name, no room, no address. */
export class JsonLog implements Projection {
  readonly name = 'json-log';

  constructor(private readonly logger: Logger) {}

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
}

/** The ladder log: one line per hop that a person reads at a glance: when, who → whom, what, what became of it, how long. */
export class LadderLog implements Projection {
  readonly name = 'ladder-log';
  private readonly words: Words;

  constructor(
    private readonly write: (line: string) => void,
    language: Language,
  ) {
    this.words = words[language];
  }

  onHop(hop: Hop): void {
    if (hop.kind === 'connected' && hop.result === 'reached') return;
    const who = [person(hop.from), hop.to && `→ ${person(hop.to)}`].filter(Boolean).join(' ');
    const took = `${hop.tookMs.toFixed(hop.tookMs < 10 ? 1 : 0)} ${this.words.ms}`;
    const what = [subject(hop, this.words), this.became(hop)].filter(Boolean).join(' ');
    const where = hop.message || hop.room === undefined ? '' : `  «${plain(hop.room)}»`;
    this.write(`${timeOfDay(hop.at)}  ${who.padEnd(24)}  ${what}${where}  ${took}`);
  }

  private became(hop: Hop): string {
    const { hop: reached, refused, failed, reason, departure } = this.words;
    const why = hop.reason ? `: ${reason[hop.reason]}` : '';
    if (hop.result === 'reached') return hop.departure ? departure[hop.departure] : reached[hop.kind];
    return `${hop.result === 'refused' ? refused : failed}${why}`;
  }
}

/** A name as plain text: what could forge a line or turn its direction is replaced, what is long is cut. */
export function plain(text: string): string {
  const safe = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return safe.length > 32 ? `${safe.slice(0, 31)}…` : safe;
}

function person(participant: HopParticipant | undefined): string {
  return participant ? plain(participant.username ?? participant.id.slice(0, 8)) : '?';
}

function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8) + ((at % 1000) / 1000).toFixed(3).slice(1);
}
