import type { Answer, Candidate, Offer } from '../../protocol/messages.js';
import { Emitter } from './emitter.js';
import type { LocalMedia, MediaKind } from './local-media.js';
import { answerMedia, changeTrack, offerMedia } from './peer-media.js';
import type { SignalingClient } from './signaling-client.js';

/** waiting: for the other one's offer. */
export type PeerState = 'waiting' | 'connecting' | 'connected' | 'interrupted' | 'failed';

export interface PeerEvents {
  state: [state: PeerState];
  /** A track of the other participant; a track that comes back after a pause is told again. */
  track: [track: MediaStreamTrack];
  /** A message was not relayed, or a description or candidate was not taken by the browser. */
  problem: [error: unknown];
}

export interface PeerOptions {
  id: string;
  username: string;
  /** Gives way when both sides offer at once. Both must agree on who does. */
  polite: boolean;
  iceServers: RTCIceServer[];
  /** Asked again before an ICE restart, because TURN credentials run out. */
  refreshIceServers: () => Promise<RTCIceServer[]>;
  signaling: Pick<SignalingClient, 'sendOffer' | 'sendAnswer' | 'sendCandidate'>;
  media: LocalMedia;
}

const states: Record<RTCPeerConnectionState, PeerState> = {
  new: 'connecting',
  connecting: 'connecting',
  connected: 'connected',
  disconnected: 'interrupted',
  failed: 'failed',
  closed: 'failed',
};

/**
 * The connection to one other participant, negotiated by the "perfect negotiation" pattern (W3C webrtc-pc, section
 * 10.7): either side may offer at any time, and when both do, the polite one takes its own offer back.
 */
export class Peer extends Emitter<PeerEvents> {
  readonly id: string;
  readonly username: string;
  readonly connection: RTCPeerConnection;
  readonly #options: PeerOptions;
  /** Candidates that came ahead of the description they belong to. */
  readonly #early: Candidate[] = [];
  #state: PeerState = 'waiting';
  #begun = false;
  #makingOffer = false;
  #ignoringOffer = false;
  #takingAnswer = false;

  constructor(options: PeerOptions) {
    super();
    this.id = options.id;
    this.username = options.username;
    this.#options = options;
    this.connection = new RTCPeerConnection({ iceServers: options.iceServers });
    this.connection.addEventListener('negotiationneeded', () => this.#attempt(() => this.#negotiate()));
    this.connection.addEventListener('icecandidate', ({ candidate }) =>
      this.#attempt(() => this.#sendCandidate(candidate)),
    );
    this.connection.addEventListener('track', ({ track }) => this.emit('track', track));
    this.connection.addEventListener('connectionstatechange', () => this.#connectionChanged());
    this.connection.addEventListener('iceconnectionstatechange', () => {
      if (this.connection.iceConnectionState === 'failed') this.#attempt(() => this.#restartIce());
    });
  }

  get state(): PeerState {
    return this.#state;
  }

  /** Makes the first offer: the browser asks for it as soon as there is something to negotiate. */
  call(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#enter('connecting');
    offerMedia(this.connection, this.#options.media);
  }

  /** An own track came or went. Before the first offer there is nothing to change: it will find the tracks as they are. */
  changeTrack(kind: MediaKind, track: MediaStreamTrack | null): void {
    if (this.#begun) this.#attempt(() => changeTrack(this.connection, this.#options.media.stream, kind, track));
  }

  takeOffer(offer: Offer): void {
    this.#attempt(() => this.#takeOffer(offer));
  }

  takeAnswer(answer: Answer): void {
    this.#attempt(() => this.#takeAnswer(answer));
  }

  takeCandidate(candidate: Candidate): void {
    this.#attempt(() => this.#takeCandidate(candidate));
  }

  close(): void {
    this.connection.close();
  }

  async #negotiate(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.connection.setLocalDescription();
    } finally {
      this.#makingOffer = false;
    }
    await this.#sendDescription();
  }

  async #takeOffer(offer: Offer): Promise<void> {
    const { connection } = this;
    const ready = !this.#makingOffer && (connection.signalingState === 'stable' || this.#takingAnswer);
    this.#ignoringOffer = !ready && !this.#options.polite;
    if (this.#ignoringOffer) return;
    // In the middle of an own offer this rolls it back.
    await connection.setRemoteDescription(sdpOf(offer));
    if (!this.#begun) {
      this.#begun = true;
      this.#enter('connecting');
      answerMedia(connection, this.#options.media);
    }
    await this.#addEarlyCandidates();
    await connection.setLocalDescription();
    await this.#sendDescription();
  }

  async #takeAnswer(answer: Answer): Promise<void> {
    try {
      this.#takingAnswer = true;
      await this.connection.setRemoteDescription(sdpOf(answer));
    } finally {
      this.#takingAnswer = false;
    }
    await this.#addEarlyCandidates();
  }

  async #takeCandidate(candidate: Candidate): Promise<void> {
    if (!this.connection.remoteDescription) {
      this.#early.push(candidate);
      return;
    }
    try {
      await this.connection.addIceCandidate(candidate as RTCIceCandidateInit | null);
    } catch (error) {
      // Candidates of an offer that was ignored fit nothing here.
      if (!this.#ignoringOffer) throw error;
    }
  }

  async #addEarlyCandidates(): Promise<void> {
    for (const candidate of this.#early.splice(0)) await this.#takeCandidate(candidate);
  }

  async #sendDescription(): Promise<void> {
    const description = this.connection.localDescription;
    if (description?.type === 'offer') {
      await this.#options.signaling.sendOffer(this.id, { type: 'offer', sdp: description.sdp });
    } else if (description?.type === 'answer') {
      await this.#options.signaling.sendAnswer(this.id, { type: 'answer', sdp: description.sdp });
    }
  }

  async #sendCandidate(candidate: RTCIceCandidate | null): Promise<void> {
    await this.#options.signaling.sendCandidate(this.id, candidate && { ...candidate.toJSON() });
  }

  async #restartIce(): Promise<void> {
    const iceServers = await this.#options.refreshIceServers();
    if (this.connection.iceConnectionState !== 'failed') return;
    this.connection.setConfiguration({ iceServers });
    this.connection.restartIce();
  }

  #connectionChanged(): void {
    // Until the first offer the state of the browser ("new") says less than ours.
    if (this.#begun) this.#enter(states[this.connection.connectionState]);
  }

  #enter(state: PeerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit('state', state);
  }

  /** Runs a step whose failure belongs on the page; once the connection is closed nobody waits for it any more. */
  #attempt(step: () => Promise<void>): void {
    step().catch((error: unknown) => {
      if (this.connection.signalingState !== 'closed') this.emit('problem', error);
    });
  }
}

/** Only what the browser knows: a page may have added fields of its own. */
function sdpOf({ type, sdp }: Offer | Answer): RTCSessionDescriptionInit {
  return { type, sdp };
}
