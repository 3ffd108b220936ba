import { base36 } from './base36.js';

/**
 * What may be known of a description or a candidate without keeping any of it: sizes, counts, types, and hashes that
 * tell two of them apart. Read by the gateway from what it relays and by the probe from what the browser made, so that
 * both speak of the same handshake. One pass over the lines, nothing kept of the text.
 */

export const candidateTypes = ['host', 'srflx', 'prflx', 'relay'] as const;
export type CandidateType = (typeof candidateTypes)[number];
export const transportProtocols = ['udp', 'tcp'] as const;
export const addressFamilies = ['ipv4', 'ipv6', 'mdns'] as const;

export interface CandidateFacts {
  bytes: number;
  /** No more candidates will come (RFC 8838, section 8.2). */
  end: boolean;
  type?: CandidateType | undefined;
  protocol?: (typeof transportProtocols)[number] | undefined;
  family?: (typeof addressFamilies)[number] | undefined;
  /** Hash of the ICE username fragment that the candidate belongs to. */
  ufrag?: string;
  /** It has neither `sdpMid` nor `sdpMLineIndex`: no browser takes it so (W3C webrtc-pc, section 4.8.1, TypeError). */
  unplaced?: true;
}

export interface DescriptionFacts {
  bytes: number;
  /** Hash of the session id of the `o=` line (RFC 8866, section 5.2): one per RTCPeerConnection. */
  session?: string;
  /** Session version of the `o=` line, hashed: it moves on with every new description of the session. */
  version?: string;
  /** Hash of the first `a=ice-ufrag` (RFC 8839, section 5.4); a new one means an ICE restart. */
  ufrag?: string;
  /** Hashes of further ones: a section that is not bundled may have its own (RFC 9429, section 5.2.1). Only the first few. */
  otherUfrags?: string[];
  /** Media sections by kind. */
  media: { audio: number; video: number; application: number };
  /** Sound or picture is negotiated to be sent, by the direction of a section (RFC 8866, section 6.7); absent where there is no such section. */
  sends?: boolean;
  /** Candidates inside the description, by type. */
  candidates: Record<CandidateType, number>;
}

