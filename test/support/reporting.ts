import type { Report, ReportBatch } from '../../protocol/reports.js';
import { defaultBounds } from '../../src/bounds/bounds.js';
import type { HandshakeRef, Hop } from '../../src/domain/hop.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { Deductions } from '../../src/diagnosis/deductions/deductions.js';
import { Descriptions } from '../../src/diagnosis/pages/descriptions.js';
import { Pages } from '../../src/diagnosis/pages/pages.js';
import { Reports, type Arrival, type ReportsOptions } from '../../src/diagnosis/reports/reports.js';
import { joined, left, morning, storyOf, type anna } from './stories.js';

export type Person = typeof anna;
export type Said = Omit<Report, 'at' | 'result'> & Partial<Report>;

/** What a report names a description by, and the hop of one that came with it. */
export const of = (session: string) => ({ session, version: 'v1', ufrag: `u${session}` });
export const described = (hop: Hop, session: string): Hop => ({
  ...hop,
  description: {
    ...of(session),
    bytes: 3400,
    media: { audio: 1, video: 0, application: 0 },
    candidates: { host: 0, srflx: 0, prflx: 0, relay: 0 },
  },
});

/** A description of a handshake, from its caller or its callee. */
export function sent(ref: HandshakeRef, kind: 'offer' | 'answer', session: string): Hop {
  const { offerReceived, answerReceived } = storyOf(ref);
  const [from, to] = kind === 'offer' ? [ref.caller, ref.callee] : [ref.callee, ref.caller];
  return described(
    { ...(kind === 'offer' ? offerReceived : answerReceived), from: { id: from }, to: { id: to } },
    session,
  );
}

const sessionOf = ({ username }: Person) => `s${username.toLowerCase()}`;

/** The intake of reports, and what it knows of pages and descriptions, for a stream; it watches nothing yet. */
export function reportsOn(
  stream: HopStream,
  options: Pick<ReportsOptions, 'counted' | 'sight' | 'openOf' | 'heard' | 'now'> & { limit: number },
) {
  const limit = 100;
  const bounds = { ...defaultBounds, handshakes: options.limit };
  const pages = new Pages(options.limit, (page) => reports.proved(page));
  const descriptions = new Descriptions(limit, (id) => pages.isHere(id));
  const unheard = { liveOf: () => [], ask: () => undefined };
  const deductions = new Deductions({
    ...unheard,
    stream,
    pages,
    descriptions,
    bounds: { ...bounds, handshakes: limit },
  });
  const reports = new Reports({ ...options, bounds, trusts: false, descriptions, deductions, stream, pages });
  return { pages, descriptions, deductions, reports };
}

/** The intake on a stream of its own, and the hops that come of it. */
export function intake({ limit = 100, open = [] }: { limit?: number; open?: readonly HandshakeRef[] } = {}) {
  const hops: Hop[] = [];
  const alive: Hop[] = [];
  const counts = { matched: 0, held: 0, unmatched: 0 };
  /** Whose delivery is proved, now. */
  const overWebSocket = new Set<string>();
  const stream = new HopStream((where, error) => {
    throw new Error(where, { cause: error });
  });
  const counted = (result: keyof typeof counts, reports: number) => void (counts[result] += reports);
  const { pages, descriptions, deductions, reports } = reportsOn(stream, {
    limit,
    counted,
    sight: (id) => ({ transport: overWebSocket.has(id) }),
    openOf: () => open,
    heard: () => undefined,
    now: () => morning + 100,
  });
  const notes = {
    name: 'hops',
    onHop: (hop: Hop) => {
      if (hop.seenBy === 'probe') (hop.kind === 'probe-alive' ? alive : hops).push(hop);
    },
  };
  stream.watch(pages, reports, deductions, notes);
  const take = (said: Said | readonly Said[], more: Partial<ReportBatch> = {}, arrival?: Arrival) =>
    reports.take(
      {
        probe: 'pageofnobody',
        sentAt: morning,
        reports: [said].flat().map((report) => ({ at: morning, result: 'reached', ...report })),
        ...more,
      },
      arrival,
    ).accepted;
  return {
    hops,
    alive,
    counts,
    pages,
    descriptions,
    take,
    emit: (...some: Hop[]) => some.forEach((hop) => stream.emit(hop)),
    /** Into the room of a person with a session, over WebSocket or by polling. */
    join: (person: Person, by: 'WebSocket' | 'polling' = 'WebSocket') => {
      if (by === 'WebSocket') overWebSocket.add(person.id);
      stream.emit(joined({ ...person, session: sessionOf(person) } as Person, 0));
    },
    leave: (person: Person) => {
      overWebSocket.delete(person.id);
      stream.emit(left(person, 50));
    },
    /** As the probe of a person's page says it, over HTTP with the session of its signaling; how many were accepted. */
    says: (person: Person, said: Said | readonly Said[], more: Partial<ReportBatch> = {}) =>
      take(said, { probe: `pageof${person.username.toLowerCase()}`, socket: sessionOf(person), ...more }),
    /** Those of one handshake: what was said of it, by whom, and whether that is proved. */
    of: ({ id }: HandshakeRef) =>
      hops
        .filter(({ handshake }) => handshake?.id === id)
        .map(({ kind, from, unproven }) => `${from?.id[0]} ${kind}${unproven ? ' unproven' : ''}`),
  };
}
