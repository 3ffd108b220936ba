import { randomBytes } from 'node:crypto';
import type { Hop } from '../domain/hop.js';
import { handedOn, type Grant } from '../entry/grant.js';
import type { Origin } from '../relay/origin.js';
import type { SocketConnection } from '../relay/socket-connection.js';

/** What an instance says of a connection that it passes on to another one, as it opens the passage. */
export interface Hello extends Origin {
  /** The room, by the number of its claim: an instance that has lost it takes nobody in. */
  room: string;
  fence: number;
  /** Where the instance is reached that has the connection, and the name by which that says at CONNECT which one it is. */
  via: string;
  name: string;
  /** The Socket.IO id under which the page knows itself. */
  id: string;
  grant: Grant;
  /** It is a WebSocket, whose pongs are passed on. */
  proves: boolean;
  /** Where it was in the room before that had to move: what the instance before has said of it. */
  memo?: Memo;
}

/**
 * What a room's instance says of somebody who is passed on to it, so that the next one can take over: as whom it is in which
 * room, whom it knows to be there, and the hops of its handshakes that go on.
 */
export interface Memo {
  join: { room: string; username: string };
  known: string[];
  /** What its token lets it do by now. */
  grant: Grant;
  open: Hop[];
}

/** What is said of a participant of this instance. */
export function helloOf(
  connection: SocketConnection,
  where: Pick<Hello, 'room' | 'fence' | 'via' | 'address' | 'memo'>,
): Hello {
  const { socket, session, page, language, grant, answersPings } = connection;
  const name = randomBytes(16).toString('hex');
  return { ...where, name, id: socket.id, session, page, language, grant: handedOn(grant), proves: answersPings };
}

const header = 'x-hopline-passage';

export const sayHello = (hello: Hello) => ({ [header]: Buffer.from(JSON.stringify(hello)).toString('base64url') });

/** Undefined where it says nothing; one that has the key of the instances is believed. */
export function hearHello(headers: Readonly<Record<string, unknown>>): Hello | undefined {
  const said = headers[header];
  return typeof said === 'string' ? (JSON.parse(Buffer.from(said, 'base64url').toString()) as Hello) : undefined;
}

/**
 * How an instance closes a passage, beside the codes of RFC 6455: its participant has gone, for the reason that was said before;
 * the room goes to another instance, and the one that passes on brings its participant there; or it was refused a room, and is in none.
 */
export const closing = { gone: 4000, moved: 4001, refused: 4002, broken: 1006 } as const;

/** First character of a memo on a passage, where Engine.IO has the type of a packet; alone, the participant is in no room. */
export const memoMark = 'm';
/** Payloads of WebSocket pings that instances send each other; any other is a browser's to answer. */
export const pings = {
  behind: 'behind',
  /** The participant's connection has become one that answers pings. */
  proves: 'proves',
  /** Why the participant has gone: ahead of the end of its passage. */
  gone: 'gone ',
  /** Its room may go to another instance: nothing is to be passed on any more; nothing is on its way now; it goes on here. */
  hold: 'hold',
  held: 'held!',
  goOn: 'go on',
} as const;
