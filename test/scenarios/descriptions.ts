let session = 1;

/** A description as browsers write them, of a session of its own. */
export function description<T extends 'offer' | 'answer'>(type: T, extra = ''): { type: T; sdp: string } {
  const id = session++;
  const sdp = [
    'v=0',
    `o=- ${4_000_000_000 + id} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:u${id}`,
    `a=ice-pwd:${'p'.repeat(22)}${id}`,
    `a=setup:${type === 'offer' ? 'actpass' : 'active'}`,
    'a=mid:0',
    'a=sctp-port:5000',
    extra,
  ];
  return { type, sdp: `${sdp.filter(Boolean).join('\r\n')}\r\n` };
}

/** A host candidate of a description. */
export function candidateOf({ sdp }: { sdp: string }): RTCCandidate {
  const usernameFragment = /a=ice-ufrag:(\S+)/.exec(sdp)?.[1] ?? '';
  return {
    candidate: `candidate:1 1 udp 2113937151 192.0.2.1 50000 typ host generation 0 ufrag ${usernameFragment}`,
    sdpMid: '0',
    sdpMLineIndex: 0,
    usernameFragment,
  };
}

interface RTCCandidate {
  candidate: string;
  sdpMid: string;
  sdpMLineIndex: number;
  usernameFragment: string;
}
