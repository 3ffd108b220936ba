import { describe, expect, it } from '@jest/globals';
import { FewAtOnce } from '../../src/http/everywhere/few-at-once.js';
import { InPieces } from '../../src/http/everywhere/in-pieces.js';
import type { Taker } from '../../src/http/everywhere/others.js';

/** Two instances with nothing between them but what `passes` lets through. */
function twoInstances(
  answer: (question: object) => object | Promise<object>,
  passes: (message: object) => boolean = () => true,
) {
  const takers = new Map<string, Taker>();
  const told: object[] = [];
  const at = (self: string, other: string) =>
    new InPieces({
      names: [other],
      ask: async (instance, question) => takers.get(instance)?.answer(question, self),
      tell: (instance, message) => {
        told.push(message);
        if (passes(message)) takers.get(instance)?.hear(message, self);
      },
      serve: (taker) => void takers.set(self, taker),
    });
  const [here, there] = [at('here', 'there'), at('there', 'here')];
  here.serve({ answer: () => ({}), hear: () => undefined });
  there.serve({ answer, hear: () => undefined });
  return { ask: (question: object) => here.ask('there', question), told };
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('what another instance has to say', () => {
  it('comes whole and in its order, a hundred items of a list at once', async () => {
    const { ask, told } = twoInstances(() => Promise.resolve({ long: numbers(250), short: numbers(3), more: true }));

    expect(await ask({})).toEqual({ long: numbers(250), short: numbers(3), more: true });
    expect(told).toHaveLength(3);
  });

  it('is no answer where a piece of it was lost', async () => {
    let pieces = 0;
    const { ask } = twoInstances(
      () => Promise.resolve({ long: numbers(250) }),
      () => ++pieces !== 2,
    );

    expect(await ask({})).toBeUndefined();
  });

  it('is no answer where it does not come in time', async () => {
    const { ask } = twoInstances(() => new Promise(() => {}));

    expect(await ask({})).toBeUndefined();
  });

  it('is one message where nothing in it is long', async () => {
    const { ask, told } = twoInstances((question) => ({ question, list: numbers(100) }));

    expect(await ask({ kind: 'readers' })).toEqual({ question: { kind: 'readers' }, list: numbers(100) });
    expect(told).toEqual([]);
  });
});

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
