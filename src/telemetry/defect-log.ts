import type { Logger } from 'pino';
import { defectOf } from './defect.js';

/** Defects that are written in a minute: somebody who can bring one about must not fill the log with it. */
const linesAMinute = 30;

/** The defects in the log: where they are, and how many more there were. */
export class DefectLog {
  private minute = 0;
  private written = 0;
  private omitted = 0;

  /** @param now in ms, of a clock that nobody sets */
  constructor(
    private readonly logger: Logger,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param fields says what was at work, in words of ours */
  tell(fields: object, error: unknown, sentence: string): void {
    const minute = Math.floor(this.now() / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.written = 0;
    }
    if (++this.written > linesAMinute) {
      this.omitted++;
      return;
    }
    const { omitted } = this;
    this.omitted = 0;
    this.logger.error({ ...fields, err: defectOf(error), ...(omitted > 0 && { omitted }) }, sentence);
  }
}
