import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Share } from '../../telemetry/turns.js';

/**
 * Writes an answer as lines of JSON: the items of its lists, each with the name of its list, and what is left of it at the
 * end, by which whoever reads it knows that it is whole. In turns of the loop: a thousand handshakes in one piece would
 * block it for 10 to 15 ms, here and where they are read. No faster than it is read; whoever has gone is written to no more.
 */
export async function writeAnswer(response: ServerResponse, answer: object): Promise<void> {
  await pipeline(Readable.from(written(answer)), response).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}

async function* written(answer: object): AsyncGenerator<string> {
  const rest: Record<string, unknown> = { ...answer };
  const share = new Share();
  for (const [list, items] of Object.entries(rest)) {
    if (!Array.isArray(items)) continue;
    rest[list] = [];
    for (const item of items) {
      if (share.over) await share.turn();
      yield `${JSON.stringify([list, item])}\n`;
    }
  }
  yield `${JSON.stringify(rest)}\n`;
}

/** What was written so; undefined where its end is missing. */
export async function readAnswer(input: AsyncIterable<string>): Promise<object | undefined> {
  const lists: Record<string, unknown[]> = {};
  for await (const line of linesOf(input)) {
    const read = JSON.parse(line) as [string, unknown] | Record<string, unknown>;
    if (!Array.isArray(read)) return { ...read, ...lists };
    const [list, item] = read;
    (lists[list] ??= []).push(item);
  }
  return undefined;
}

/** The lines of a text that comes in pieces; what does not end is none. */
export async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of input) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
