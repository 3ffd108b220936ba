import { randomBytes } from 'node:crypto';
import type { HandshakeRef } from '../domain/hop.js';
import { now } from './clock.js';

/** Random ids of a new handshake: its own, and those of its trace and root span (W3C Trace Context, section 3.2.2). */
export function freshIds(): Pick<HandshakeRef, 'id' | 'traceId' | 'spanId' | 'mintedAt'> {
  const hex = randomBytes(32).toString('hex');
  return { id: hex.slice(0, 16), spanId: hex.slice(16, 32), traceId: hex.slice(32), mintedAt: now() };
}
