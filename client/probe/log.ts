import type { Language } from '../../protocol/languages.js';
import type { LogEntry, NewLogEntry } from './log-entry.js';
import type * as LogLines from './log-lines.js';
import { quietly } from './natives.js';

/** Module of log-lines.ts, beside the probe: words are many, and few pages ask for them. */
const module = 'probe-log.js';

/** What goes to the browser's console waits here until the words have come. */
export class Log {
  readonly #startedAt = performance.now();
  readonly #waiting: LogEntry[] = [];
  #write = (entry: LogEntry): void => void this.#waiting.push(entry);

  constructor(gateway: string, language: Language) {
    void this.#load(gateway, language);
  }

  async #load(gateway: string, language: Language): Promise<void> {
    try {
      const { logLines } = (await import(/* @vite-ignore */ gateway + module)) as typeof LogLines;
      this.#write = logLines(language);
    } catch {
      this.#write = () => undefined;
    }
    for (const entry of this.#waiting.splice(0)) quietly(() => this.#write(entry));
  }

  add(entry: NewLogEntry): void {
    this.#write({ ...entry, at: performance.now() - this.#startedAt });
  }
}
