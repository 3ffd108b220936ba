import type { Participant, ServerToClient } from '../../protocol/messages.js';
import type { HopParticipant } from '../domain/hop.js';
import type { Grant } from '../entry/grant.js';
import type { HopDraft } from '../hops/step.js';
import type { Outgoing } from './outgoing.js';
import type { PageMarks } from '../connections/page-marks.js';

/** What can be seen of a message at its target's end. */
export type Sight = NonNullable<HopParticipant['sight']>;

/** A participant's connection: what its page is reached by. */
export interface Connection {
  /** Hash of its Engine.IO session: what a page's probe, and the page itself when it is back, are known by. */
  readonly session: string;
  /** What its connection tells of its page. */
  readonly page: PageMarks;
  /** Value of its `Accept-Language` header. */
  readonly language: string | undefined;
  /** Its page draws the ladder as it grows: `auth: { ladder: true }` at connect. */
  readonly drawsLadder: boolean;
  /** Its page gets verdicts of calls that went well too: `auth: { verdicts: true }` at connect; who draws the ladder draws its end. */
  readonly wantsVerdicts: boolean;
  /** What its token lets it do. */
  readonly grant: Grant;
  /** Pings are sent behind what it is sent, so that its delivery, and its silence, can be proved. */
  readonly answersPings: boolean;
  /** The instance that has its connection does not answer. */
  readonly unreachable: boolean;
  emit<E extends keyof ServerToClient>(event: E, ...args: Parameters<ServerToClient[E]>): void;
  /** Tells it who is in the room: the first thing that a page may acknowledge. */
  introduce(users: Participant[]): void;
  /** Writes a relayed message, and answers with what can be seen of it at its end; `draft` becomes the hop of its delivery. */
  deliver(outgoing: Outgoing, draft: HopDraft): Sight;
  /** Asks for a sign of life; where the connection works, it comes as a hop `alive`. */
  ask(): void;
  /** Closes the connection for good. */
  cut(): void;
  /** Has the participant go on elsewhere, as this instance stops. */
  move(): void;
}
