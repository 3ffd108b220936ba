import { byId } from '../ui/dom.js';
import { Emitter } from '../lib/emitter.js';
import { mediaKinds, type LocalMedia, type MediaKind, type MediaProblem } from '../lib/local-media.js';
import { MediaSwitch } from './media-switch.js';
import type { Notices } from './notices.js';
import type { Text } from './text/en/page.js';

export interface MediaControlsEvents {
  change: [];
  /** A device was asked for: it is on, or there is a reason why not. */
  opened: [kind: MediaKind, problem: MediaProblem | undefined];
  closed: [kind: MediaKind];
}

/** The microphone and camera switches. Before the call they are a wish, and the device is open where it can be had. */
export class MediaControls extends Emitter<MediaControlsEvents> {
  readonly #media: LocalMedia;
  readonly #notices: Notices;
  readonly #text: Text;
  readonly #switches: Record<MediaKind, MediaSwitch>;
  /** What the browser is being asked for: asked twice it would ask the person twice. */
  readonly #opening = new Map<MediaKind, Promise<MediaProblem | undefined>>();
  /** Why a device could not be had, when it was asked for last. */
  readonly #problems = new Map<MediaKind, MediaProblem>();
  #inCall = false;
  /** Moves on when the devices are let go. */
  #round = 0;

  constructor(media: LocalMedia, notices: Notices, text: Text) {
    super();
    this.#media = media;
    this.#notices = notices;
    this.#text = text;
    const create = (id: string, kind: MediaKind) =>
      new MediaSwitch(byId(id, HTMLButtonElement), text, (on) => void this.#press(kind, on));
    this.#switches = { audio: create('mic', 'audio'), video: create('camera', 'video') };
    media.on('ended', (kind) => {
      this.#problems.set(kind, 'missing');
      notices.problem(kind, text.mediaEnded[kind]);
      this.#show(kind, false);
    });
  }

  /** Why the device is not on, where that is known and not by choice. */
  problem(kind: MediaKind): MediaProblem | undefined {
    return this.#problems.get(kind);
  }

  /** Is the switch on? */
  wants(kind: MediaKind): boolean {
    return this.#switches[kind].on;
  }

  /** Opens a device before the call. The wish stays what it is: what cannot be had now may be had when the call begins. */
  async open(kind: MediaKind): Promise<void> {
    const round = this.#round;
    this.#switches[kind].busy = true;
    const problem = await this.#ask(kind);
    this.#switches[kind].busy = false;
    // Switched off, or left, while the browser was asking.
    if (round !== this.#round) this.#media.stop();
    else if (!this.wants(kind)) this.#media.switchOff(kind);
    else this.emit('opened', kind, problem);
  }

  /** Switches on what is wished for. What cannot be had is said, and the call goes on without it. */
  async begin(): Promise<void> {
    this.#inCall = true;
    for (const kind of mediaKinds) if (this.wants(kind)) await this.#switchOn(kind);
  }

  /** Lets the devices go; the switches keep the wish for the next call. */
  end(): void {
    this.#inCall = false;
    this.#round++;
    this.#media.stop();
  }

  async #press(kind: MediaKind, on: boolean): Promise<void> {
    this.#notices.solved(kind);
    if (!on) {
      this.#problems.delete(kind);
      this.#media.switchOff(kind);
      this.#show(kind, false);
      this.emit('closed', kind);
    } else if (this.#inCall) {
      await this.#switchOn(kind);
    } else {
      this.#show(kind, true);
      await this.open(kind);
    }
  }

  async #switchOn(kind: MediaKind): Promise<void> {
    const round = this.#round;
    this.#notices.solved(kind);
    this.#switches[kind].busy = true;
    const problem = await this.#ask(kind);
    this.#switches[kind].busy = false;
    // The call was left while the browser was asking.
    if (round !== this.#round) this.#media.stop();
    else if (problem) this.#notices.problem(kind, this.#text.media[kind][problem]);
    this.#show(kind, problem === undefined);
  }

  #ask(kind: MediaKind): Promise<MediaProblem | undefined> {
    const asked = this.#opening.get(kind) ?? this.#open(kind).finally(() => this.#opening.delete(kind));
    this.#opening.set(kind, asked);
    return asked;
  }

  async #open(kind: MediaKind): Promise<MediaProblem | undefined> {
    const problem = await this.#media.switchOn(kind);
    if (problem) this.#problems.set(kind, problem);
    else this.#problems.delete(kind);
    return problem;
  }

  #show(kind: MediaKind, on: boolean): void {
    this.#switches[kind].show(on);
    this.emit('change');
  }
}
