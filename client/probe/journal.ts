import type { Report } from '../../protocol/reports.js';
import type { PageClock } from './clock.js';
import type { Log } from './log.js';
import type { Note } from './log-entry.js';
import type { Mail } from './mail.js';
import type { Loose } from './loose.js';
import { quietly } from './natives.js';

/** Where everything that was seen is written down: for the gateway, and for the browser's console. */
export class Journal {
  readonly #clock: PageClock;
  readonly #mail: Mail;
  readonly #log: Log | undefined;
  /** The page has described a connection. */
  greeted = false;

  constructor(clock: PageClock, mail: Mail, log: Log | undefined) {
    this.#clock = clock;
    this.#mail = mail;
    this.#log = log;
  }

  now(): number {
    return this.#clock.now();
  }

  /** The first exchange comes before there is anything to say, so that what is said comes with the offset of the clocks. */
  hello(): void {
    if (this.greeted) return;
    this.greeted = true;
    if (!this.#clock.offsetAt(this.now())) this.#mail.hurry();
  }

  /** Reached, or failed where `more` names a failure. */
  tell(step: Report['step'], more: Loose<Partial<Report>> = {}): void {
    const report = { step, result: more.failure ? 'failed' : 'reached', at: this.now(), ...more } as Report;
    this.#mail.add(report);
    quietly(() => this.#log?.add({ report }));
  }

  /** For the console only. */
  note(connection: number, note: Note, detail?: string): void {
    quietly(() => this.#log?.add({ connection, note, detail }));
  }
}