/** 53-bit hash (cyrb53, public domain) in base 36: enough to tell sessions of one room apart, no way back for a session id. */
export function fingerprint(text: string): string {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h1 = Math.imul(h1 ^ unit, 2654435761);
    h2 = Math.imul(h2 ^ unit, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return base36(4294967296 * (2097151 & h2) + (h1 >>> 0));
}

/** Candidates of one description that are counted, and ICE username fragments that are kept; a page has no use for more. */
const countedCandidates = 256;
const toldUfrags = 8;

/*
 * Sticky: each is asked where a line begins. What is between two parts is blanks, so that none reads beyond its line. They
 * take more of them than RFC 8866 and RFC 8839 write, as browsers do.
 */
/** `o=username session-id version …` (RFC 8866, section 5.2). */
const originLine = /o=\S*[ \t]+(\S+)[ \t]+(\S+)/y;
const directionLine = /a=(sendrecv|sendonly|recvonly|inactive)(?=[ \t\r\n]|$)/y;
const ufragLine = /a=ice-ufrag:[ \t]*(\S+)/y;
/** `candidate:foundation component transport priority address port typ type …` (RFC 8839, section 5.1), bare or as an attribute. */
const candidateLine =
  /(?:a=)?candidate:[ \t]*\S+[ \t]+\S+[ \t]+(\S+)[ \t]+\S+[ \t]+(\S+)[ \t]+\S+[ \t]+typ[ \t]+(\S+)/iy;
/** An extension of a candidate (draft-ietf-mmusic-ice-sip-sdp, and what browsers write); anywhere among the others. */
export const ufragExtension = /[ \t]ufrag[ \t]+(\S+)/;

/**
 * Reads a description line by line (RFC 8866, section 5), whichever way its lines end; what it does not know it leaves out.
 * `bytes` is the length in UTF-8.
 */
export function describeSdp(sdp: string, bytes: number): DescriptionFacts {
  const facts: DescriptionFacts = {
    bytes,
    media: { audio: 0, video: 0, application: 0 },
    candidates: { host: 0, srflx: 0, prflx: 0, relay: 0 },
  };
  const reading: Reading = { facts, direction: true, section: undefined };
  let feed = -1;
  let carriage = -1;
  for (let start = 0; start < sdp.length; start = (carriage + 1 === feed ? feed : Math.min(feed, carriage)) + 1) {
    // Each is looked for again only behind where it was: one pass, even where one of the two never comes.
    if (feed < start) feed = indexOf(sdp, '\n', start);
    if (carriage < start) carriage = indexOf(sdp, '\r', start);
    if (sdp[start + 1] === '=') readLine(reading, sdp, start);
  }
  endSection(reading);
  return facts;
}

/** Where the reading stands: whether a section sends that says nothing of it, and the section of sound or picture, if it is in one. */
interface Reading {
  readonly facts: DescriptionFacts;
  direction: boolean;
  section: { sends: boolean; refused: boolean } | undefined;
}

function readLine(reading: Reading, sdp: string, start: number): void {
  const { facts } = reading;
  switch (sdp[start]) {
    case 'a':
      readAttribute(reading, sdp, start);
      return;
    case 'm':
      endSection(reading);
      for (const kind of ['audio', 'video', 'application'] as const)
        if (sdp.startsWith(kind, start + 2)) facts.media[kind]++;
      if (sdp.startsWith('audio', start + 2) || sdp.startsWith('video', start + 2))
        reading.section = {
          sends: reading.direction,
          refused: /^m=\w+[ \t]+0[ \t]/.test(sdp.slice(start, start + 16)),
        };
      return;
    case 'o':
      if (facts.session === undefined) noteOrigin(facts, sdp, start);
      return;
    default:
  }
}

/** Told apart by their first letter: nine in ten lines are attributes, and nearly all of those none of these. */
function readAttribute(reading: Reading, sdp: string, start: number): void {
  switch (sdp[start + 2]) {
    case 'c':
      if (sdp.startsWith('a=candidate:', start)) noteCandidate(reading.facts, sdp, start);
      return;
    case 'b':
      // RFC 8843, section 6: the port of a section that waits for its bundle is 0, and it is not refused.
      if (reading.section && sdp.startsWith('a=bundle-only', start)) reading.section.refused = false;
      return;
    case 'i':
      if (sdp.startsWith('a=ice-ufrag:', start)) noteUfrag(reading.facts, sdp, start);
      else noteDirection(reading, sdp, start);
      return;
    case 'r':
    case 's':
      if (sdp[start + 3] === 'e') noteDirection(reading, sdp, start);
      return;
    default:
  }
}

/** `a=sendrecv` and its like: of a section, or before the first, of all that say nothing else. */
function noteDirection(reading: Reading, sdp: string, start: number): void {
  const [, direction] = partsOf(directionLine, sdp, start);
  if (direction === undefined) return;
  const sends = direction.startsWith('send');
  const { audio, video, application } = reading.facts.media;
  if (reading.section) reading.section.sends = sends;
  else if (audio + video + application === 0) reading.direction = sends;
}

function endSection(reading: Reading): void {
  const { facts, section } = reading;
  if (!section) return;
  facts.sends = facts.sends === true || (section.sends && !section.refused);
  reading.section = undefined;
}

function noteOrigin(facts: DescriptionFacts, sdp: string, start: number): void {
  const [, session, version] = partsOf(originLine, sdp, start);
  if (session) facts.session = fingerprint(session);
  if (version) facts.version = fingerprint(version);
}

function noteCandidate({ candidates }: DescriptionFacts, sdp: string, start: number): void {
  const { host, srflx, prflx, relay } = candidates;
  if (host + srflx + prflx + relay >= countedCandidates) return;
  const { type } = describeCandidateLine(sdp, start);
  if (type) candidates[type]++;
}

/**
 * Facts of a trickled candidate (RFC 8839, section 5.1); null, undefined or an empty line ends the candidates. `bytes` is
 * the length of the line in UTF-8.
 */
export function describeCandidate(
  candidate:
    | {
        candidate?: string | undefined;
        sdpMid?: string | null | undefined;
        sdpMLineIndex?: number | null | undefined;
        usernameFragment?: string | null | undefined;
      }
    | null
    | undefined,
  bytes: number,
): CandidateFacts {
  const { candidate: written = '', sdpMid, sdpMLineIndex, usernameFragment } = candidate ?? {};
  const line = written.trim();
  const end = line === '';
  const facts: CandidateFacts = { bytes, end, ...describeCandidateLine(line, 0) };
  const ufrag = ufragExtension.exec(line)?.[1] ?? usernameFragment;
  if (ufrag) facts.ufrag = fingerprint(ufrag);
  if (!end && typeof sdpMid !== 'string' && typeof sdpMLineIndex !== 'number') facts.unplaced = true;
  return facts;
}

function describeCandidateLine(text: string, start: number): Pick<CandidateFacts, 'type' | 'protocol' | 'family'> {
  const [, transport = '', address = '', kind = ''] = partsOf(candidateLine, text, start);
  const type = nameIn(candidateTypes, kind);
  const protocol = nameIn(transportProtocols, transport);
  const facts: Pick<CandidateFacts, 'type' | 'protocol' | 'family'> = {};
  if (type) facts.type = type;
  if (protocol) facts.protocol = protocol;
  if (address) facts.family = address.endsWith('.local') ? 'mdns' : address.includes(':') ? 'ipv6' : 'ipv4';
  return facts;
}

/** The name of a list that is written, in whichever case. */
function nameIn<Name extends string>(names: readonly Name[], written: string): Name | undefined {
  if (names.includes(written as Name)) return written as Name;
  const name = written.toLowerCase() as Name;
  return names.includes(name) ? name : undefined;
}

function noteUfrag(facts: DescriptionFacts, sdp: string, start: number): void {
  const { ufrag: first, otherUfrags: others = [] } = facts;
  if (others.length >= toldUfrags) return;
  const [, text] = partsOf(ufragLine, sdp, start);
  const ufrag = text && fingerprint(text);
  if (!ufrag || ufrag === first || others.includes(ufrag)) return;
  if (first === undefined) facts.ufrag = ufrag;
  else facts.otherUfrags = [...others, ufrag];
}

/** What a sticky pattern finds just there: nothing, where it does not fit. */
function partsOf(pattern: RegExp, text: string, start: number): readonly string[] {
  pattern.lastIndex = start;
  return pattern.exec(text) ?? [];
}

/** Where it is next, or the end of the text. */
function indexOf(text: string, sought: string, start: number): number {
  const found = text.indexOf(sought, start);
  return found === -1 ? text.length : found;
}
