import type { HandshakeDetail, TimelineHop } from '../../protocol/console.js';
import type { Stage } from '../../protocol/stages.js';
import type { Side } from '../../protocol/verdict.js';
import { rungName } from '../../protocol/words.js';
import { hopName } from './hop-name.js';
import type { ConsoleText } from './text.js';

export type Lane = Side | 'gateway';

/** One arrow of the diagram; from a lane to itself it is a loop. */
export interface Arrow {
  from: Lane;
  to: Lane;
  label: string;
  /** Ms after the handshake began; absent for what never came. */
  at?: number;
  /**
   * `reply`: a pong or an acknowledgement. `missing`, `overdue` and `awaited` are what did not come, or not yet. `nothing`:
   * it is there, and has nothing to carry.
   */
  look: 'message' | 'reply' | 'nothing' | 'refused' | 'failed' | 'missing' | 'overdue' | 'awaited';
}

const other = (side: Side): Side => (side === 'caller' ? 'callee' : 'caller');

/** Where a step leads: a message to the gateway or from it, the proof of its arrival back, or within one browser. */
function wayOf(kind: string, from: Side): { from: Lane; to: Lane; reply?: boolean } {
  if (kind.endsWith('-received')) return { from, to: 'gateway' };
  if (kind.endsWith('-forwarded')) return { from: 'gateway', to: other(from) };
  if (kind.endsWith('-delivered') || kind.endsWith('-handled'))
    return { from: other(from), to: 'gateway', reply: true };
  return { from, to: from };
}

/** The hops of a handshake as arrows, in the order of time; candidates that follow each other are one arrow. */
export function arrowsOf(detail: HandshakeDetail, text: ConsoleText): Arrow[] {
  const arrows: Arrow[] = [];
  let run: TimelineHop[] = [];
  const flush = () => {
    arrows.push(...candidateArrows(run, detail.startedAt, text));
    run = [];
  };
  for (const hop of detail.timeline) {
    if (hop.kind.startsWith('candidate-') && hop.result === 'reached') {
      run.push(hop);
      continue;
    }
    flush();
    arrows.push(arrowOf(hop, detail, text));
  }
  flush();
  const absent = absentArrow(detail, text);
  return absent ? [...arrows, absent] : arrows;
}

function arrowOf(hop: TimelineHop, { startedAt, ladder }: HandshakeDetail, text: ConsoleText): Arrow {
  const { kind, result, from: side, at, reason } = hop;
  const { from, to, reply } = wayOf(kind, side);
  const name = hopName(kind, text);
  const rung = ladder.find(({ stage }) => stage === kind);
  if (result === 'reached' && rung?.status === 'nothing-to-send') {
    return { from, to, label: `${name}: ${text.words.status[rung.status]}`, at: at - startedAt, look: 'nothing' };
  }
  const label = result === 'reached' ? name : `${name}: ${text.detail.results[result]}${reason ? ` (${reason})` : ''}`;
  return { from, to, label, at: at - startedAt, look: result !== 'reached' ? result : reply ? 'reply' : 'message' };
}

/** Candidates go through at once: from browser to browser, with how many there were and of which types. */
function candidateArrows(run: readonly TimelineHop[], startedAt: number, text: ConsoleText): Arrow[] {
  return (['caller', 'callee'] as const).flatMap((side) => {
    const own = run.filter(({ from, kind }) => from === side && kind !== 'candidate-applied');
    const [first] = own;
    if (!first) return [];
    const received = own.filter(({ kind }) => kind === 'candidate-received');
    const forwarded = own.some(({ kind }) => kind !== 'candidate-received');
    const counted = received.length > 0 ? received : own.filter(({ kind }) => kind === first.kind);
    const types = [...new Set(counted.flatMap(({ type }) => type ?? []))].join(', ');
    const label = `${text.detail.some(counted.length)}${types && ` (${types})`}`;
    return [
      {
        from: side,
        to: forwarded ? other(side) : 'gateway',
        label,
        at: first.at - startedAt,
        look: 'message' as const,
      },
    ];
  });
}

/** The rung that is missing, overdue or waited for. */
function absentArrow(detail: HandshakeDetail, text: ConsoleText): Arrow | undefined {
  const { outcome, timeline, overdue } = detail;
  const { stage, owedBy } = overdue ?? detail;
  if (!stage || (outcome !== 'failed' && outcome !== 'pending')) return undefined;
  // What was refused or threw stands there already.
  if (timeline.some(({ kind, result }) => kind === stage && result !== 'reached')) return undefined;
  const look = outcome === 'failed' ? 'missing' : overdue ? 'overdue' : 'awaited';
  const state = { missing: text.detail.missing, overdue: text.words.overdue, awaited: text.detail.waiting }[look];
  return { ...absentWay(stage, owedBy), label: `${rungName(stage, text.words)}: ${state}`, look };
}

function absentWay(stage: Stage, owedBy: string | undefined): { from: Lane; to: Lane } {
  if (stage === 'candidates-exchanged' && owedBy === 'callee') return { from: 'callee', to: 'caller' };
  if (stage === 'candidates-exchanged' || !/^(offer|answer)-/.test(stage)) return { from: 'caller', to: 'callee' };
  const author: Side = stage.startsWith('offer') ? 'caller' : 'callee';
  const reader = other(author);
  if (stage.endsWith('-created')) return { from: author, to: author };
  if (stage.endsWith('-received')) return { from: author, to: 'gateway' };
  if (stage.endsWith('-forwarded') || stage.endsWith('-delivered')) return { from: 'gateway', to: reader };
  return { from: reader, to: reader };
}
