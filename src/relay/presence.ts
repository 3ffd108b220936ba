import { fingerprint } from '../../protocol/facts.js';
import type { IceServers, Join, JoinAck, Other, Participant } from '../../protocol/messages.js';
import type { Departure } from '../domain/hop.js';
import { admit, nobody, type Admission } from '../entry/grant.js';
import type { HopStream } from '../hops/hop-stream.js';
import { done, refuse, step, type HopDraft, type StepResult } from '../hops/step.js';
import type { Leaving, Marks, Member, Rooms } from './rooms.js';
import { validateJoin, validateLeave } from './validate.js';
import type { Connections } from './connections.js';

/** Who comes and who goes, and what the others in the room hear of it. */
export class Presence {
  constructor(
    private readonly rooms: Rooms,
    private readonly stream: HopStream,
    private readonly connections: Connections,
    private readonly iceServers: (participant: string, until?: number) => IceServers,
  ) {}

  /** Joins a room; from another room the participant moves, and stays there when the new one refuses it. */
  join(id: string, args: readonly unknown[]): StepResult<JoinAck> {
    const draft: HopDraft = { kind: 'joined', from: { id } };
    return step(this.stream, draft, (hop) => {
      const admitted = this.admit(hop, id, args);
      if (!admitted.ok) return admitted;
      const { room, replaces, admission } = admitted.value;
      const former = replaces?.map(fingerprint) ?? [];
      this.replace(id, room, former);
      const member = this.enter(id, room, admission, former);
      if (!member.ok) return member;
      this.connections.get(id)?.introduce([...member.value.room.members.values()].map(participant));
      return done(this.joined(member.value));
    });
  }

  /** Leaves the room; a room that is named must be the one the participant is in. */
  leave(id: string, args: readonly unknown[]): StepResult<object> {
    const valid = validateLeave(args);
    const member = this.rooms.member(id);
    if (valid.ok && member && (valid.value ?? member.room.name) === member.room.name) {
      this.depart(member, 'left');
      return done({});
    }
    return step(this.stream, { kind: 'left', from: { id } }, () => (valid.ok ? refuse('not-in-room') : valid));
  }

  /** Puts a participant back into the room that it was in when that lost its instance; the others know it. */
  resume(id: string, args: readonly unknown[]): StepResult<JoinAck> {
    const draft: HopDraft = { kind: 'joined', from: { id } };
    return step(this.stream, draft, (hop) => {
      const admitted = this.admit(hop, id, args);
      if (!admitted.ok) return admitted;
      const { room, admission } = admitted.value;
      const known = this.rooms.member(id);
      const member =
        known?.room.name === room
          ? done(known)
          : this.rooms.join(id, admission, room, { marks: this.marks(id), back: true });
      return member.ok ? done(this.joined(member.value)) : member;
    });
  }

  /** The participant has gone to a room that lives elsewhere. */
  departed(id: string): void {
    const member = this.rooms.member(id);
    if (member) this.depart(member, 'left');
  }

  /** The socket is gone, for the reason Socket.IO gives. */
  disconnected(id: string, reason: string): void {
    const member = this.rooms.member(id);
    const departure = departureOf(reason);
    const broke = departure === 'lost' || (departure === 'closed' && reason !== 'client namespace disconnect');
    if (member) this.depart(member, departure, { broke, cutOff: reason === 'server shutting down' });
  }

  /** Its whole room goes, as the instance stops: nobody is left to be told, and elsewhere they find each other again. */
  moved(id: string): void {
    const member = this.rooms.member(id);
    if (member) this.depart(member, 'cut', { told: false });
  }

  /** Which room is asked for, and as whom the participant may enter it: the hop of the join names both. */
  private admit(hop: HopDraft, id: string, args: readonly unknown[]): StepResult<Join & { admission: Admission }> {
    const valid = validateJoin(args);
    if (!valid.ok) return valid;
    const { session, page, grant = nobody } = this.connections.get(id) ?? {};
    const admitted = admit(grant, valid.value);
    const { username } = admitted.ok ? admitted.value : valid.value;
    hop.from = { id, username, ...(session !== undefined && { session }), ...page };
    hop.room = valid.value.room;
    return admitted.ok ? done({ ...valid.value, admission: admitted.value }) : admitted;
  }

  private joined(member: Member): JoinAck {
    const { id, username, room } = member;
    const users = seenBy(member, [...room.members.values()]);
    return {
      self: { socketId: id, username },
      room: room.name,
      users,
      ...this.iceServers(id, this.connections.get(id)?.grant.until),
    };
  }

  /** A page that is back before its old connection was found dead must not meet itself in the room. */
  private replace(id: string, room: string, former: readonly string[]): void {
    if (former.length === 0) return;
    for (const member of this.rooms.membersOf(room)) {
      const connection = this.connections.get(member.id);
      if (member.id === id || !connection || !former.includes(connection.session)) continue;
      this.depart(member, 'lost');
      connection.cut();
    }
  }

  private marks(id: string): Marks {
    const { session, grant } = this.connections.get(id) ?? {};
    return { session, holder: grant?.holder };
  }

  private enter(id: string, room: string, admission: Admission, replaces: readonly string[]): StepResult<Member> {
    const { username, capacity } = admission;
    const current = this.rooms.member(id);
    if (current?.room.name === room && current.username === username) return done(current);
    if (current?.room.name === room) this.depart(current, 'left');
    else if (current) {
      const seat = this.rooms.seat(room, capacity, current.room);
      if (!seat.ok) return seat;
      this.depart(current, 'left');
    }
    const member = this.rooms.join(id, admission, room, { marks: this.marks(id), replaces });
    if (member.ok) {
      const joined = { ...participant(member.value), polite: false };
      for (const other of member.value.room.members.keys())
        if (other !== id) this.connections.get(other)?.emit('user-joined', joined);
    }
    return member;
  }

  private depart(member: Member, departure: Departure, { told = true, ...how }: Leaving = {}): void {
    const from = { id: member.id, username: member.username };
    step(this.stream, { kind: 'left', from, room: member.room.name, departure }, () => {
      const others = told ? [...member.room.members.values()].filter((other) => other !== member) : [];
      const aware = others.filter((other) => this.rooms.knows(other, member));
      this.rooms.leave(member.id, { ...how, told });
      for (const { id } of aware) this.connections.get(id)?.emit('user-left', member.id);
      return done(undefined);
    });
  }
}

function participant({ id, username }: Member): Participant {
  return { socketId: id, username };
}

/** Everybody in the room as one of them hears it: polite towards everybody who was there before. */
function seenBy(self: Member, members: readonly Member[]): Other[] {
  const own = members.indexOf(self);
  return members.map((member, index) => ({
    ...participant(member),
    ...(index !== own && { polite: index < own }),
  }));
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
    case 'expelled':
      return 'expelled';
    case 'ping timeout':
    // It polled, and has stopped asking.
    case 'forced close':
    case 'unread':
      return 'lost';
    case 'left':
      return 'left';
    default:
      return 'closed';
  }
}
