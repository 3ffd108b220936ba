import type { JoinAck, Participant } from '../../protocol/messages.js';
import { Emitter } from './emitter.js';
import type { IceServerList } from './ice-servers.js';
import type { LocalMedia } from './local-media.js';
import { Peer, type PeerProblem } from './peer.js';
import type { SignalingClient } from './signaling-client.js';
import type { SignalingFailure } from './signaling-errors.js';

export interface CallEvents {
  'peer-added': [peer: Peer];
  /** `left`: the participant went, rather than that the connection is made anew. */
  'peer-removed': [peer: Peer, left: boolean];
  problem: [peer: Peer, error: PeerProblem];
  /** The gateway is away; the client comes back by itself, and until then media flows on. */
  'connection-lost': [];
  rejoined: [];
  'rejoin-failed': [error: SignalingFailure, final: boolean];
}

export interface CallOptions {
  signaling: SignalingClient;
  media: LocalMedia;
  ice: IceServerList;
}

/**
 * A mesh: one connection to every other participant of the room. Who joins calls everybody who is there already; who
 * is there waits for the newcomer's offer.
 */
export class Call extends Emitter<CallEvents> {
  readonly peers = new Map<string, Peer>();
  readonly signaling: SignalingClient;
  readonly media: LocalMedia;
  readonly #ice: IceServerList;
  /** What the gateway says one is towards the others: polite, or not. */
  readonly #polite = new Map<string, boolean>();
  /** Connections of before the gateway was lost: still useful until the room is there again, then made anew. */
  readonly #stale = new Set<string>();

  constructor({ signaling, media, ice }: CallOptions) {
    super();
    this.signaling = signaling;
    this.media = media;
    this.#ice = ice;
    this.#listen();
  }

  /** Joins the room and calls everybody in it; rejects as SignalingClient.join does. */
  async join(room: string, username: string): Promise<JoinAck> {
    this.#removeAll();
    return this.signaling.join(room, username);
  }

  /** Closes every connection and leaves the room. The devices stay open: `media.stop()` lets them go. */
  leave(): void {
    this.signaling.leave();
    this.#removeAll();
  }

  #listen(): void {
    const { signaling } = this;
    signaling.on('joined', (membership, again) => this.#joined(membership, again));
    signaling.on('user-joined', (user) => {
      this.#polite.set(user.socketId, user.polite ?? false);
      this.#peer(user);
    });
    signaling.on('user-left', (socketId) => this.#remove(socketId, true));
    signaling.on('offer', ({ sender, username, offer }) => this.#peer({ socketId: sender, username }).takeOffer(offer));
    signaling.on('answer', ({ sender, answer }) => this.peers.get(sender)?.takeAnswer(answer));
    signaling.on('ice-candidate', ({ sender, candidate }) => this.peers.get(sender)?.takeCandidate(candidate));
    signaling.on('connection-lost', () => {
      for (const id of this.peers.keys()) this.#stale.add(id);
      this.emit('connection-lost');
    });
    signaling.on('rejoin-failed', (error, final) => {
      if (final) this.#removeAll();
      this.emit('rejoin-failed', error, final);
    });
    this.#ice.on('change', (iceServers) => {
      for (const peer of this.peers.values()) peer.setIceServers(iceServers);
    });
    this.media.on('track', (kind, track) => {
      for (const peer of this.peers.values()) peer.changeTrack(kind, track);
    });
  }

  /** The gateway's list is the room: everybody on it is called, once; connections to the room of before are closed. */
  #joined(membership: JoinAck, again: boolean): void {
    for (const id of this.#stale) this.#remove(id, false);
    this.#polite.clear();
    this.#ice.take(membership);
    const others = membership.users.filter(({ socketId }) => socketId !== membership.self.socketId);
    for (const { socketId, polite = true } of others) this.#polite.set(socketId, polite);
    for (const other of others) this.#peer(other).call();
    if (again) this.emit('rejoined');
  }

  /** The connection to a participant, made if there is none that still counts. */
  #peer({ socketId, username }: Participant): Peer {
    const present = this.peers.get(socketId);
    if (present) return present;
    const peer = new Peer({
      id: socketId,
      username,
      polite: this.#polite.get(socketId) ?? false,
      ice: this.#ice,
      signaling: this.signaling,
      media: this.media,
    });
    peer.on('problem', (error) => {
      // What cannot be told to the others while the gateway is away is made anew when it is back.
      if (!this.#stale.has(socketId)) this.emit('problem', peer, error);
    });
    this.peers.set(socketId, peer);
    this.emit('peer-added', peer);
    return peer;
  }

  #remove(id: string, left: boolean): void {
    this.#polite.delete(id);
    this.#stale.delete(id);
    const peer = this.peers.get(id);
    if (!peer) return;
    this.peers.delete(id);
    peer.close();
    this.emit('peer-removed', peer, left);
  }

  #removeAll(): void {
    this.#ice.stop();
    for (const id of this.peers.keys()) this.#remove(id, false);
  }
}
