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
  /** Media sections by kind. */
  media: { audio: number; video: number; application: number };
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
  return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(36);
}

/** Candidates of one description that are counted; a page has no use for more. */
const countedCandidates = 256;

/** Reads a description line by line (RFC 8866); what it does not know it leaves out. `bytes` is the length in UTF-8. */
export function describeSdp(sdp: string, bytes: number): DescriptionFacts {
  const facts: DescriptionFacts = {
    bytes,
    media: { audio: 0, video: 0, application: 0 },
    candidates: { host: 0, srflx: 0, prflx: 0, relay: 0 },
  };
  let counted = 0;
  let start = 0;
  while (start < sdp.length) {
    let end = sdp.indexOf('\n', start);
    if (end === -1) end = sdp.length;
    if (sdp.startsWith('o=', start) && facts.session === undefined) {
      const [, session, version] = sdp.slice(start, Math.min(end, start + 256)).split(' ');
      if (session) facts.session = fingerprint(session);
      if (version) facts.version = fingerprint(version);
    } else if (sdp.startsWith('m=', start)) {
      for (const kind of ['audio', 'video', 'application'] as const) {
        if (sdp.startsWith(kind, start + 2)) facts.media[kind]++;
      }
    } else if (sdp.startsWith('a=ice-ufrag:', start) && facts.ufrag === undefined) {
      facts.ufrag = fingerprint(sdp.slice(start + 12, Math.min(end, start + 12 + 256)).trim());
    } else if (sdp.startsWith('a=candidate:', start) && counted < countedCandidates) {
      const { type } = describeCandidateLine(sdp.slice(start + 2, Math.min(end, start + 1024)));
      if (type) facts.candidates[type]++;
      counted++;
    }
    start = end + 1;
  }
  return facts;
}

/** Facts of a trickled candidate (RFC 8839, section 5.1); null, undefined or an empty line ends the candidates. */
export function describeCandidate(
  candidate: { candidate?: string | undefined; usernameFragment?: string | null | undefined } | null,
  bytes: number,
): CandidateFacts {
  const line = candidate?.candidate ?? '';
  const facts: CandidateFacts = { bytes, end: line === '', ...describeCandidateLine(line) };
  const ufrag = extensionOf(line, ' ufrag ') ?? candidate?.usernameFragment;
  if (ufrag) facts.ufrag = fingerprint(ufrag);
  return facts;
}

/** The value of an extension of a candidate line, where it has one. */
function extensionOf(line: string, name: string): string | undefined {
  const at = line.indexOf(name);
  if (at === -1) return undefined;
  const [, value] = /^(\S+)/.exec(line.slice(at + name.length, at + name.length + 257)) ?? [];
  return value;
}

/** `candidate:foundation component transport priority address port typ type …` */
function describeCandidateLine(line: string): Pick<CandidateFacts, 'type' | 'protocol' | 'family'> {
  const [, , transport = '', , address = '', , , kind] = line.split(' ', 9);
  const type = candidateTypes.find((known) => known === kind);
  const protocol = transportProtocols.find((known) => known === transport.toLowerCase());
  return {
    ...(type && { type }),
    ...(protocol && { protocol }),
    ...(address && { family: address.endsWith('.local') ? 'mdns' : address.includes(':') ? 'ipv6' : 'ipv4' }),
  };
}
