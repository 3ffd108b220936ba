import type { Language } from '../../protocol/languages.js';
import type { Report } from '../../protocol/reports.js';
import { noteWords, notWord, stepWords, whyWords, type Note } from './log-text.js';
import { nativeConsole } from './natives.js';

/** Each stage as a line in the browser's console: what happened, and for a failure what it means. */
export class Log {
  readonly #language: 0 | 1;
  readonly #startedAt = performance.now();

  constructor(language: Language) {
    this.#language = language === 'en' ? 0 : 1;
  }

  report({ step, result, connection, failure, candidates }: Report): void {
    const failed = result === 'failed';
    const { name = '', signalingState, code } = failure ?? {};
    const why = whyWords[`${step} ${code ?? name}`] ?? whyWords[name];
    const counts = Object.entries(candidates ?? {}).map(([type, count]) => `${type} ${count}`);
    const details = [...counts, code ?? name, signalingState].filter(Boolean).join(', ');
    const sentence = stepWords[step][this.#language].replace('~', failed ? notWord[this.#language] : '');
    this.#line(connection, failed ? '✗' : '✓', sentence, details, why?.[this.#language]);
  }

  note(connection: number, note: Note, details?: string): void {
    this.#line(connection, '·', noteWords[note][this.#language], details);
  }

  #line(connection: number | undefined, sign: string, sentence: string, details?: string, why?: string): void {
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(2);
    const line = `[hopline #${connection ?? '-'} ${seconds} s] ${sign} ${sentence}`;
    nativeConsole[sign === '✗' ? 'warn' : 'info'](line + (details ? ` (${details})` : '') + (why ? `: ${why}` : ''));
  }
}
