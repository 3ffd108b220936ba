import type { CandidateFacts, DescriptionFacts } from '../../protocol/facts.js';
import type { HandshakeRef } from './hop.js';

/** One handshake as two participants' messages show it: enough to say to which one the next message belongs. */
export interface Exchange {
  readonly ref: HandshakeRef;
  /** Absent while only candidates have come, ahead of their offer. */
  readonly offer?: DescriptionFacts;
  /** The last few answers to it, oldest first: some pages answer twice, each time with another connection. */
  readonly answers: readonly DescriptionFacts[];
  /** ICE username fragments of either side, as its descriptions and its candidates name them: the last few. */
  readonly callerUfrags: readonly string[];
  readonly calleeUfrags: readonly string[];
  readonly answered: boolean;
  /** How many offers were open when it was answered. */
  readonly openOffers?: number;
}

/** The handshakes between two participants of a room, oldest first. */
export type Pair = readonly Exchange[];

/** Ids of a new handshake; random, so they come from outside. */
export type Mint = () => Pick<HandshakeRef, 'id' | 'traceId' | 'spanId' | 'parentSpanId' | 'pageSpan' | 'relayedBy'>;

export interface Assigned {
  pair: Pair;
  ref: HandshakeRef;
}

export interface AssignedAnswer extends Assigned {
  /** Offers to its sender that were open when it came, the one that it was given to included: of several, nobody knows. */
  openOffers: number;
  /** Another connection than this one has answered the same offer before, and no other offer of the two is open. */
  surplus: boolean;
}

/** Exchanges kept per pair: late candidates belong to one of the last few. */
const kept = 4;
/** Answers to one offer, and ICE username fragments of one side, that are known again. */
const keptAnswers = 4;
const keptUfrags = 12;

/**
 * An offer opens a handshake, unless it is the very same offer once more: the `o=` session id and version and the ICE
 * username fragment together name a description (RFC 9429, section 5.2.2). Candidates that came ahead of it, however long,
 * have opened it already.
 */
export function assignOffer(pair: Pair, from: string, to: string, offer: DescriptionFacts, mint: Mint): Assigned {
  const same = pair.findLast((exchange) => exchange.ref.caller === from && sameDescription(exchange.offer, offer));
  if (same) return { pair, ref: same.ref };
  const ufrags = ufragsOf(offer);
  const early = pair.findLast(
    ({ ref, offer: known, callerUfrags }) =>
      ref.caller === from && known === undefined && (callerUfrags.length === 0 || share(callerUfrags, ufrags)),
  );
  if (early) return replace(pair, early, { ...early, offer, callerUfrags: withUfrags(early.callerUfrags, ufrags) });
  return open(pair, from, to, mint, { offer, callerUfrags: ufrags });
}

/**
 * An answer belongs to the newest offer made to its sender that is open, or else to the newest; the very same answer once
 * more belongs where it did before, whatever was offered since.
 */
export function assignAnswer(
  pair: Pair,
  from: string,
  answer: DescriptionFacts,
  final: boolean,
): AssignedAnswer | undefined {
  const offered = ({ ref, offer }: Exchange) => ref.callee === from && offer !== undefined;
  const said = ({ answers }: Exchange) => answers.some((known) => sameDescription(known, answer));
  const again = pair.findLast((known) => offered(known) && said(known));
  const exchange =
    again ?? pair.findLast((known) => offered(known) && !known.answered) ?? pair.findLast((known) => offered(known));
  if (exchange === undefined) return undefined;
  const openOffers = (again?.answered ? again.openOffers : undefined) ?? countOpen(pair, exchange);
  const ufrags = ufragsOf(answer);
  // Candidates of this answer that came ahead of it, where there was an answer before, were taken for those of an offer.
  const rest = pair.filter(
    ({ ref, offer, callerUfrags }) => ref.caller !== from || offer !== undefined || !share(callerUfrags, ufrags),
  );
  const assigned = replace(rest, exchange, {
    ...exchange,
    answers: again ? exchange.answers : [...exchange.answers.slice(1 - keptAnswers), answer],
    answered: final || exchange.answered,
    calleeUfrags: withUfrags(exchange.calleeUfrags, ufrags),
    openOffers,
  });
  return { ...assigned, openOffers, surplus: !again && exchange.answered && otherSession(exchange.answers[0], answer) };
}

