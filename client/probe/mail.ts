import type { Report, ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import type { PageClock } from './clock.js';
import type { Loose } from './loose.js';
import { after, cancel, nativeFetch, quietly, type Timer } from './natives.js';

/** As in protocol/reports.ts, which would bring the schema library along. */
const perBatch = 64;
const kept = 256;
const keptSessions = 8;
const patienceMs = 10_000;
/** A page that has had nothing to say for so long is in no call that comes up any more. */
const inCallMs = 60_000;
/** Waits between tries while the gateway is away; after the last, the reports stay until there is a new one. */
const retriesMs = [1000, 2000, 4000, 8000, 16_000];

/**
 * What goes well is gathered for so long, in ms: the gateway asks for a report before it names a page. What fails goes out at
 * once. Less than the gateway takes a report for late (src/diagnosis/handshakes/handshakes.ts).
 */
const gatherMs = 700;

/** An Engine.IO session of the page's signaling. */
interface Session {
  hash: string;
  /** As it stands in the URL of the connection: a load balancer that hashes by it finds the same instance. */
  room: string | undefined;
}

/**
 * Brings the reports to the gateway, in order and one batch at a time. Sent as text/plain, which is what a string is sent
 * as and what needs no preflight (Fetch standard, section 3.3.2: CORS-safelisted request header).
 */
export class Mail {
  readonly #url: string;
  readonly #clock: PageClock;
  /** The newest of the page's signaling, behind those that the gateway has not been told yet. */
  readonly #sessions: Session[] = [];
  readonly #probe = `${Math.random().toString(36)}${Math.random().toString(36)}`.replaceAll('0.', '');
  readonly #queue: Report[] = [];
  /** The newest of those that were told before there was a session: said again with it, as they may have come to where nobody looks for them. */
  #unsigned: Report[] = [];
  #timer: Timer | undefined;
  /** Reports of the queue that are on their way. */
  #sending: number | undefined;
  /** Reports that were lost, and how many of them the batch on its way says. */
  #lost = 0;
  #lostTold = 0;
  #tries = 0;
  /** Asked for while a batch was on its way, which may have gone too early to be an answer. */
  #again = false;
  /** How often it is to report where nobody can ask it, and when its page last had something to say. */
  #everyMs = 0;
  #isBeating = false;
  #saidAt = 0;

  constructor(url: string, clock: PageClock) {
    this.#url = url;
    this.#clock = clock;
  }

  /** Undefined while nothing of the page's signaling was heard. */
  get session(): Session | undefined {
    return this.#sessions[0];
  }

  /** The page's signaling has a session: a page with several of them names each in a batch of its own. */
  identify(hash: string, room: string | undefined): void {
    if (this.#sessions.at(-1)?.hash === hash) return;
    if (this.#sessions.push({ hash, room }) > keptSessions) this.#sessions.shift();
    this.hurry();
  }

  add(report: Report): void {
    this.#saidAt = this.#clock.now();
    // Those on their way are not taken from under the answer to come.
    if (this.#queue.push(report) > kept) this.#lost += this.#queue.splice(this.#sending ?? 0, 1).length;
    if (report.result === 'failed') this.hurry();
    else this.#soon();
  }

  /** Sends what there is, and be it nothing: an exchange tells the clocks apart. */
  hurry(): void {
    if (this.#sending !== undefined) this.#again = true;
    // While the gateway is away its next try is waited for, and only after the last one a new report asks again.
    else if (this.#tries === 0) this.#send();
  }

  /** The page is going: nothing of it will be there to hear an answer. */
  leave(): void {
    quietly(() => {
      const waiting = this.#queue.splice(this.#sending ?? 0);
      while (waiting.length > 0) navigator.sendBeacon(this.#address, this.#batch(waiting.splice(0, perBatch)));
    });
  }

  /** Reports again by itself, where nobody can ask for it and its page may be in a call. */
  #beat(): void {
    if (!this.#everyMs || this.#isBeating || this.#clock.now() - this.#saidAt > inCallMs) return;
    this.#isBeating = true;
    after(this.#everyMs, () => {
      this.#isBeating = false;
      this.hurry();
    });
  }

  #soon(): void {
    if (this.#sending === undefined) this.#timer ??= after(gatherMs, () => this.#send());
  }

  #send(): void {
    cancel(this.#timer);
    this.#timer = undefined;
    this.#again = false;
    if (this.session) this.#queue.unshift(...this.#unsigned.splice(0));
    const reports = this.#queue.slice(0, perBatch);
    const told = this.session;
    this.#sending = reports.length;
    this.#lostTold = this.#lost;
    this.#post(this.#batch(reports)).then(
      (taken) => this.#sent(taken, told),
      () => this.#sent(false),
    );
  }

  /** Did the gateway take the batch, or say that it never will? What it refuses for good is lost. */
  async #post(body: string): Promise<boolean> {
    const sentAt = this.#clock.now();
    const response = await nativeFetch(this.#address, {
      method: 'POST',
      body,
      keepalive: true,
      credentials: 'omit',
      // Not in every browser.
      signal: AbortSignal.timeout?.(patienceMs),
    });
    const answeredAt = this.#clock.now();
    if (!response.ok) {
      const never = response.status < 500 && response.status !== 429;
      if (never) this.#lost += (this.#sending ?? 0) + this.#lostTold;
      return never;
    }
    const { receivedAt, by, everyMs = 0 } = (await response.json()) as ReportReceipt;
    this.#everyMs = everyMs;
    this.#clock.learn(sentAt, receivedAt, answeredAt, by);
    return true;
  }

  #sent(taken: boolean, told?: Session): void {
    const count = this.#sending ?? 0;
    this.#sending = undefined;
    if (taken) {
      const sent = this.#queue.splice(0, count);
      if (!told) this.#unsigned = this.#unsigned.concat(sent).slice(-perBatch);
      this.#lost -= this.#lostTold;
      this.#tries = 0;
      if (told && told === this.session && this.#sessions[1]) {
        this.#sessions.shift();
        this.#again = true;
      }
      if (this.#again) this.#send();
      else if (this.#queue.length > 0) this.#soon();
      this.#beat();
      return;
    }
    const wait = retriesMs[this.#tries++];
    if (wait === undefined) this.#tries = 0;
    else this.#timer = after(wait, () => this.#send());
  }

  get #address(): string {
    const { room } = this.session ?? {};
    return room ? `${this.#url}?room=${room}` : this.#url;
  }

  #batch(reports: Report[]): string {
    const sentAt = this.#clock.now();
    const batch: Loose<ReportBatch> = {
      probe: this.#probe,
      sentAt,
      clock: this.#clock.offsetAt(sentAt),
      socket: this.session?.hash,
      lost: this.#lost || undefined,
      reports,
    };
    return JSON.stringify(batch);
  }
}
