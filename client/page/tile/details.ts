import { el } from '../../ui/dom.js';
import type { Text } from '../text/en/page.js';
import { FigureList } from './figure-list.js';
import { FigureMeter, type Figures } from './figures.js';
import { Steps } from './steps.js';

const everyMs = 1000;

/** How many there have been: makes the ids of the page. */
let made = 0;

/** What a press on "Details" shows of one connection: its figures, once a second, and its steps. */
export class Details {
  readonly element = el('div', 'tile-details');
  readonly button = el('button', 'tile-more slim');
  readonly steps: Steps;
  readonly #figures: FigureList;
  readonly #meter: FigureMeter;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(name: string, connection: RTCPeerConnection, text: Text) {
    this.steps = new Steps(text.steps);
    this.#figures = new FigureList(text.figures);
    this.#meter = new FigureMeter(connection);
    this.element.id = `details-${++made}`;
    this.element.hidden = true;
    this.element.append(this.#figures.element, this.steps.element);
    this.button.type = 'button';
    this.button.ariaExpanded = 'false';
    this.button.ariaLabel = text.detailsOf(name);
    this.button.setAttribute('aria-controls', this.element.id);
    this.button.append(el('span', 'tile-more-word', text.labels.details), this.steps.strip);
    this.button.addEventListener('click', () => this.#open(this.button.ariaExpanded !== 'true'));
  }

  /** The figures of now. */
  read(): Promise<Figures> {
    return this.#meter.read();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #open(open: boolean): void {
    this.element.hidden = !open;
    this.button.ariaExpanded = String(open);
    clearInterval(this.#timer);
    if (!open) return;
    this.#timer = setInterval(() => void this.#follow(), everyMs);
    void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#figures.show(await this.read());
  }
}
