/** What tells one description from another; the rest is as a browser writes it, cut short. */
export interface SdpParts {
  session?: string;
  version?: number;
  ufrag?: string;
  pwd?: string;
  fingerprint?: string;
  /** Candidate lines inside the description, without `a=`. */
  candidates?: readonly string[];
}

/** A session description with one audio section. */
export function sdp(parts: SdpParts = {}): string {
  const {
    session = '4611731400430051336',
    version = 2,
    ufrag = 'aB3d',
    pwd = 'ice-password-of-the-test-page',
    fingerprint = '19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5:A8:D8:73:04:BB:05:2F:70:9F:04:A9:0E:05:E9:26:33:E8:70:88:A2',
    candidates = [],
  } = parts;
  return [
    'v=0',
    `o=- ${session} ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    'c=IN IP4 0.0.0.0',
    ...candidates.map((line) => `a=${line}`),
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:actpass',
    'a=mid:0',
    'a=sendrecv',
    'a=rtpmap:111 opus/48000/2',
    '',
  ].join('\r\n');
}

export const offer = (parts?: SdpParts) => ({ type: 'offer', sdp: sdp(parts) });
export const answer = (parts?: SdpParts) => ({ type: 'answer', sdp: sdp({ session: '77', ufrag: 'zY9x', ...parts }) });

/** The line of a host candidate. */
export function candidateLine(ufrag: string, address = '192.0.2.7', port = 54_321): string {
  return `candidate:842163049 1 udp 2122260223 ${address} ${port} typ host generation 0 ufrag ${ufrag} network-id 1`;
}

/** RTCIceCandidateInit as `candidate.toJSON()` gives it. */
export function candidate(ufrag = 'aB3d', address?: string) {
  return { candidate: candidateLine(ufrag, address), sdpMid: '0', sdpMLineIndex: 0, usernameFragment: ufrag };
}
