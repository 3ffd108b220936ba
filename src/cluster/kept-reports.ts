import type { Carried } from './messages.js';

interface Page {
  carried: Carried[];
  timer: NodeJS.Timeout | undefined;
}

/** Pages whose reports are kept, and batches of one page; the oldest go first. */
const pagesKept = 1024;
const batchesKept = 16;

/** Waits before it is asked again whose a page is, in ms; after the last, nobody is expected any more. */
const waitsMs = [250, 1000, 4000];

export interface KeptReportsOptions {
  /** It is time to ask again. */
  again: (probe: string) => void;
  /** Kept for long enough, or too many. */
  giveUp: (carried: Carried[]) => void;
}

/** Batches of pages that nobody knows yet, by their probe, in order. */
export class KeptReports {
  private readonly pages = new Map<string, Page>();

  constructor(private readonly options: KeptReportsOptions) {}

  /** Keeps batches that are asked for again in a while. */
  keep(probe: string, carried: readonly Carried[]): void {
    const page = this.add(
      probe,
      carried.map((one) => ({ ...one, tries: one.tries + 1 })),
    );
    const [oldest] = page.carried;
    const wait = waitsMs[(oldest?.tries ?? 1) - 1];
    if (wait === undefined) this.options.giveUp(this.take(probe));
    else page.timer = setTimeout(() => this.options.again(probe), wait).unref();
  }

  /** Keeps batches for as long as it takes: their page is connected here, and something will tell when it is in a room. */
  keepUntilSettled(probe: string, carried: readonly Carried[]): void {
    this.add(probe, carried);
  }

  /** Hands out what is kept of a page. */
  take(probe: string): Carried[] {
    const page = this.pages.get(probe);
    clearTimeout(page?.timer);
    this.pages.delete(probe);
    return page?.carried ?? [];
  }

  /** What is kept of a page that came last. */
  last(probe: string): Carried | undefined {
    return this.pages.get(probe)?.carried.at(-1);
  }

  /** The pages that have named a session. */
  ofSession(session: string): string[] {
    return [...this.pages.keys()].filter((probe) => this.last(probe)?.batch.socket === session);
  }

  close(): void {
    for (const { timer } of this.pages.values()) clearTimeout(timer);
    this.pages.clear();
  }

  private add(probe: string, carried: readonly Carried[]): Page {
    const page = this.pages.get(probe) ?? { carried: [], timer: undefined };
    this.pages.set(probe, page);
    clearTimeout(page.timer);
    page.carried = [...page.carried, ...carried].toSorted((a, b) => a.batch.sentAt - b.batch.sentAt);
    const tooMany = page.carried.length - batchesKept;
    if (tooMany > 0) this.options.giveUp(page.carried.splice(0, tooMany));
    const [longest] = this.pages.keys();
    if (this.pages.size > pagesKept && longest !== undefined) this.options.giveUp(this.take(longest));
    return page;
  }
}
