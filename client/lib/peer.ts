import type { Answer, Candidate, Offer } from '../../protocol/messages.js';
import { ConnectionFailedError, NegotiationError, type NegotiationStep } from './call-errors.js';
import { EarlyCandidates } from './early-candidates.js';
import { Emitter } from './emitter.js';
import { hasFailed, IceRestart } from './ice-restart.js';
import type { IceServerList } from './ice-servers.js';
import { InOrder } from './in-order.js';
import type { LocalMedia, MediaKind } from './local-media.js';
import { answerMedia, changeTrack, offerMedia } from './peer-media.js';
import type { SignalingClient } from './signaling-client.js';
import { isSignalingFailure, type SignalingFailure } from './signaling-errors.js';

/** waiting: for the other one's offer. */
export type PeerState = 'waiting' | 'connecting' | 'connected' | 'interrupted' | 'failed';

/** What can go wrong with one peer: a message was not relayed, a step of the negotiation threw, the path is gone. */
export type PeerProblem = SignalingFailure | NegotiationError | ConnectionFailedError;

export interface PeerEvents {
  state: [state: PeerState];
  /** A track of the other participant; the event comes again for a track that is back after a pause. */
  track: [track: MediaStreamTrack];
  problem: [error: PeerProblem];
}

export interface PeerOptions {
  id: string;
  username: string;
  /** Gives way when both sides offer at once. The gateway tells each side which of the two it is. */
  polite: boolean;
  ice: Pick<IceServerList, 'current' | 'refresh'>;
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
  readonly polite: boolean;
  readonly connection: RTCPeerConnection;
  readonly #options: PeerOptions;
  readonly #early = new EarlyCandidates();
  readonly #restart: IceRestart;
  #state: PeerState = 'waiting';
  #begun = false;
  #makingOffer = false;
  #ignoringOffer = false;
  #takingAnswer = false;
  /** Each is aborted when its message has been overtaken: an offer by its answer or a rollback, an answer by an offer. */
  #offering = new AbortController();
  #answering = new AbortController();
  readonly #closing = new AbortController();
  /** Out in order, also where one has to be sent again: an offer must not overtake the answer that it builds on. */
  readonly #descriptions = new InOrder();

