import { validateJoin } from '../relay/validate.js';

/** An event `join-room` as the Socket.IO protocol has it, revision 5: its type, perhaps an acknowledgement id, and JSON. */
const joins = /^2\d*(\["join-room",.*)$/s;

/** The room that a message asks for: a join is read here, whoever has the room that its participant is in now. */
export function roomOf(message: string): string | undefined {
  const [, event] = joins.exec(message) ?? [];
  if (event === undefined) return undefined;
  try {
    const [, ...args] = JSON.parse(event) as unknown[];
    const join = validateJoin(args);
    return join.ok ? join.value.room : undefined;
  } catch {
    return undefined;
  }
}
