import type { JoinAck, Participant } from '../../protocol/messages.js';
import type { Departure } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import { done, refuse, step, type HopDraft, type Outcome } from '../hops/step.js';
import type { Member, Room, Rooms } from './rooms.js';
import type { Sockets } from './sockets.js';
import { validateJoin, validateLeave } from './validate.js';

/** Who comes and who goes, and what the others in the room are told of it. */
export class Presence {
  constructor(
    private readonly rooms: Rooms,
    private readonly stream: HopStream,
    private readonly sockets: Sockets,
  ) {}

  /** Joins a room; from another room the participant moves, and stays there when the new one refuses it. */
  join(id: string, args: readonly unknown[]): Outcome<JoinAck> {
    const draft: HopDraft = { kind: 'joined', from: { id } };
    return step(this.stream, draft, (hop) => {
      const valid = validateJoin(args);
      if (!valid.ok) return valid;
      const { room, username } = valid.value;
      const session = this.sockets.sessionOf(id);
      hop.from = { id, username, ...(session !== undefined && { session }) };
      hop.room = room;
      const member = this.enter(id, room, username);
      if (!member.ok) return member;
      const users = [...member.value.room.members.values()].map(participant);
      this.sockets.emit(id, 'room-users', users);
      return done({ self: { socketId: id, username }, room, users });
    });
  }

  /** Leaves the room; a room that is named must be the one the participant is in. */
  leave(id: string, args: readonly unknown[]): Outcome<object> {
    const valid = validateLeave(args);
    const member = this.rooms.member(id);
    if (valid.ok && member && (valid.value ?? member.room.name) === member.room.name) {
      this.depart(member, 'left');
      return done({});
    }
    return step(this.stream, { kind: 'left', from: { id } }, () => (valid.ok ? refuse('not-in-room') : valid));
  }

  /** The socket is gone, for the reason Socket.IO gives. */
  disconnected(id: string, reason: string): void {
    const member = this.rooms.member(id);
    if (member) this.depart(member, departureOf(reason));
  }

  private enter(id: string, room: string, username: string): Outcome<Member> {
    const current = this.rooms.member(id);
    if (current?.room.name === room && current.username === username) return done(current);
    if (current?.room.name === room) this.depart(current, 'left');
    else if (current) {
      const seat = this.rooms.seat(room, current.room);
      if (!seat.ok) return seat;
      this.depart(current, 'left');
    }
    const member = this.rooms.join(id, username, room);
    if (member.ok) this.tell(member.value.room, id, 'user-joined', participant(member.value));
    return member;
  }

  private depart(member: Member, departure: Departure): void {
    const from = { id: member.id, username: member.username };
    step(this.stream, { kind: 'left', from, room: member.room.name, departure }, () => {
      this.rooms.leave(member.id);
      this.tell(member.room, member.id, 'user-left', member.id);
      return done(undefined);
    });
  }

  private tell(room: Room, except: string, event: 'user-joined' | 'user-left', payload: Participant | string): void {
    for (const id of room.members.keys()) if (id !== except) this.sockets.emit(id, event, payload);
  }
}

function participant({ id, username }: Member): Participant {
  return { socketId: id, username };
}

/**
 * Socket.IO's reasons: https://socket.io/docs/v4/server-socket-instance/#disconnect. A page that is closed or reloaded
 * while bytes are under way resets its connection, a `transport error`: only a silence is sure to be the network's.
 */
function departureOf(reason: string): Departure {
  switch (reason) {
    case 'server namespace disconnect':
    case 'server shutting down':
    case 'forced server close':
      return 'cut';
    case 'ping timeout':
      return 'lost';
    default:
      return 'closed';
  }
}
