import type { JoinAck, Participant } from '../../protocol/messages.js';
import { Emitter } from './emitter.js';
import type { LocalMedia } from './local-media.js';
import { Peer } from './peer.js';
import type { SignalingClient } from './signaling-client.js';
import type { SignalingFailure } from './signaling-errors.js';

export interface CallEvents {
  'peer-added': [peer: Peer];
  /** `left`: the participant went, rather than that the connection is made anew. */
  'peer-removed': [peer: Peer, left: boolean];
  problem: [peer: Peer, error: unknown];
  'connection-lost': [];
  rejoined: [];
  'rejoin-failed': [error: SignalingFailure, final: boolean];
}

export interface CallOptions {
  signaling: SignalingClient;
  media: LocalMedia;
  fetchIceServers: () => Promise<RTCIceServer[]>;
}

/**
 * A mesh: one connection to every other participant of the room. Who joins calls everybody who is there already; who
 * is there waits for the newcomer's offer.
 */
export class Call extends Emitter<CallEvents> {
  readonly peers = new Map<string, Peer>();
  readonly #signaling: SignalingClient;
  readonly #media: LocalMedia;
  readonly #fetchIceServers: () => Promise<RTCIceServer[]>;
  #iceServers: RTCIceServer[] = [];
  /** Connections of before the gateway was lost: still useful until the room is there again, then made anew. */
  readonly #stale = new Set<string>();

  constructor({ signaling, media, fetchIceServers }: CallOptions) {
    super();
    this.#signaling = signaling;
    this.#media = media;
    this.#fetchIceServers = fetchIceServers;
    signaling.on('user-joined', (user) => this.#peer(user));
    signaling.on('user-left', (socketId) => this.#remove(socketId, true));
    signaling.on('offer', ({ sender, username, offer }) => this.#peer({ socketId: sender, username }).takeOffer(offer));
    signaling.on('answer', ({ sender, answer }) => this.peers.get(sender)?.takeAnswer(answer));
    signaling.on('ice-candidate', ({ sender, candidate }) => this.peers.get(sender)?.takeCandidate(candidate));
    signaling.on('connection-lost', () => {
      for (const id of this.peers.keys()) this.#stale.add(id);
      this.emit('connection-lost');
    });
    signaling.on('rejoined', (membership) => {
      for (const id of this.#stale) this.#remove(id, false);
      this.#callEverybody(membership);
      this.emit('rejoined');
    });
    signaling.on('rejoin-failed', (error, final) => {
      if (final) this.#removeAll();
      this.emit('rejoin-failed', error, final);
    });
    media.on('track', (kind, track) => {
      for (const peer of this.peers.values()) peer.changeTrack(kind, track);
    });
  }

  /** Joins the room and calls everybody in it; rejects as SignalingClient.join does. */
  async join(room: string, username: string): Promise<JoinAck> {
    // First, because a newcomer's offer may come as soon as one is in the room.
    this.#iceServers = await this.#fetchIceServers();
    const membership = await this.#signaling.join(room, username);
    this.#callEverybody(membership);
    return membership;
  }

  /** Closes every connection and leaves the room. */
  leave(): void {
    this.#signaling.leave();
    this.#removeAll();
  }

  #callEverybody({ self, users }: JoinAck): void {
    for (const user of users) if (user.socketId !== self.socketId) this.#peer(user).call();
  }

  /** The connection to a participant, made if there is none that still counts. */
  #peer({ socketId, username }: Participant): Peer {
    if (this.#stale.has(socketId)) this.#remove(socketId, false);
    const present = this.peers.get(socketId);
    if (present) return present;
    const peer = new Peer({
      id: socketId,
      username,
      // Who joined first is not always seen alike by both; the order of two ids is.
      polite: this.#signaling.id < socketId,
      iceServers: this.#iceServers,
      refreshIceServers: this.#fetchIceServers,
      signaling: this.#signaling,
      media: this.#media,
    });
    peer.on('problem', (error) => this.emit('problem', peer, error));
    this.peers.set(socketId, peer);
    this.emit('peer-added', peer);
    return peer;
  }

  #remove(id: string, left: boolean): void {
    const peer = this.peers.get(id);
    if (!peer) return;
    this.peers.delete(id);
    this.#stale.delete(id);
    peer.close();
    this.emit('peer-removed', peer, left);
  }

  #removeAll(): void {
    for (const id of this.peers.keys()) this.#remove(id, false);
  }
}
