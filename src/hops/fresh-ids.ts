import { randomFillSync } from 'node:crypto';
import type { HandshakeRef } from '../domain/hop.js';
import { now } from './clock.js';

/** Randomness is drawn from the system in blocks: for one handshake at a time, that takes longer than all else of its ids. */
const random = Buffer.alloc(8192);
let used = random.length;

function hexOf(bytes: 8 | 16): string {
  if (used + bytes > random.length) {
    randomFillSync(random);
    used = 0;
  }
  return random.toString('hex', used, (used += bytes));
}

/** Random ids of a new handshake: its own, and those of its trace and root span (W3C Trace Context, section 3.2.2). */
export function freshIds(): Pick<HandshakeRef, 'id' | 'traceId' | 'spanId' | 'mintedAt'> {
  return { id: hexOf(8), spanId: hexOf(8), traceId: hexOf(16), mintedAt: now() };
}
