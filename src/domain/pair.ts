import type { CandidateFacts, DescriptionFacts } from '../../protocol/facts.js';
import type { HandshakeRef } from './hop.js';

/** One handshake as two participants' messages show it: enough to say to which one the next message belongs. */
export interface Exchange {
  readonly ref: HandshakeRef;
  /** Absent while only candidates have come, ahead of their offer. */
  readonly offer?: DescriptionFacts;
  /** The last answer to it. */
  readonly answer?: DescriptionFacts;
  readonly callerUfrag?: string;
  readonly calleeUfrag?: string;
  readonly answered: boolean;
}

/** The handshakes between two participants of a room, oldest first. */
export type Pair = readonly Exchange[];

/** Ids of a new handshake; random, so they come from outside. */
export type Mint = () => Pick<HandshakeRef, 'id' | 'traceId' | 'spanId' | 'parentSpanId'>;

export interface Assigned {
  pair: Pair;
  ref: HandshakeRef;
}

/** Exchanges kept per pair: late candidates belong to one of the last few. */
const kept = 4;

/**
 * An offer opens a handshake, unless it is the very same offer once more: the `o=` session id and version and the ICE
 * username fragment together name a description (RFC 9429, section 5.2.2).
 */
export function assignOffer(pair: Pair, from: string, to: string, offer: DescriptionFacts, mint: Mint): Assigned {
  const same = pair.findLast((exchange) => exchange.ref.caller === from && sameDescription(exchange.offer, offer));
  if (same) return { pair, ref: same.ref };
  const early = pair.findLast(
    ({ ref, offer: known, callerUfrag }) =>
      ref.caller === from && known === undefined && (callerUfrag ?? offer.ufrag) === offer.ufrag,
  );
  if (early) return replace(pair, early, { ...early, offer, ...ufragOf('callerUfrag', offer) });
  return open(pair, from, to, mint, { offer, ...ufragOf('callerUfrag', offer) });
}

/**
 * An answer belongs to the newest offer made to its sender that is open, or else to the newest; the very same answer once
 * more belongs where it did before, whatever was offered since.
 */
export function assignAnswer(pair: Pair, from: string, answer: DescriptionFacts, final: boolean): Assigned | undefined {
  const offered = ({ ref, offer }: Exchange) => ref.callee === from && offer !== undefined;
  const exchange =
    pair.findLast((known) => offered(known) && sameDescription(known.answer, answer)) ??
    pair.findLast((known) => offered(known) && !known.answered) ??
    pair.findLast(offered);
  if (exchange === undefined) return undefined;
  return replace(pair, exchange, {
    ...exchange,
    answer,
    answered: final || exchange.answered,
    ...ufragOf('calleeUfrag', answer),
  });
}

/**
 * A candidate belongs to the newest exchange whose description, by the same sender, has its ICE username fragment; one
 * that comes ahead of its answer to the open offer, one ahead of its offer to a handshake that the offer will adopt.
 */
export function assignCandidate(pair: Pair, from: string, to: string, candidate: CandidateFacts, mint: Mint): Assigned {
  const { ufrag } = candidate;
  const described = ({ ref, callerUfrag, calleeUfrag }: Exchange) => {
    const own = ref.caller === from ? callerUfrag : calleeUfrag;
    return own !== undefined && (ufrag === undefined || own === ufrag);
  };
  // An offer that was rolled back may leave its username fragment to the answer that took its place.
  const known = pair.findLast((exchange) => exchange.answered && described(exchange)) ?? pair.findLast(described);
  if (known) return { pair, ref: known.ref };
  const awaiting = pair.findLast(({ ref, offer, calleeUfrag, answered }) =>
    // One handshake waits for its offer, however many fragments its candidates name: a flood opens no more.
    ref.callee === from ? offer !== undefined && !answered && calleeUfrag === undefined : offer === undefined,
  );
  if (awaiting) {
    const side = awaiting.ref.callee === from ? 'calleeUfrag' : 'callerUfrag';
    return replace(pair, awaiting, { ...awaiting, ...(ufrag !== undefined && { [side]: ufrag }) });
  }
  const last = pair.at(-1);
  if (ufrag === undefined && last) return { pair, ref: last.ref };
  return open(pair, from, to, mint, ufrag === undefined ? {} : { callerUfrag: ufrag });
}

/** The open handshake of `from` as a callee: where an answer sent to the wrong participant was missed. */
export function unanswered(pair: Pair, from: string): HandshakeRef | undefined {
  return pair.findLast(({ ref, offer, answered }) => ref.callee === from && offer !== undefined && !answered)?.ref;
}

function open(pair: Pair, caller: string, callee: string, mint: Mint, known: Partial<Exchange>): Assigned {
  const previous = pair.at(-1)?.ref.id;
  const ref: HandshakeRef = { ...mint(), caller, callee, ...(previous !== undefined && { previous }) };
  return { pair: [...pair.slice(1 - kept), { ref, answered: false, ...known }], ref };
}

function replace(pair: Pair, old: Exchange, exchange: Exchange): Assigned {
  return { pair: pair.map((entry) => (entry === old ? exchange : entry)), ref: exchange.ref };
}

function sameDescription(a: DescriptionFacts | undefined, b: DescriptionFacts): boolean {
  return a?.session !== undefined && a.session === b.session && a.version === b.version && a.ufrag === b.ufrag;
}

function ufragOf(side: 'callerUfrag' | 'calleeUfrag', { ufrag }: DescriptionFacts): Partial<Exchange> {
  return ufrag === undefined ? {} : { [side]: ufrag };
}
