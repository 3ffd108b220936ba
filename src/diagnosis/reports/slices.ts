/** Steps of one iteration of the event loop, by what they cost; those behind them have the next ones. */
const atOnce = 16;
/** Steps that wait at most: behind them the next one is taken for each that comes. */
const waitingAtMost = 1024;

interface Step {
  readonly run: () => void;
  readonly cost: number;
}

/** Has what comes of one input done in order, and of a large one in several iterations of the event loop, with messages between them. */
export class Slices {
  private readonly waiting: Step[] = [];
  private taken = 0;
  private scheduled: NodeJS.Immediate | undefined;

  /** @param guard runs a step, whatever it throws */
  constructor(private readonly guard: (run: () => void) => void) {}

  /** Takes a step: at once, where neither another one waits nor too many were taken in this iteration. */
  take(run: () => void, cost = 1): void {
    this.scheduled ??= setImmediate(() => this.next());
    this.waiting.push({ run, cost });
    while (this.waiting.length > waitingAtMost) this.run();
    this.runSome();
  }

  /** Takes all that wait, now. */
  close(): void {
    while (this.waiting.length > 0) this.run();
  }

  private next(): void {
    this.scheduled = undefined;
    this.taken = 0;
    if (this.waiting.length === 0) return;
    this.scheduled = setImmediate(() => this.next());
    this.runSome();
  }

  private runSome(): void {
    while (this.waiting.length > 0 && this.taken < atOnce) this.run();
  }

  private run(): void {
    const step = this.waiting.shift();
    this.taken += step?.cost ?? 0;
    if (step) this.guard(step.run);
  }
}