  constructor(options: PeerOptions) {
    super();
    const { id, username, polite, ice } = options;
    this.id = id;
    this.username = username;
    this.polite = polite;
    this.#options = options;
    this.connection = new RTCPeerConnection({ iceServers: ice.current });
    this.#restart = new IceRestart({
      polite,
      isFailed: () => hasFailed(this.connection),
      restart: () => this.#attempt('offering', () => this.#restartIce()),
      givenUp: (restarts) => this.emit('problem', new ConnectionFailedError(username, restarts)),
    });
    this.#listen();
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
    if (!this.#begun) return;
    this.#attempt('changing-track', () => changeTrack(this.connection, this.#options.media.stream, kind, track));
  }

  /** For whatever is gathered from now on. */
  setIceServers(iceServers: RTCIceServer[]): void {
    this.connection.setConfiguration({ ...this.connection.getConfiguration(), iceServers });
  }

  takeOffer(offer: Offer): void {
    this.#attempt('answering', () => this.#takeOffer(offer));
  }

  takeAnswer(answer: Answer): void {
    this.#attempt('taking-answer', () => this.#takeAnswer(answer));
  }

  takeCandidate(candidate: Candidate): void {
    this.#attempt('taking-candidate', () => this.#takeCandidate(candidate));
  }

  close(): void {
    this.#restart.stop();
    for (const sending of [this.#offering, this.#answering, this.#closing]) sending.abort();
    this.connection.close();
  }

  #listen(): void {
    const { connection } = this;
    connection.addEventListener('negotiationneeded', () => this.#attempt('offering', () => this.#offer()));
    connection.addEventListener('icecandidate', ({ candidate }) =>
      this.#attempt('offering', () => this.#sendCandidate(candidate)),
    );
    connection.addEventListener('track', ({ track }) => this.emit('track', track));
    connection.addEventListener('connectionstatechange', () => this.#connectionChanged());
    connection.addEventListener('iceconnectionstatechange', () => this.#connectionChanged());
  }

  async #offer(): Promise<void> {
    try {
      this.#makingOffer = true;
      await this.connection.setLocalDescription();
    } finally {
      this.#makingOffer = false;
    }
    const offer = this.connection.localDescription;
    // An offer of the other side came in between, and the browser has answered that.
    if (offer?.type !== 'offer') return;
    this.#offering = new AbortController();
    await this.#send(offer, this.#offering.signal);
  }

  async #takeOffer(offer: Offer): Promise<void> {
    const { connection } = this;
    const ready = !this.#makingOffer && (connection.signalingState === 'stable' || this.#takingAnswer);
    this.#ignoringOffer = !ready && !this.polite;
    if (this.#ignoringOffer) return;
    this.#answering.abort();
    // In the middle of an own offer this rolls it back.
    await connection.setRemoteDescription(sdpOf(offer));
    this.#offering.abort();
    if (!this.#begun) {
      this.#begun = true;
      this.#enter('connecting');
      answerMedia(connection, this.#options.media);
    }
    await this.#addEarlyCandidates();
    await connection.setLocalDescription();
    const answer = connection.localDescription;
    if (answer?.type !== 'answer') return;
    this.#answering = new AbortController();
    await this.#send(answer, this.#answering.signal);
  }

  async #takeAnswer(answer: Answer): Promise<void> {
    this.#offering.abort();
    try {
      this.#takingAnswer = true;
      await this.connection.setRemoteDescription(sdpOf(answer));
    } finally {
      this.#takingAnswer = false;
    }
    await this.#addEarlyCandidates();
  }

  async #takeCandidate(candidate: Candidate): Promise<void> {
    if (this.#early.keep(candidate, this.connection.remoteDescription?.sdp)) return;
    await this.#add(candidate);
  }

  async #add(candidate: Candidate): Promise<void> {
    try {
      await this.connection.addIceCandidate(candidate as RTCIceCandidateInit | null);
    } catch (error) {
      // Candidates of an offer that was ignored fit nothing here.
      if (!this.#ignoringOffer) throw error;
    }
  }

  async #addEarlyCandidates(): Promise<void> {
    const sdp = this.connection.remoteDescription?.sdp;
    if (sdp === undefined) return;
    for (const candidate of this.#early.release(sdp)) await this.#add(candidate);
  }

  async #sendCandidate(candidate: RTCIceCandidate | null): Promise<void> {
    await this.#options.signaling.sendCandidate(this.id, candidate && { ...candidate.toJSON() }, this.#closing.signal);
  }

  #send({ type, sdp }: RTCSessionDescription, signal: AbortSignal): Promise<unknown> {
    const { signaling } = this.#options;
    return this.#descriptions.run(async () => {
      if (signal.aborted) return;
      if (type === 'offer') await signaling.sendOffer(this.id, { type, sdp }, signal);
      else await signaling.sendAnswer(this.id, { type: 'answer', sdp }, signal);
    });
  }

  /** With fresh servers, because TURN credentials run out. */
  async #restartIce(): Promise<void> {
    this.setIceServers(await this.#options.ice.refresh());
    if (hasFailed(this.connection)) this.connection.restartIce();
  }

  #connectionChanged(): void {
    if (hasFailed(this.connection)) this.#restart.failed();
    else if (this.connection.connectionState === 'connected') this.#restart.recovered();
    // Until the first offer the state of the browser ("new") says less than ours.
    if (this.#begun) this.#enter(states[this.connection.connectionState]);
  }

  #enter(state: PeerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit('state', state);
  }

  /** Runs a step whose failure belongs on the page; once the connection is closed nobody waits for it any more. */
  #attempt(step: NegotiationStep, run: () => Promise<void>): void {
    run().catch((error: unknown) => {
      if (this.#closing.signal.aborted) return;
      this.emit('problem', isSignalingFailure(error) ? error : new NegotiationError(step, this.username, error));
    });
  }
}

/** Only what the browser knows: a page may have added fields of its own. */
function sdpOf({ type, sdp }: Offer | Answer): RTCSessionDescriptionInit {
  return { type, sdp };
}
