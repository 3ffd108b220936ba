import type { Participant } from '../../protocol/messages.js';
import type { Report, ReportBatch } from '../../protocol/reports.js';
import type { Refusal } from '../../protocol/rejects.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { Hop } from '../domain/hop.js';
import type { HopDraft, Outcome } from '../hops/step.js';
import type { Way, Written } from '../relay/way.js';

/** What the home of a room has to know of a connection to another instance. */
export type Connection = Pick<Way, 'session' | 'page' | 'language' | 'drawsLadder' | 'answersPings' | 'pass'>;

/** What a page is known by: its probe, the session of its signaling, the descriptions that it speaks of. */
export interface PageRef {
  probe: string;
  session: string | undefined;
  refs: DescriptionRef[];
}

export type DescriptionRef = NonNullable<Report['local']>;

/** A batch of reports on its way to whom it belongs: `by` which instance it was received, and when by that one's clock. */
export interface Carried {
  batch: ReportBatch;
  receivedAt: number;
  by: string;
  /** How often it was kept, since nobody knew whose it is. */
  tries: number;
}

/**
 * Why the reports of a page belong to an instance, the best reason first: its participant's room is at home there, they
 * speak of descriptions that were relayed there, its socket is there, or it has spoken of a call there before.
 */
export const standings = ['home', 'described', 'socket', 'met'] as const;
export type Standing = (typeof standings)[number];

export interface Whereabouts {
  standing: Standing;
  instance: string;
}

/**
 * What instances say to each other: plain data, as it travels as JSON. An **edge** is the instance that holds a
 * participant's socket; the **home** of a room keeps everything else of it.
 */
export interface Messages {
  /** Any instance: is it there, and what does its clock say? */
  hello: object;
  /** Edge: a participant wants to join a room of the home. `known`: it was in the room before that had to move here. */
  enter: { id: string; connection: Connection; args: unknown[]; known?: string[] };
  /** Edge: an event of a participant; `at` by the clock of the edge. */
  event: { id: string; event: string; args: unknown[]; at: number };
  /** Edge: an offer or an answer of a participant was refused there, by a limit. */
  refused: { id: string; event: 'offer' | 'answer'; target: string | undefined; refusal: Refusal };
  /** Edge: the participant's connection is gone, or it has moved to a room of another home. */
  gone: { id: string; reason: string };
  /** Edge: delivery is proved from now on. */
  proves: { id: string };
  /** Edge: what was seen at the participant's end. */
  seen: { hop: Hop };
  /** Edge: everybody who is there, after the two have lost each other for a while. */
  roster: { ids: string[] };
  /** Home: a relayed message. */
  deliver: { id: string; kind: MessageKind; message: object; draft: HopDraft };
  /** Home: an event for a participant. */
  emit: { id: string; event: string; args: unknown[] };
  /** Home: who is in the room. */
  introduce: { id: string; users: Participant[] };
  /** Home: is the participant alive? */
  ask: { id: string };
  /** Home: its connection is to be closed. */
  cut: { id: string };
  /** Home: the participant's room is at home elsewhere after all. */
  moved: { id: string };
  /** Any instance: it is about to stop. */
  bye: object;
  /** Any instance: where do the reports of a page belong, and what is kept of them? */
  whose: { page: PageRef };
  /** Any instance: reports of one page, in order, to whom they belong. */
  reports: { carried: Carried[]; standing: Standing };
}

/** What they are answered with, where they are. */
export interface Replies {
  hello: object;
  /** `moved`: the room is not at home here. */
  enter: { outcome: Outcome<object> } | { moved: true };
  /** `hop` is the message's own, where the participant's edge is to remember it. */
  event: { outcome: Outcome<object>; hop?: HopDraft };
  roster: { unknown: string[] };
  /** `at` by the clock of the edge: when the message had come there. */
  deliver: { written: Written; at: number };
  /** What is `kept` is the asker's now. */
  whose: { at?: Whereabouts; kept: Carried[] };
  /** Of each batch, how many reports belong to a known handshake; `moved`: they belong elsewhere, and were not taken. */
  reports: { accepted: number[] } | { moved: true };
}

export type Kind = keyof Messages;
export type Asked = keyof Replies;
