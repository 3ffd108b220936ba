import { Emitter } from './emitter.js';

export type MediaKind = 'audio' | 'video';
export const mediaKinds = ['audio', 'video'] as const satisfies MediaKind[];

/** Why a microphone or a camera could not be had. */
export type MediaProblem = 'denied' | 'missing' | 'busy' | 'insecure' | 'unknown';

export interface LocalMediaEvents {
  /** A track came or went: those who send it begin, or stop. */
  track: [kind: MediaKind, track: MediaStreamTrack | null];
  /** The device was unplugged, or taken away by the browser. */
  ended: [kind: MediaKind];
}

const problems: Record<string, MediaProblem> = {
  NotAllowedError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const constraints: Record<MediaKind, MediaStreamConstraints> = {
  audio: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
  video: { video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } } },
};

/** One's own microphone and camera, each there or not, in one stream that the connections share. */
export class LocalMedia extends Emitter<LocalMediaEvents> {
  readonly stream = new MediaStream();

  /** The track that is captured, whether it is muted or not. */
  track(kind: MediaKind): MediaStreamTrack | null {
    return this.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }

  isOn(kind: MediaKind): boolean {
    return this.track(kind)?.enabled ?? false;
  }

  /** Switches a device on; a reason when it cannot be had, and then nothing has changed. */
  async switchOn(kind: MediaKind): Promise<MediaProblem | undefined> {
    const present = this.track(kind);
    if (present) {
      present.enabled = true;
      return undefined;
    }
    // Browsers hide mediaDevices on pages that are neither HTTPS nor localhost.
    if (!('mediaDevices' in navigator)) return 'insecure';
    try {
      const captured = await navigator.mediaDevices.getUserMedia(constraints[kind]);
      const [track] = captured.getTracks();
      if (!track) return 'unknown';
      track.addEventListener('ended', () => this.#ended(kind, track));
      this.stream.addTrack(track);
      this.emit('track', kind, track);
      return undefined;
    } catch (error) {
      return error instanceof DOMException ? (problems[error.name] ?? 'unknown') : 'unknown';
    }
  }

  /** A microphone is muted and stays captured, so that it is back at once; a camera is let go, and its light with it. */
  switchOff(kind: MediaKind): void {
    const track = this.track(kind);
    if (!track) return;
    if (kind === 'audio') track.enabled = false;
    else this.#release(kind, track);
  }

  /** Lets go of every device. */
  stop(): void {
    for (const kind of mediaKinds) {
      const track = this.track(kind);
      if (track) this.#release(kind, track);
    }
  }

  #release(kind: MediaKind, track: MediaStreamTrack): void {
    track.stop();
    this.stream.removeTrack(track);
    this.emit('track', kind, null);
  }

  #ended(kind: MediaKind, track: MediaStreamTrack): void {
    this.#release(kind, track);
    this.emit('ended', kind);
  }
}
