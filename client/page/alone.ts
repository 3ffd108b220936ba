import { encode } from 'uqr';
import { byId, el } from '../ui/dom.js';
import { svg } from '../ui/svg.js';
import type { Text } from './text/en/page.js';

/** After so long alone in a room, the way in for others is shown. */
const patienceMs = 20_000;
/** Modules of light around a code, as scanners want them (ISO/IEC 18004, section 6.3.8). */
const quietZone = 4;

/** Addresses that mean another machine to each that asks. */
const loopback = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Says that nobody else is here, with the link to the room as a text and as a QR code. */
export class AlonePanel {
  readonly #panel = byId('alone', HTMLElement);
  readonly #text: Text['aloneFor'];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ aloneFor }: Text) {
    this.#text = aloneFor;
  }

  /** Shows it when nobody has come for a while. */
  wait(link: string): void {
    this.hide();
    this.#timer = setTimeout(() => this.#show(link), patienceMs);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#panel.replaceChildren();
  }

  #show(link: string): void {
    const { title, ask, askHere, otherDevices, code } = this.#text;
    const address = el('a', 'alone-link', link);
    address.href = link;
    const words = el('div', 'alone-words');
    const here = loopback.test(new URL(link).hostname);
    words.append(el('h3', 'alone-title', title), el('p', '', here ? askHere : ask), address);
    if (here) words.append(el('p', 'alone-hint', otherDevices));
    // A phone that scans an address of this computer alone would find itself.
    this.#panel.replaceChildren(...(here ? [] : [drawCode(link, code)]), words);
  }
}

/** Dark on light in both themes: many scanners read no inverted code. */
function drawCode(content: string, label: string): SVGElement {
  const { data, size } = encode(content, { ecc: 'M', border: quietZone });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return svg(
    'svg',
    { class: 'alone-code', viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': label },
    svg('path', { d: path }),
  );
}
