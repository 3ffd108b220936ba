import type { Readable } from 'node:stream';
import { messageBytes } from './frames.js';

/**
 * Reads a body beside everybody else who does, and hands it on when it is whole, unless it is longer than a message may be.
 * To be called ahead of the others, so that it is handed on before the last of them has it.
 */
export function copyBody(stream: Readable, whole: (body: Buffer) => void): void {
  let parts: Buffer[] = [];
  let length = 0;
  stream.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= messageBytes) parts.push(part);
    else parts = [];
  });
  stream.on('end', () => {
    if (length <= messageBytes) whole(Buffer.concat(parts, length));
  });
}
