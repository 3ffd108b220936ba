import { byId } from '../ui/dom.js';
import { Emitter } from '../lib/emitter.js';
import { mediaKinds, type LocalMedia, type MediaKind } from '../lib/local-media.js';
import { MediaSwitch } from './media-switch.js';
import type { Notices } from './notices.js';
import type { Text } from './text.js';

/** The microphone and camera switches: a wish before the call, the devices themselves in it. */
export class MediaControls extends Emitter<{ change: [] }> {
  readonly #media: LocalMedia;
  readonly #notices: Notices;
  readonly #text: Text;
  readonly #switches: Record<MediaKind, MediaSwitch>;
  #inCall = false;

  constructor(media: LocalMedia, notices: Notices, text: Text) {
    super();
    this.#media = media;
    this.#notices = notices;
    this.#text = text;
    const create = (id: string, kind: MediaKind) =>
      new MediaSwitch(byId(id, HTMLButtonElement), text, (on) => void this.#press(kind, on));
    this.#switches = { audio: create('mic', 'audio'), video: create('camera', 'video') };
    media.on('ended', (kind) => {
      notices.problem(kind, text.mediaEnded[kind]);
      this.#show(kind, false);
    });
  }

  /** Switches on what is wished for. What cannot be had is said, and the call goes on without it. */
  async begin(): Promise<void> {
    this.#inCall = true;
    for (const kind of mediaKinds) if (this.#switches[kind].on) await this.#switch(kind, true);
  }

  /** Lets the devices go; the switches keep the wish for the next call. */
  end(): void {
    this.#inCall = false;
    this.#media.stop();
  }

  async #press(kind: MediaKind, on: boolean): Promise<void> {
    if (this.#inCall) await this.#switch(kind, on);
    else this.#show(kind, on);
  }

  async #switch(kind: MediaKind, on: boolean): Promise<void> {
    this.#notices.solved(kind);
    if (!on) {
      this.#media.switchOff(kind);
      this.#show(kind, false);
      return;
    }
    this.#switches[kind].busy = true;
    const problem = await this.#media.switchOn(kind);
    this.#switches[kind].busy = false;
    // The call was left while the browser was asking.
    if (!this.#inCall) this.#media.stop();
    else if (problem) this.#notices.problem(kind, this.#text.media[kind][problem]);
    this.#show(kind, problem === undefined);
  }

  #show(kind: MediaKind, on: boolean): void {
    this.#switches[kind].show(on);
    this.emit('change');
  }
}
