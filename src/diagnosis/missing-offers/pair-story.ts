import type { HandshakeRef, Hop, HopParticipant } from '../../domain/hop.js';
import { mayPrecede } from '../../domain/moment.js';
import type { RoomMember } from './room-pairs.js';
import { metAt, tells, unclaimed } from './page-facts.js';
import type { Page, Reported } from '../pages/pages.js';
import { hopOf, probeAlive } from '../reports/report-hop.js';

/** What is known of two in a room between whom no offer has come. */
export interface Known {
  readonly ref: HandshakeRef;
  /** Who owes the offer. */
  readonly self: RoomMember;
  readonly other: RoomMember;
  /** Absent where no probe reports. */
  readonly page: Page | undefined;
  readonly others: Page | undefined;
  /** The offer that was made and has not come. */
  readonly offer: Reported | undefined;
  /** Whose page has negotiated a connection that was not relayed here. */
  readonly elsewhere: string | undefined;
  readonly sight: (participant: string) => NonNullable<HopParticipant['sight']>;
  /** Since when the page could be judged, the last pong of its connection, and now, in ms since the Unix epoch. */
  readonly at: number;
  readonly aliveAt: number | undefined;
  readonly now: number;
  /** What was last refused of who owes the offer, without anybody knowing whom it was for. */
  readonly refused: Hop | undefined;
}

/** The same as the hops of a handshake, to be judged by the rules of one; with the last of them it is complete. */
export function storyOf(known: Known): Hop[] {
  const { ref, self, other, page, others, offer, elsewhere, at, aliveAt, now } = known;
  const of = (id: string) => ({ result: 'reached', tookMs: 0, from: { id }, handshake: ref }) as const;
  const met = metHop(known);
  if (!page)
    return [
      met,
      {
        ...of(self.id),
        kind: 'context-checked',
        seenBy: 'gateway',
        at,
        result: 'failed',
        failure: { name: 'insecure' },
      },
    ];
  const since = metAt(self, other);
  const hops = [
    met,
    ...unclaimed(page)
      .filter((one) => tells(one, since, offer))
      .map((one) => hopOf(one, ref, self.id)),
  ];
  if (others) hops.push(probeAlive(other.id, others.heardAt, ref));
  if (aliveAt !== undefined) hops.push({ ...of(self.id), kind: 'alive', seenBy: 'transport', at: aliveAt });
  hops.push(probeAlive(self.id, page.heardAt, ref));
  if (elsewhere !== undefined) hops.push({ ...of(elsewhere), kind: 'negotiated-elsewhere', seenBy: 'probe', at: now });
  return hops;
}

/**
 * How far off the time of an offer may be, in ms, where the clock of its page was not measured here: that clock, and the way of
 * its report.
 */
const clocksApartMs = 5000;

function metHop({ ref, self, other, at, offer, refused, sight }: Known): Hop {
  const person = ({ id, username }: RoomMember) => ({ id, username, sight: sight(id) });
  return {
    kind: 'met',
    result: 'reached',
    seenBy: 'gateway',
    at,
    tookMs: 0,
    room: self.room,
    from: person(self),
    to: person(other),
    handshake: ref,
    ...(offer && refused && mayPrecede({ uncertaintyMs: clocksApartMs, ...offer }, refused) && refusalOf(refused)),
  };
}

/** The page has sent its offer, in a shape or by a name that the gateway refused. */
function refusalOf({ reason, detail, event }: Hop): Pick<Hop, 'reason' | 'detail'> {
  const why = detail ?? (event === undefined ? undefined : `Event \`${event}\`.`);
  return { ...(reason && { reason }), ...(why !== undefined && { detail: why }) };
}
