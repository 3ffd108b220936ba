import type { MessageKind } from '../../protocol/stages.js';

/** How clients of a server say the same things. Strings throughout: the load program must cost less than the servers. */
export interface Dialect {
  /** Path and query of a connection; `id` is one that the client chooses, where it may. */
  readonly path: (id: string) => string;
  /** What to send when this came during the opening, the Engine.IO session, and the participant's id once it is open. */
  readonly open: (text: string, id: string) => { send?: string; session?: string; id?: string };
  /** What the server says when it will not do what it was asked for; undefined for everything else. */
  readonly refusal?: (frame: Buffer) => string | undefined;
  readonly join?: (room: string, name: string) => string;
  /** Does this tell that the join is done? */
  readonly joined?: (text: string) => boolean;
  /** @param body JSON of the description or the candidate */
  readonly encode: (kind: MessageKind, target: string, body: string) => string;
  /** Which relayed message a frame is, by single bytes; undefined for everything else. */
  readonly kindOf: (frame: Buffer) => MessageKind | undefined;
  /** What a client says of its own accord every few seconds, or it is cut. */
  readonly heartbeat?: string;
  /** The answer that a frame which is no message asks for: heartbeats of the server's. */
  readonly answer?: (frame: Buffer) => string | undefined;
}

const key = { offer: 'offer', answer: 'answer', 'ice-candidate': 'candidate' } as const;
const code = (letter: string) => letter.charCodeAt(0);
const [offerInitial, answerInitial, candidateInitial] = [code('o'), code('a'), code('i')];

/** `42["offer",{…}]`: the fifth byte tells the events apart. */
function kindOfEvent(frame: Buffer): MessageKind | undefined {
  switch (frame[4]) {
    case offerInitial:
      return 'offer';
    case answerInitial:
      return 'answer';
    case candidateInitial:
      return 'ice-candidate';
    default:
      return undefined;
  }
}

const encodeEvent: Dialect['encode'] = (kind, target, body) =>
  `42["${kind}",{"target":"${target}","${key[kind]}":${body}}]`;

/** Engine.IO 4 and Socket.IO 5 over WebSocket only. */
export const socketIo: Dialect = {
  path: () => '/socket.io/?EIO=4&transport=websocket',
  open: (text) => {
    if (text.startsWith('0')) return { send: '40', session: (JSON.parse(text.slice(1)) as { sid: string }).sid };
    return text.startsWith('40{') ? { id: (JSON.parse(text.slice(2)) as { sid: string }).sid } : {};
  },
  refusal: (frame) => {
    // By single bytes first: verdicts pass here too.
    if (frame[1] !== code('4') && frame[4] !== code('s')) return undefined;
    const text = frame.toString();
    return /^(44|42\["signaling-error")/.test(text) ? text.slice(0, 300) : undefined;
  },
  join: (room, name) => `42["join-room","${room}","${name}"]`,
  joined: (text) => text.startsWith('42["room-users"'),
  encode: encodeEvent,
  kindOf: kindOfEvent,
  answer: (frame) => (frame.length === 1 && frame[0] === code('2') ? '3' : undefined),
};

/** The same bytes on a raw WebSocket. */
export const floor: Dialect = {
  path: (id) => `/?${id}`,
  open: (_text, id) => ({ id }),
  encode: encodeEvent,
  kindOf: kindOfEvent,
};

const types = { offer: 'OFFER', answer: 'ANSWER', 'ice-candidate': 'CANDIDATE' } as const;
const payloadKey = { offer: 'sdp', answer: 'sdp', 'ice-candidate': 'candidate' } as const;

/** https://github.com/peers/peerjs-server: `{"type":"OFFER","src":…,"dst":…,"payload":…}`. */
export const peerJs: Dialect = {
  path: (id) => `/peerjs?key=peerjs&id=${id}&token=t${id}&version=1.5.5`,
  open: (text, id) => (text.includes('"OPEN"') ? { id } : {}),
  refusal: (frame) => (/"type":"(ERROR|ID-TAKEN)"/.test(frame.toString()) ? frame.toString().slice(0, 300) : undefined),
  heartbeat: '{"type":"HEARTBEAT"}',
  encode: (kind, target, body) =>
    `{"type":"${types[kind]}","payload":{"${payloadKey[kind]}":${body},"type":"media","connectionId":"mc_1"},"dst":"${target}"}`,
  kindOf: (frame) => {
    switch (frame[9]) {
      case code('O'):
        return 'offer';
      case code('A'):
        return 'answer';
      case code('C'):
        return 'ice-candidate';
      default:
        return undefined;
    }
  },
};
