import type { Report } from '../../protocol/reports.js';
import type { Hop } from '../../src/domain/hop.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import type { Diagnosis } from '../../src/hops/hop-watcher.js';
import { MissingOfferDetector } from '../../src/diagnosis/missing-offers/missing-offer-detector.js';
import { Handshakes } from '../../src/diagnosis/handshakes/handshakes.js';
import { storyWaits } from '../domain/hops.js';
import { reportsOn } from './reporting.js';
import { refOf, room } from './stories.js';

export const described = (session: string) => ({ session, version: 'v1', ufrag: `u${session}` });

/** Who answers when asked: the connection with a pong, the probe with a report. */
interface Person {
  id: string;
  username: string;
  probe?: boolean;
  dead?: boolean;
}

const sight = () => ({ transport: true, page: false });

/**
 * A gateway's watchers on a stream of their own, at the time of the faked clock.
 *
 * @param uncertaintyMs of the clock of every page, as its probe has measured it; null: it was not measured here
 * @param behindMs how far its clock is behind in truth
 * @param delayMs how long its reports are on their way
 */
export function gathering({
  uncertaintyMs = 5,
  behindMs = 0,
  delayMs = 0,
}: { uncertaintyMs?: number | null; behindMs?: number; delayMs?: number } = {}) {
  const clock = uncertaintyMs === null ? {} : { clock: { offsetMs: 0, uncertaintyMs } };
  const verdicts: Diagnosis[] = [];
  const stream = new HopStream((where, error) => {
    throw new Error(where, { cause: error });
  });
  const people = new Map<string, Person>();
  const now = Date.now;
  const ask = (id: string) => {
    if (!people.get(id)?.dead) setTimeout(() => stream.emit(hop('alive', { from: { id }, seenBy: 'transport' })), 5);
  };
  const requestReport = (id: string) => {
    if (people.get(id)?.probe) setTimeout(() => report(id), 20);
  };
  const { pages, reports } = reportsOn(stream, {
    limit: 100,
    sight,
    openOf: (id) => handshakes.openOf(id),
    counted: () => undefined,
    heard: (id) => missingOffers.heard(id),
    now,
  });
  const options = { stream, pages, waits: storyWaits, ask, requestReport, now };
  const missingOffers = new MissingOfferDetector({ ...options, sight });
  const handshakes = new Handshakes({
    ...options,
    limit: 100,
    limitOfOne: 100,
    ownerOf: (id) => id,
    onDropped: () => undefined,
  });
  const told = { name: 'told', onVerdict: (diagnosis: Diagnosis) => void verdicts.push(diagnosis) };
  stream.watch(handshakes, pages, reports, missingOffers, told);

  function hop(kind: Hop['kind'], more: Partial<Hop> = {}): Hop {
    return { kind, result: 'reached', seenBy: 'gateway', at: now(), tookMs: 0, ...more };
  }
  function report(id: string, ...said: (Omit<Report, 'at' | 'result'> & Partial<Report>)[]): void {
    reports.take({
      probe: `pageof${id.slice(0, 4)}`,
      sentAt: now() - delayMs,
      ...clock,
      socket: `s${id.slice(0, 4)}`,
      reports: said.map((one) => ({ at: now() - delayMs - behindMs, result: 'reached', ...one })),
    });
  }
  /** The page of one is also that of another: a second socket, or a new one after a reconnect. */
  function share(id: string, other: string): void {
    reports.take({
      probe: `pageof${id.slice(0, 4)}`,
      sentAt: now() - delayMs,
      ...clock,
      socket: `s${other.slice(0, 4)}`,
      reports: [],
    });
  }
  return {
    share,
    stream,
    verdicts,
    report,
    hop,
    join: (person: Person) => {
      people.set(person.id, person);
      const { id, username } = person;
      stream.emit(hop('joined', { room, from: { id, username, session: `s${id.slice(0, 4)}` } }));
      if (person.probe) report(id);
    },
    /** An offer that passes and is in the browser of its callee. */
    offer: (from: string, to: string, session = from.slice(0, 1) + to.slice(0, 1)) => {
      const way: Partial<Hop> = {
        message: 'offer',
        room,
        from: { id: from },
        to: { id: to, sight: { transport: true, page: false } },
        handshake: refOf(`call${session}`, { caller: from, callee: to }),
        description: {
          ...described(session),
          bytes: 3000,
          media: { audio: 1, video: 0, application: 0 },
          candidates: { host: 1, srflx: 0, prflx: 0, relay: 0 },
        },
      };
      stream.emit(hop('offer-received', way));
      stream.emit(hop('offer-forwarded', way));
      stream.emit(hop('offer-delivered', { ...way, seenBy: 'transport' }));
    },
    leave: ({ id }: Person) => stream.emit(hop('left', { room, from: { id }, departure: 'closed' })),
  };
}
