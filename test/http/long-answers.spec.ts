import { describe, expect, it } from '@jest/globals';
import { FewAtOnce } from '../../src/http/everywhere/few-at-once.js';

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('answers that take their time', () => {
  it('are so many at once and no more, and make room when they are given', async () => {
    const few = new FewAtOnce();
    const { promise, resolve } = Promise.withResolvers<string>();
    const underWay = numbers(32).map(() => few.run(() => promise));

    await expect(few.run(() => promise)).rejects.toMatchObject({ status: 503 });
    resolve('given');
    await Promise.all(underWay);

    expect(await few.run(() => promise)).toBe('given');
  });

  it('make room when they fail, too', async () => {
    const few = new FewAtOnce();
    const failing = numbers(40).map(() =>
      few.run(() => Promise.reject(new Error('broken'))).catch((error: Error) => error.message),
    );

    expect((await Promise.all(failing)).filter((message) => message === 'broken')).toHaveLength(32);
    expect(await few.run(() => Promise.resolve('given'))).toBe('given');
  });
});
