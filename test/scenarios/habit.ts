/** What a page asks of ICE, as in RTCIceServer. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** What a person's page does, for the most part things that no page should; see page/page.js. */
export interface Habit {
  /** The page has the probe's script tag; `beside`: its reports take another way than its signaling. */
  probe?: boolean | 'beside';
  transports?: ('websocket' | 'polling')[];
  acks?: boolean;
  callsAll?: boolean;
  hangs?: boolean;
  ignores?: boolean;
  ignoresWhenStable?: boolean;
  impolite?: boolean;
  keepsAnswer?: boolean;
  /** Goes to another address when it has made its answer. */
  goesAnswering?: boolean;
  keepsCandidates?: boolean;
  /** Takes the offer and never makes an answer. */
  neverAnswers?: boolean;
  /** Calls on a connection that it has closed already. */
  closesFirst?: boolean;
  /** Makes an offer and never sends it. */
  keepsOffer?: boolean;
  /** Takes its own offer back at once. */
  rollsBack?: boolean;
  /** Asks for a microphone or a camera before it answers. */
  wants?: 'audio' | 'video';
  /** Sends a tone, a moving picture; without either, and without `noTrack`, it opens a data channel. */
  sound?: boolean;
  picture?: boolean;
  /** Its microphone is switched off, as with a mute button. */
  mutes?: boolean;
  /** Negotiates sound, and gives its sender no track. */
  noTrack?: boolean;
  /** Makes a connection that it never uses. */
  spare?: boolean;
  iceServers?: IceServer[];
  relayOnly?: boolean;
  /** Applies a description when all candidates of the other side have come, and are lost. */
  appliesLate?: boolean;
  /** Milliseconds. */
  answersAfter?: number;
}
