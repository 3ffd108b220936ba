import type { Language } from '../../protocol/languages.js';
import type { Report } from '../../protocol/reports.js';
import type { LogEntry } from './log-entry.js';
import { noteWords, notWord, overBoundWords, packetWords, refusedWord, stepWords, whyWords } from './log-text.js';
import { nativeConsole } from './natives.js';

/** One line in the browser's console. */
interface Line {
  sign: '✓' | '✗' | '·';
  connection?: number | undefined;
  sentence: string;
  details?: string | undefined;
  why?: string | undefined;
}

/** Writes each stage to the browser's console as a line that a person reads: what happened, and of a failure what it means. */
export function logLines(language: Language): (entry: LogEntry) => void {
  const index = language === 'en' ? 0 : 1;
  const known: Known = { names: new Map(), asked: new WeakMap(), largest: new WeakMap() };
  return (entry) => {
    const line =
      'report' in entry
        ? ofReport(entry.report, index)
        : 'packet' in entry
          ? ofPacket(entry, index, known)
          : 'overBound' in entry
            ? ofBound(known.largest.get(entry.overBound), index)
            : {
                sign: '·' as const,
                connection: entry.connection,
                sentence: noteWords[entry.note][index],
                details: entry.detail,
              };
    if (line) write(line, entry.at);
  };
}

function write({ sign, connection, sentence, details, why }: Line, at: number): void {
  const line = `[hopline #${connection ?? '-'} ${(at / 1000).toFixed(2)} s] ${sign} ${sentence}`;
  nativeConsole[sign === '✗' ? 'warn' : 'info'](line + (details ? ` (${details})` : '') + (why ? `: ${why}` : ''));
}

function ofReport({ step, result, connection, failure, candidates }: Report, index: 0 | 1): Line {
  const failed = result === 'failed';
  const { name = '', signalingState, code } = failure ?? {};
  const why = whyWords[`${step} ${code ?? name}`] ?? whyWords[name];
  const counts = Object.entries(candidates ?? {}).map(([type, count]) => `${type} ${count}`);
  return {
    sign: failed ? '✗' : '✓',
    connection,
    sentence: stepWords[step][index].replace('~', failed ? notWord[index] : ''),
    details: [...counts, code ?? name, signalingState].filter(Boolean).join(', '),
    why: why?.[index],
  };
}

/** What earlier packets have said. */
interface Known {
  /** User names by participant. */
  names: Map<string, string>;
  /** Events that the page waits to be acknowledged, by socket and packet id. */
  asked: WeakMap<object, Map<string, string>>;
  /** The largest event that the page has sent, by socket. */
  largest: WeakMap<object, { event: string; chars: number }>;
}

/**
 * Offers, answers and candidates as they pass, and what was refused; who is who the other packets say (Socket.IO protocol,
 * revision 5: `2` is an event and `3` an acknowledgement, behind them the packet's id).
 */
function ofPacket(
  { packet, went, socket }: { packet: string; went: boolean; socket: object },
  index: 0 | 1,
  { names, asked, largest }: Known,
): Line | undefined {
  const [, type, id = '', json] = /^4([23])(\d*)(\[.*)$/s.exec(packet) ?? [];
  if (json === undefined) return undefined;
  const waiting = asked.get(socket) ?? new Map<string, string>();
  asked.set(socket, waiting);
  if (type === '3') {
    if (went) return undefined;
    const event = waiting.get(id) ?? '';
    waiting.delete(id);
    const [answer] = JSON.parse(json) as [Acknowledgement | null | undefined];
    return answer?.error && refused({ event, ...answer.error }, index);
  }
  const [event, ...payload] = JSON.parse(json) as [string, ...(Packet | Packet[] | null)[]];
  if (went && id) waiting.set(id, event);
  if (went && packet.length > (largest.get(socket)?.chars ?? 0)) largest.set(socket, { event, chars: packet.length });
  const packets = payload.flat().filter((part) => part !== null);
  if (event === 'signaling-error') return went ? undefined : refused(packets[0] ?? {}, index);
  for (const { socketId, sender, username } of packets) {
    const other = socketId ?? sender;
    if (other !== undefined && username !== undefined) names.set(other, username);
  }
  const words = packetWords[`${event} ${went ? 'to' : 'from'}`];
  const { target, sender = target ?? '' } = packets[0] ?? {};
  return words && { sign: '·', sentence: `${words[index]} ${names.get(sender) ?? sender}` };
}

function refused({ event = '', code = '', message = '' }: Refusal, index: 0 | 1): Line {
  return { sign: '✗', sentence: `${event} ${refusedWord[index]}`.trim(), why: `${code}: ${message}` };
}

/** Of what was sent, only the largest can be over the bound. */
function ofBound({ event, chars }: { event: string; chars: number } = { event: '', chars: 0 }, index: 0 | 1): Line {
  const sentence = `${event} ${refusedWord[index]}`.trim();
  return { sign: '✗', sentence, details: chars ? `${chars}` : undefined, why: overBoundWords[index] };
}

interface Packet extends Refusal {
  socketId?: string;
  sender?: string;
  target?: string;
  username?: string;
}

interface Refusal {
  event?: string;
  code?: string;
  message?: string;
}

interface Acknowledgement {
  error?: Refusal;
}
