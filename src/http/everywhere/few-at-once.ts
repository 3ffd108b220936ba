import { ServiceUnavailableException } from '@nestjs/common';

/** Answers in progress at the same time, at most. */
const few = 32;

/**
 * Limits the answers in progress: each takes many iterations of the event loop, and without a limit a client could fill the
 * memory with them.
 */
export class FewAtOnce {
  private underWay = 0;

  /** @throws ServiceUnavailableException when the limit is reached */
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
