import type { Participant } from '../../protocol/messages.js';
import type { MessageKind } from '../../protocol/stages.js';
import type { Hop } from '../domain/hop.js';
import type { HopDraft, Outcome } from '../hops/step.js';
import type { Way, Written } from '../relay/way.js';

/** What the home of a room has to know of a connection to another instance. */
export type Connection = Pick<Way, 'session' | 'language' | 'drawsLadder' | 'answersPings' | 'pass'>;

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
  /** Any instance: what it has of a page of the API. */
  view: { path: string; query: unknown };
  /** Any instance: reports of a page's probe. */
  reports: { batch: unknown };
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
  view: { body: unknown };
  reports: { accepted: number };
}

export type Kind = keyof Messages;
export type Asked = keyof Replies;
