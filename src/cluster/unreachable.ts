import { freshIds } from '../hops/fresh-ids.js';
import type { HopStream } from '../hops/hop-stream.js';
import { refuse, step, type HopDraft, type Outcome } from '../hops/step.js';
import { isMessageKind } from '../relay/events.js';
import { messageHops } from '../relay/relay.js';
import { readTarget } from '../relay/validate.js';
import type { Foreigner } from './foreigner.js';

/** The home does not answer: an event is refused at the edge, and an offer gets its verdict from there. */
export function unreachable(
  stream: HopStream,
  { way, room, username, witness, opened }: Foreigner,
  event: string,
  args: unknown[],
): Outcome<object> {
  const { id } = way.socket;
  const draft: HopDraft = { kind: 'event-received', from: { id, username }, room };
  if (isMessageKind(event)) {
    const target = readTarget(args[0]);
    const to = target === undefined ? {} : { to: { id: target } };
    Object.assign(draft, { kind: messageHops[event].received, message: event, between: true, ...to });
    // One that has come to its target has its handshake: only its acknowledgement is lost.
    if (event === 'offer' && target !== undefined && !witness.knows(id, target))
      draft.handshake = opened(target, () => ({ ...freshIds(), caller: id, callee: target }));
  }
  return step(stream, draft, () => refuse<object>('instance-unreachable'));
}

/** What cannot be written again to be handed on. */
export const nestsTooDeep = () => refuse<object>('malformed', 'message: nests too deep');
