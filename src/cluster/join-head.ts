import { validateJoin } from '../relay/validate.js';

/** An event `join-room` as the Socket.IO protocol has it, revision 5: its type, perhaps an acknowledgement id, and JSON. */
const joins = /^2(\d*)(\["join-room",.*)$/s;

/** The room that a message asks for: a join is read here, whichever instance has the room that its participant is in now. */
export function roomOf(message: string): string | undefined {
  const [, , event] = joins.exec(message) ?? [];
  if (event === undefined) return undefined;
  try {
    const [, ...args] = JSON.parse(event) as unknown[];
    const join = validateJoin(args);
    return join.ok ? join.value.room : undefined;
  } catch {
    return undefined;
  }
}

/** Is a message what a join is answered with: its acknowledgement, or, where none was asked for, what a page gets instead? */
export function answers(message: string, join: string): boolean {
  const [, ack = ''] = joins.exec(join) ?? [];
  return ack === '' ? /^2\d*\["(?:room-users|signaling-error)",/.test(message) : message.startsWith(`3${ack}[`);
}
