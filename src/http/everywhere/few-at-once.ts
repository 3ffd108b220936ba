import { ServiceUnavailableException } from '@nestjs/common';

/** Answers that are put together at once. */
const few = 32;

/** Long answers take turns of the loop: without a bound, whoever asks on and on has ever more of them under way, and in memory. */
export class FewAtOnce {
  private underWay = 0;

  /** @throws ServiceUnavailableException where there are as many as there may be */
  async run<T>(answer: () => Promise<T>): Promise<T> {
    if (this.underWay >= few)
      throw new ServiceUnavailableException('Too much is asked at once. Ask again in a moment.');
    this.underWay++;
    try {
      return await answer();
    } finally {
      this.underWay--;
    }
  }
}
