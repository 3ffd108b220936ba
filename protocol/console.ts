import { z } from 'zod';
import { addressFamilies, candidateTypes, transportProtocols } from './facts.js';
import { limits } from './limits.js';
import { rejectCodes, type RejectCode } from './rejects.js';
import { evidenceLevels, otherSteps, stages, type Stage } from './stages.js';
import { causeCodes } from './causes.js';
import {
  handshakeViewSchema,
  outcomes,
  owners,
  rungStatuses,
  sides,
  type HandshakeView,
  type Overdue,
  type RungStatus,
} from './verdict.js';

/** Handshakes that a list shows at most. */
export const rowLimit = 1000;

/** What a list of handshakes is narrowed by; the API and the console's address speak of it in the same words. */
export const handshakeFilterSchema = z.strictObject({
  room: z.string().max(limits.roomChars).optional(),
  outcome: z.enum(outcomes).optional(),
  cause: z.enum(causeCodes).optional(),
  owedBy: z.enum(owners).optional(),
  participant: z.string().max(limits.targetChars).optional().describe('Id or name of the caller or the callee'),
  q: z.string().max(limits.roomChars).optional().describe('Part of a name, a room, an id, a trace id or a cause'),
});
/** Whatever has the words of the schema. */
export type HandshakeFilter = { readonly [K in keyof z.infer<typeof handshakeFilterSchema>]?: string | undefined };

/** What a filter looks at. */
export type Filterable = Pick<
  HandshakeView,
  'id' | 'traceId' | 'room' | 'caller' | 'callee' | 'outcome' | 'cause' | 'owedBy'
>;

/** Does the filter let the handshake through? Asked by the gateway and by the console alike. */
export function matches(handshake: Filterable, filter: HandshakeFilter): boolean {
  const { id, traceId, room, caller, callee, cause = '' } = handshake;
  const people = [caller.id, caller.username, callee.id, callee.username];
  const { participant, q = '' } = filter;
  for (const key of ['room', 'outcome', 'cause', 'owedBy'] as const) {
    if (filter[key] !== undefined && filter[key] !== handshake[key]) return false;
  }
  if (participant !== undefined && !people.includes(participant)) return false;
  const sought = q.trim().toLowerCase();
  return sought === '' || [room, id, traceId, cause, ...people].some((text) => text.toLowerCase().includes(sought));
}

/** Of a status, its first letter: they are all different. */
const letterOf = (status: RungStatus) => status.charAt(0);

/** Stands for a rung that is none of this handshake's. */
const noRung = '-';

/** The statuses of a whole ladder as one letter each, from the lowest rung to the highest. */
export function rungLetters(rungs: readonly { readonly stage: Stage; readonly status: RungStatus }[]): string {
  let next = 0;
  return stages
    .map((stage) => {
      const rung = rungs[next];
      if (rung?.stage !== stage) return noRung;
      next++;
      return letterOf(rung.status);
    })
    .join('');
}

/** Reads the letters back. */
export function rungStatusesOf(letters: string): { stage: Stage; status: RungStatus }[] {
  return stages.flatMap((stage, index) => {
    const letter = letters[index];
    if (letter === noRung) return [];
    return [{ stage, status: rungStatuses.find((status) => letterOf(status) === letter) ?? 'unseen' }];
  });
}

/** What a list of refusals is narrowed by. */
export const refusalFilterSchema = z.strictObject({
  room: z.string().max(limits.roomChars).optional(),
  limit: z.coerce.number().int().min(1).max(rowLimit).default(100),
});

/** What was refused of one sender, in the same words each time. */
export const refusalViewSchema = z.object({
  at: z.number().describe("When it was refused last, in milliseconds since the Unix epoch, by the gateway's clock"),
  room: z.string().optional().describe('Where its sender, or the participant it was meant for, is'),
  id: z.string().optional().describe('Of its sender, where it was connected'),
  username: z.string().optional(),
  event: z.string().describe('The event, or `connect`, `request`, `frame`; a hash of a name that is long or not plain'),
  code: z.enum(rejectCodes as [RejectCode, ...RejectCode[]]),
  detail: z.string().optional().describe('Which field broke which rule'),
  count: z.int(),
});
export type RefusalView = z.infer<typeof refusalViewSchema>;

