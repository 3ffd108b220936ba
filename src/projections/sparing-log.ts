import type { Hop } from '../domain/hop.js';
import type { Diagnosis, Projection } from '../hops/projection.js';

/** Lines of refused and failed hops that are written in a second; what more there are is told as a number. */
export const refusalLines = 50;

/** A log that a flood of refusals cannot fill: the first of each second are lines, the others one line in the end. */
export class SparingLog implements Projection {
  readonly name: string;
  private second = 0;
  private written = 0;
  private omitted = 0;

  /** @param tellOmitted writes how many refusals have no line of their own */
  constructor(
    private readonly log: Projection,
    private readonly tellOmitted: (count: number) => void,
  ) {
    this.name = log.name;
  }

  onHop(hop: Hop): void {
    const second = Math.floor(hop.at / 1000);
    if (second !== this.second) {
      this.tell();
      this.second = second;
      this.written = 0;
    }
    if (hop.result !== 'reached' && ++this.written > refusalLines) this.omitted++;
    else this.log.onHop?.(hop);
  }

  onProgress(diagnosis: Diagnosis): void {
    this.log.onProgress?.(diagnosis);
  }

  onVerdict(diagnosis: Diagnosis): void {
    this.log.onVerdict?.(diagnosis);
  }

  close(): void {
    this.tell();
  }

  private tell(): void {
    if (this.omitted > 0) this.tellOmitted(this.omitted);
    this.omitted = 0;
  }
}
