import type { Language } from '../../protocol/languages.js';
import type { Report } from '../../protocol/reports.js';
import type { Entry } from './log-entry.js';
import { noteWords, notWord, packetWords, stepWords, whyWords } from './log-text.js';
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
export function logLines(language: Language): (entry: Entry) => void {
  const index = language === 'en' ? 0 : 1;
  const names = new Map<string, string>();
  return (entry) => {
    const line =
      'report' in entry
        ? ofReport(entry.report, index)
        : 'packet' in entry
          ? ofPacket(entry, index, names)
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

/** Offers, answers and candidates as they pass; who is who the other packets say. */
function ofPacket(
  { packet, went }: { packet: string; went: boolean },
  index: 0 | 1,
  names: Map<string, string>,
): Line | undefined {
  const [, json] = /^42\d*(\[.*)$/s.exec(packet) ?? [];
  if (json === undefined) return undefined;
  const [event, ...payload] = JSON.parse(json) as [string, ...(Packet | Packet[] | null)[]];
  const packets = payload.flat().filter((part) => part !== null);
  for (const { socketId, sender, username } of packets) {
    const id = socketId ?? sender;
    if (id !== undefined && username !== undefined) names.set(id, username);
  }
  const words = packetWords[`${event} ${went ? 'to' : 'from'}`];
  const { target, sender = target ?? '' } = packets[0] ?? {};
  return words && { sign: '·', sentence: `${words[index]} ${names.get(sender) ?? sender}` };
}

interface Packet {
  socketId?: string;
  sender?: string;
  target?: string;
  username?: string;
}
