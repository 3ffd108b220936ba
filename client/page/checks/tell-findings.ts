import type { ChecksText } from '../text/en/checks.js';
import { meaningOf, type Finding, type Meaning } from './findings.js';

/** What the page says first where several things stand in the way. */
const gravity = ['gateway', 'microphone', 'turn', 'stun', 'camera'] as const satisfies Finding['check'][];
const order: Meaning[] = ['problem', 'running', 'note'];

/** A finding in a few words. */
export function rowOf(finding: Finding, text: ChecksText): string {
  return say(text.rows[finding.check], finding) ?? '';
}

/** One line for all findings: what will not work and what to do, or that all is well. */
export function summaryOf(findings: readonly Finding[], text: ChecksText): { meaning: Meaning; sentence: string } {
  const told = gravity.flatMap((check) => findings.find((finding) => finding.check === check) ?? []);
  for (const meaning of order) {
    const found = told.filter((finding) => meaningOf(finding) === meaning);
    if (meaning === 'running' && found.length > 0) return { meaning, sentence: text.checking };
    for (const finding of found) {
      const sentence = say(text.summaries[finding.check], finding);
      if (sentence !== undefined) return { meaning, sentence };
    }
  }
  return { meaning: 'well', sentence: text.well };
}

/** How far calls reach without a relay; undefined where there is one, and where it is not known. */
export function reachOf(findings: readonly Finding[]): 'none' | 'stun' | undefined {
  const codeOf = (check: Finding['check']) => findings.find((finding) => finding.check === check)?.code;
  const [stun, turn] = [codeOf('stun'), codeOf('turn')];
  if (turn !== 'none' || stun === undefined || stun === 'checking' || stun === 'not-known') return undefined;
  return stun === 'none' ? 'none' : 'stun';
}

type Words = Readonly<Record<string, string | ((value: string) => string)>>;

function say(words: Words | undefined, { check, code, value }: Finding): string | undefined {
  const said = words?.[code];
  if (typeof said !== 'function') return said;
  if (value === undefined) return said('');
  return said(check === 'gateway' ? String(Math.round(value)) : ` (${value})`);
}
