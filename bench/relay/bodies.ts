/**
 * What the two say: descriptions of about 3.4 kB, as Chromium makes them for sound and picture, and candidates of about
 * 250 bytes. Every handshake has a session id and ICE username fragments of its own, as real ones have.
 */

const codecs = [
  ['111', 'opus/48000/2'],
  ['63', 'red/48000/2'],
  ['9', 'G722/8000'],
  ['0', 'PCMU/8000'],
  ['8', 'PCMA/8000'],
] as const;
const pictures = ['96 VP8', '97 rtx', '102 H264', '103 rtx', '106 H264', '107 rtx', '45 AV1', '46 rtx', '98 VP9'];

const feedback = ['goog-remb', 'transport-cc', 'ccm fir', 'nack', 'nack pli'];
const extensions = [
  'urn:ietf:params:rtp-hdrext:toffset',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'urn:ietf:params:rtp-hdrext:sdes:mid',
];
const transport = [
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=ice-ufrag:UFRAG',
  'a=ice-pwd:5Yxk1Jx2pQ0aVbRk8TgWnZcD',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, index) => (index + 16).toString(16).toUpperCase()).join(':')}`,
  'a=setup:actpass',
];
const description = [
  'v=0',
  'o=- SESSION 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1',
  'a=msid-semantic: WMS 7f0a6a0e',
  `m=audio 9 UDP/TLS/RTP/SAVPF ${codecs.map(([type]) => type).join(' ')}`,
  ...transport,
  'a=mid:0',
  ...extensions.map((uri, index) => `a=extmap:${index + 1} ${uri}`),
  'a=sendrecv',
  'a=rtcp-mux',
  ...codecs.map(([type, name]) => `a=rtpmap:${type} ${name}`),
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 106 107 45 46 98',
  ...transport,
  'a=mid:1',
  ...extensions.map((uri, index) => `a=extmap:${index + 1} ${uri}`),
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtcp-rsize',
  ...pictures.flatMap((picture) => {
    const [type = '', name = ''] = picture.split(' ');
    return [`a=rtpmap:${type} ${name}/90000`, ...feedback.map((kind) => `a=rtcp-fb:${type} ${kind}`)];
  }),
  'a=ssrc:1001 cname:4TOk42mSjXCkVIa6',
  'a=ssrc:1001 msid:7f0a6a0e 1f2b3c4d',
  '',
].join('\r\n');

/** A template of JSON whose values are put in by joining strings, which is as cheap as it can be. */
function template(value: object): (session: string, ufrag: string) => string {
  const parts = JSON.stringify(value).split(/(SESSION|UFRAG)/);
  return (session, ufrag) => {
    let text = '';
    for (const part of parts) text += part === 'SESSION' ? session : part === 'UFRAG' ? ufrag : part;
    return text;
  };
}

export const offerBody = template({ type: 'offer', sdp: description });
export const answerBody = template({ type: 'answer', sdp: description.replace(/actpass/g, 'active') });

const kinds = [
  'host',
  'srflx raddr 10.0.0.7 rport 50000',
  'relay raddr 203.0.113.9 rport 50001',
  'host tcptype active',
];

/** The n-th candidate of a side. */
export const candidateBodies = Array.from({ length: 8 }, (_, index) =>
  template({
    candidate: `candidate:${842_163_049 + index} 1 ${index % 4 === 3 ? 'tcp' : 'udp'} ${2_122_260_223 - index} 192.0.2.${index + 1} ${54_321 + index} typ ${kinds[index % 4]} generation 0 ufrag UFRAG network-id 1 network-cost 10`,
    sdpMid: '0',
    sdpMLineIndex: 0,
    usernameFragment: 'UFRAG',
  }),
);
