import { candidateLine, sdpOf } from '../../support/watched-people.js';

/** Candidates of a side, beside the end of them. */
export const candidatesOfSide = 2;

/** What is used of a data channel: it is never open. */
class FixedChannel {
  readonly readyState = 'connecting';
  readonly bufferedAmount = 0;
  close(): void {
    // Nothing to close.
  }
}

/** An RTCPeerConnection in which nothing is left to chance: the same page says the same, byte by byte, whenever it runs. */
export class FixedConnection extends EventTarget {
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  signalingState: RTCSignalingState = 'stable';
  readonly iceGatheringState = 'new';
  readonly iceConnectionState = 'new';
  readonly connectionState = 'new';
  onicecandidate: ((event: { candidate: RTCIceCandidateInit | null }) => void) | undefined;
  onsignalingstatechange: (() => void) | undefined;
  /** Candidates of the other side. */
  added = 0;

  /** @param ufrag who it is: letters and digits */
  constructor(private readonly ufrag: string) {
    super();
  }

  readonly createDataChannel = () => new FixedChannel();
  readonly createOffer = async () => ({ type: 'offer' as const, sdp: sdpOf(this.ufrag, 'offer') });
  readonly createAnswer = async () => ({ type: 'answer' as const, sdp: sdpOf(this.ufrag, 'answer') });

  async setLocalDescription(description?: RTCSessionDescriptionInit): Promise<void> {
    this.localDescription =
      description ?? (await (this.signalingState === 'stable' ? this.createOffer() : this.createAnswer()));
    this.becomes(this.localDescription.type === 'offer' ? 'have-local-offer' : 'stable');
    // As a browser does, once those who wait for this have run.
    setImmediate(() => {
      for (let place = 0; place < candidatesOfSide; place++)
        this.onicecandidate?.({
          candidate: { candidate: `${candidateLine(this.ufrag)} network-id ${place}`, sdpMid: '0', sdpMLineIndex: 0 },
        });
      this.onicecandidate?.({ candidate: null });
    });
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.remoteDescription = description;
    this.becomes(description.type === 'offer' ? 'have-remote-offer' : 'stable');
  }

  async addIceCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    if (candidate) this.added++;
  }

  close(): void {
    // Nothing to close.
  }

  private becomes(state: RTCSignalingState): void {
    this.signalingState = state;
    this.onsignalingstatechange?.();
    this.dispatchEvent(new Event('signalingstatechange'));
  }
}