/** A handshake as a row of a list. */
export interface HandshakeRow extends Filterable, Pick<HandshakeView, 'startedAt' | 'settledAt' | 'stage'> {
  rungs: string;
  /** What is late and may still come, only while `pending`. */
  overdue?: Pick<Overdue, 'stage' | 'cause' | 'owedBy'>;
}

/** One hop of a handshake. */
export const timelineHopSchema = z.object({
  kind: z.enum([...stages, ...otherSteps]),
  result: z.enum(['reached', 'refused', 'failed']),
  from: z.enum(sides).describe('Whose message it is, or whose probe has seen it'),
  seenBy: z.enum(evidenceLevels),
  at: z.number().describe("Milliseconds since the Unix epoch, by the gateway's clock"),
  tookMs: z.number(),
  reason: z.string().optional().describe('Reject code, or name of the error'),
  bytes: z.int().optional().describe('Of the description or the candidate'),
  type: z.enum(candidateTypes).optional(),
  protocol: z.enum(transportProtocols).optional(),
  family: z.enum(addressFamilies).optional(),
});
export type TimelineHop = z.infer<typeof timelineHopSchema>;

/** One handshake with everything that is kept of it. */
export const handshakeDetailSchema = handshakeViewSchema.extend({
  timeline: z
    .array(timelineHopSchema)
    .describe('Its hops in the order of time; empty where they are not kept any more'),
  omitted: z.int().describe('Hops that came after the timeline was full'),
  links: z.object({ trace: z.string().optional() }).describe('Where else it can be looked at'),
});
export type HandshakeDetail = z.infer<typeof handshakeDetailSchema>;

/** How far the handshakes of the last hour came. */
export const funnelSchema = z.object({
  minutes: z.int().describe('How far back it counts'),
  outcomes: z.partialRecord(z.enum(outcomes), z.int()).describe('Handshakes that settled, by outcome'),
  rungs: z.array(
    z.object({
      stage: z.enum(stages),
      reached: z.int().describe('Handshakes that reached it, or provably passed it'),
      unseen: z.int().describe('Handshakes of which nobody present could have seen it'),
      stops: z
        .array(
          z.object({ outcome: z.enum(['failed', 'abandoned']), cause: z.enum(causeCodes).optional(), count: z.int() }),
        )
        .describe('Handshakes that stopped here, by cause, the most frequent first'),
    }),
  ),
});
export type FunnelView = z.infer<typeof funnelSchema>;

/** Who is in a room; nobody: the room is gone. */
export interface RoomView {
  room: string;
  participants: { id: string; username: string }[];
}

/** The instances an answer is put together from, where there may be several: whatever the silent ones keep is not in it. */
export const instancesSchema = z.object({
  answered: z.int().describe('How many instances the answer is put together from'),
  silent: z
    .array(z.string())
    .describe('Where the instances are reached that did not answer in time: what they keep is left out'),
});
export type Instances = z.infer<typeof instancesSchema>;

/** What has changed at an instance since the message before, at most four times a second. */
export interface LiveChange {
  /** Where the instance is reached that tells it; absent: it is the one that was asked. */
  instance?: string;
  handshakes: HandshakeRow[];
  rooms: RoomView[];
  sizes: { participants: number; rooms: number; handshakes: number };
  funnel?: FunnelView;
  /** Something was refused: the list of refusals has changed. */
  refused?: true;
}

/** All that an instance has: its first message, and the one after messages were left out for a slow reader. */
export interface LiveSnapshot extends LiveChange {
  funnel: FunnelView;
}

/** What an instance has told holds no more: it does not answer until its next snapshot, or, where it is not `silent`, it has left. */
export interface LiveAway {
  instance: string;
  silent: boolean;
}
