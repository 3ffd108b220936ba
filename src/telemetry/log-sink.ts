/** Called once: a chunk is written, or is lost for this reason. */
export type OnChunkWritten = (error?: Error | null) => void;

/** What the log is written to. */
export interface Outlet {
  /** Begins to write a chunk, and waits for nothing. */
  write(chunk: string, written: OnChunkWritten): void;
  /** The process exits: writes what can be written at once. */
  writeLast(text: string): void;
}

export interface LogSinkEvents {
  /** Lines are lost: what the log goes to takes none, or takes them too slowly. */
  onDropped: (lines: number) => void;
  /** The log is written again; so many lines are missing in it. */
  onResumed: (lines: number) => void;
}

/** Characters that may wait to be written; what comes on top is dropped. */
const mostWaiting = 1_048_576;
/** Lines that are written at once, so that one failure loses no more. */
const linesAtOnce = 256;
/** After a failure the log is tried again in this long, and says as rarely what is missing, in ms. */
const pauseMs = 1000;
/** How long the end of the process waits for the log, in ms. */
const lastWordMs = 1000;

/**
 * Where the log goes. One chunk is under way at a time and the rest waits, within a bound: a disk that is full, a reader
 * that has gone or one that does not read costs lines, which are counted, and never a call.
 */
export class LogSink {
  private readonly waiting: string[] = [];
  private chars = 0;
  private underWay = false;
  private pause: NodeJS.Timeout | undefined;
  private missing = 0;
  private toldAt = -Infinity;
  private drained: (() => void) | undefined;
  private events: LogSinkEvents | undefined;

  private readonly exiting = () => this.outlet.writeLast(this.waiting.splice(0).join(''));

  constructor(private readonly outlet: Outlet) {
    process.on('exit', this.exiting);
  }

  /** Called once. */
  watch(events: LogSinkEvents): void {
    this.events = events;
  }

  /** Takes a line with its end. */
  write(line: string): void {
    if (this.chars + line.length > mostWaiting) {
      this.drop(1);
      return;
    }
    this.waiting.push(line);
    this.chars += line.length;
    this.next();
  }

  /** Waits until everything is written, for a second at most. */
  async close(): Promise<void> {
    this.tell();
    if (this.idle) {
      process.off('exit', this.exiting);
      return;
    }
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, lastWordMs);
      this.drained = () => {
        clearTimeout(late);
        process.off('exit', this.exiting);
        resolve();
      };
    });
  }

  private get idle(): boolean {
    return !this.underWay && this.waiting.length === 0;
  }

  private next(): void {
    if (this.underWay || this.pause) return;
    if (this.idle) return this.drained?.();
    const lines = this.waiting.splice(0, linesAtOnce);
    const chunk = lines.join('');
    this.chars -= chunk.length;
    this.underWay = true;
    this.outlet.write(chunk, (error) => {
      this.underWay = false;
      if (error) this.failed(lines.length);
      else this.written();
    });
  }

  private written(): void {
    this.next();
    // Now that there is room for a line.
    if (performance.now() - this.toldAt > pauseMs) this.tell();
  }

  private failed(lines: number): void {
    this.drop(lines);
    this.pause = setTimeout(() => {
      this.pause = undefined;
      this.next();
    }, pauseMs).unref();
  }

  private drop(lines: number): void {
    this.missing += lines;
    this.events?.onDropped(lines);
  }

  private tell(): void {
    const { missing } = this;
    if (missing === 0) return;
    this.missing = 0;
    this.toldAt = performance.now();
    this.events?.onResumed(missing);
  }
}