/**
 * A candidate belongs to the newest exchange whose description, by the same sender, has its ICE username fragment; one
 * that comes ahead of its answer to the open offer, one ahead of its offer to a handshake that the offer will adopt.
 */
export function assignCandidate(pair: Pair, from: string, to: string, candidate: CandidateFacts, mint: Mint): Assigned {
  const { ufrag } = candidate;
  const described = ({ ref, callerUfrags, calleeUfrags }: Exchange) => {
    const own = ref.caller === from ? callerUfrags : calleeUfrags;
    return ufrag === undefined ? own.length > 0 : own.includes(ufrag);
  };
  // An offer that was rolled back may leave its username fragment to the answer that took its place.
  const known = pair.findLast((exchange) => exchange.answered && described(exchange)) ?? pair.findLast(described);
  if (known) return { pair, ref: known.ref };
  const ufrags = ufrag === undefined ? [] : [ufrag];
  const awaiting = pair.findLast(({ ref, offer, answered }) =>
    // One handshake waits for its offer, or its answer, however many fragments its candidates name: a flood opens no more.
    ref.callee === from ? offer !== undefined && !answered : offer === undefined,
  );
  if (awaiting) {
    const side = awaiting.ref.callee === from ? 'calleeUfrags' : 'callerUfrags';
    return replace(pair, awaiting, { ...awaiting, [side]: withUfrags(awaiting[side], ufrags) });
  }
  const last = pair.at(-1);
  if (ufrag === undefined && last) return { pair, ref: last.ref };
  return open(pair, from, to, mint, { callerUfrags: ufrags });
}

/** The open handshake of `from` as a callee: where an answer sent to the wrong participant was missed. */
export function unanswered(pair: Pair, from: string): HandshakeRef | undefined {
  return pair.findLast(({ ref, offer, answered }) => ref.callee === from && offer !== undefined && !answered)?.ref;
}

/**
 * Open offers the same way, with this one; one that a later offer of its own connection has replaced is not open, unless
 * that restarts ICE: then the answer to the older one is of no use to the newer.
 */
function countOpen(pair: Pair, exchange: Exchange): number {
  const offers = pair.filter(({ ref, offer }) => ref.caller === exchange.ref.caller && offer !== undefined);
  const standing = offers.filter(({ offer, answered }, index) => {
    const replaced = offers
      .slice(index + 1)
      .some((later) => sameSession(later.offer, offer) && later.offer?.ufrag === offer?.ufrag);
    return !answered && !replaced;
  });
  return standing.includes(exchange) ? standing.length : standing.length + 1;
}

function open(pair: Pair, caller: string, callee: string, mint: Mint, known: Partial<Exchange>): Assigned {
  const previous = pair.at(-1)?.ref.id;
  const ref: HandshakeRef = { ...mint(), caller, callee, ...(previous !== undefined && { previous }) };
  const fresh = { ref, answers: [], callerUfrags: [], calleeUfrags: [], answered: false, ...known };
  return { pair: [...pair.slice(1 - kept), fresh], ref };
}

function replace(pair: Pair, old: Exchange, exchange: Exchange): Assigned {
  return { pair: pair.map((entry) => (entry === old ? exchange : entry)), ref: exchange.ref };
}

export function sameDescription(a: DescriptionFacts | undefined, b: DescriptionFacts): boolean {
  return sameSession(a, b) && a?.version === b.version && a?.ufrag === b.ufrag;
}

function sameSession(a: DescriptionFacts | undefined, b: DescriptionFacts | undefined): boolean {
  return a?.session !== undefined && a.session === b?.session;
}

function otherSession(a: DescriptionFacts | undefined, b: DescriptionFacts): boolean {
  return a?.session !== undefined && b.session !== undefined && a.session !== b.session;
}

function ufragsOf({ ufrag, otherUfrags = [] }: DescriptionFacts): readonly string[] {
  return ufrag === undefined ? [] : [ufrag, ...otherUfrags];
}

function withUfrags(known: readonly string[], more: readonly string[]): readonly string[] {
  const fresh = more.filter((ufrag) => !known.includes(ufrag));
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-keptUfrags);
}

function share(some: readonly string[], others: readonly string[]): boolean {
  return some.some((ufrag) => others.includes(ufrag));
}
