import { randomFillSync } from 'node:crypto';
import type { HandshakeRef } from '../domain/hop.js';
import { now } from './clock.js';

/** Bytes of one handshake's ids; they are drawn for many at once, as a call for each takes ten times as long. */
const bytes = 32;
const pool = Buffer.alloc(256 * bytes);
let used = pool.length;

/** Random ids of a new handshake: its own, and those of its trace and root span (W3C Trace Context, section 3.2.2). */
export function freshIds(): Pick<HandshakeRef, 'id' | 'traceId' | 'spanId' | 'mintedAt'> {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const hex = pool.toString('hex', used, (used += bytes));
  return { id: hex.slice(0, 16), spanId: hex.slice(16, 32), traceId: hex.slice(32), mintedAt: now() };
}
