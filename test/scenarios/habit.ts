/** What a page asks of ICE, as in RTCIceServer. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** What a person's page does, for the most part things that no page should; see page/page.js. */
export interface Habit {
  /**
   * Takes nothing of the other's before its own offer is on its way, so that the two cross; and has gathered by then:
   * Chromium 156 gathers nothing for an answer when it rolls its offer back in the very moment of gathering.
   */
  crosses?: boolean;
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
  /** Asks for nothing but to receive sound. */
  listens?: boolean;
  /** Negotiates sound that goes neither way. */
  inactive?: boolean;
  /** Goes on without the device that it wanted. */
  goesOn?: boolean;
  /** Adds its track behind its answer, and negotiates no more. */
  addsLate?: boolean;
  /** Keeps the candidates that it gets, and never adds them. */
  queues?: boolean;
  /** Makes the candidates that it gets anew, of their first field alone; the constructor throws. */
  rebuilds?: boolean;
  /** Sends its candidates as `{ label, id, candidate }`, as an old codelab had it. */
  labels?: boolean;
  /** Gives the candidates that it gets to a connection that it has closed. */
  feedsOld?: boolean;
  /** Its handler of this event is registered twice. */
  twice?: 'offer' | 'answer';
  /** It opens two sockets and joins with both: each has connections of its own, or both share them. */
  joinsTwice?: 'apart' | 'shared';
  /** Joins when it is loaded, and not again when its socket has been connected anew. */
  joinsOnce?: boolean;
  /** Takes offers with a connection that it has closed. */
  closedAlready?: boolean;
  /** Has one RTCPeerConnection for all that it talks to. */
  oneForAll?: boolean;
  /** Makes a second offer, with new ICE credentials, as soon as the first one is sent; `crossed`: the answer to that one is at the gateway before it. */
  restartsAtOnce?: true | 'crossed';
  /** Takes no offer from somebody with whom it has a connection. */
  dropsSecond?: boolean;
  /** A person accepts after so many milliseconds: until then, what comes is kept. */
  rings?: number;
  /** What is wrong with how it sends its offer. */
  spoils?: 'no-target' | 'halved' | 'other-event';
  /**
   * One step of its code is wrong: an offer with nothing in it, a description that is sent and never set, the whole message
   * given to setRemoteDescription in the place of its offer, or a connection that is closed and made anew behind its offer.
   */
  slips?: 'empty-offer' | 'offer-not-set' | 'answer-not-set' | 'whole-message' | 'reopened';
  /** Makes a connection that it never uses. */
  spare?: boolean;
  iceServers?: IceServer[];
  relayOnly?: boolean;
  /** Applies a description when all candidates of the other side have come, and are lost. */
  appliesLate?: boolean;
  /** Sends its description with all its candidates, once they are there and so many milliseconds are over. */
  gathers?: number;
  /** Milliseconds. */
  answersAfter?: number;
}
