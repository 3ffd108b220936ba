import { el } from '../ui/dom.js';
import type { Text } from './text/en/page.js';

/** A microphone or camera button: a switch whose state is a word as well. */
export class MediaSwitch {
  readonly #button: HTMLButtonElement;
  readonly #word = el('span', 'switch-state');
  readonly #text: Text;
  #busy = false;

  constructor(button: HTMLButtonElement, text: Text, onPress: (on: boolean) => void) {
    this.#button = button;
    this.#text = text;
    // A screen reader says the state of a switch by itself.
    this.#word.ariaHidden = 'true';
    button.append(this.#word);
    // While the browser asks for permission a second press would ask twice; a disabled button would lose the focus.
    button.addEventListener('click', () => {
      if (!this.#busy) onPress(!this.on);
    });
    this.show(this.on);
  }

  get on(): boolean {
    return this.#button.ariaChecked === 'true';
  }

  show(on: boolean): void {
    this.#button.ariaChecked = String(on);
    this.#word.textContent = on ? this.#text.labels.on : this.#text.labels.off;
  }

  set busy(busy: boolean) {
    this.#busy = busy;
    this.#button.ariaBusy = String(busy);
  }
}
