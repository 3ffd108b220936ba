import type { IncomingMessage } from 'node:http';
import { fingerprint } from '../../protocol/facts.js';
import type { EngineSocket } from '../connections/engine-socket.js';
import { pageMarks, type PageMarks } from '../connections/page-marks.js';
import { sessionOf } from './web-sockets.js';

/** Injection token: the address of a connection's client, as limits count it. */
export const ADDRESS_OF = Symbol('address of');
export type AddressOf = (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string;

/** Where a connection comes from. */
export interface Origin {
  /** Of its client, as limits count it. */
  address: string;
  page: PageMarks;
  /** Hash of its Engine.IO session. */
  session: string;
  /** That it asks for in its URL, else the value of its `Accept-Language` header. */
  language: string | undefined;
}

/** Read once, before the request is slimmed. */
export function readOrigin(conn: EngineSocket, addressOf: AddressOf): Origin {
  const request: IncomingMessage = conn.request;
  const address = addressOf(request);
  const session = fingerprint(sessionOf(conn));
  const language = languageIn(request.url) ?? request.headers['accept-language'];
  return { address, page: pageMarks(request, address), session, language };
}

/** A page whose reader has chosen a language says so in its URL: it cannot change the header. */
function languageIn(url = ''): string | undefined {
  return /[?&]language=([a-z-]{2,16})(?:&|$)/i.exec(url)?.[1];
}
