import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { inSlices, TimeSlice } from '../telemetry/event-loop.js';

/** Each as JSON. */
export function jsonOf(items: Iterable<object>): Promise<string[]> {
  return inSlices(items, (item) => [JSON.stringify(item)]);
}

/** Characters that are sent at once. */
const pieceChars = 65_536;

/**
 * An object with a list, as JSON, a line for each item. A long one is sent piece by piece, an iteration of the event loop for each.
 *
 * @param items each as JSON
 * @param rest what else the object has
 */
export function jsonList(name: string, items: readonly string[], rest: object = {}): StreamableFile {
  return new StreamableFile(Readable.from(pieces(name, items, rest)), { type: 'application/json; charset=utf-8' });
}

async function* pieces(name: string, items: readonly string[], rest: object): AsyncGenerator<string> {
  const slice = new TimeSlice();
  let piece = `{${JSON.stringify(name)}:[`;
  let between = '\n';
  for (const item of items) {
    piece += between + item;
    between = ',\n';
    if (piece.length < pieceChars) continue;
    yield piece;
    piece = '';
    if (slice.over) await slice.next();
  }
  yield `${piece}\n]${Object.entries(rest).map(fieldOf).join('')}}`;
}

function fieldOf([name, value]: [string, unknown]): string {
  return value === undefined ? '' : `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
}
