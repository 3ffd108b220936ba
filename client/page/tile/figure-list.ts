import { el } from '../../ui/dom.js';
import type { Text } from '../text/en/page.js';
import type { Figures, Size } from './figures.js';

const rows = ['path', 'roundTrip', 'loss', 'received', 'sent', 'picture', 'ownPicture'] as const;
type Row = (typeof rows)[number];

const percent = (share: number) =>
  share.toLocaleString(document.documentElement.lang, { style: 'percent', minimumFractionDigits: 1 });

/** The figures of a connection in words. */
export class FigureList {
  readonly element = el('div', 'figures');
  readonly #values: Record<Row, HTMLElement>;
  readonly #text: Text['figures'];

  constructor(text: Text['figures']) {
    this.#text = text;
    const list = el('dl', 'figure-list');
    const values = rows.map((row) => {
      const value = el('dd', 'figure-value', text.notKnown);
      value.dataset['figure'] = row;
      const pair = el('div', 'figure');
      pair.append(el('dt', 'figure-name', text[row]), value);
      list.append(pair);
      return [row, value] as const;
    });
    this.#values = Object.fromEntries(values) as Record<Row, HTMLElement>;
    this.element.append(el('h4', 'rung-heading', text.title), list);
  }

  show({ path, roundTripMs, loss, received, sent, picture, ownPicture }: Figures): void {
    const { notKnown, none, kbits } = this.#text;
    const rate = (bits: number | undefined) => (bits === undefined ? notKnown : kbits((bits / 1000).toFixed(0)));
    const size = (of: Size | undefined) => (of ? `${of.width} × ${of.height}` : none);
    const shown: Record<Row, string> = {
      path: path ? this.#text[path] : notKnown,
      roundTrip: roundTripMs === undefined ? notKnown : this.#text.ms(roundTripMs.toFixed(0)),
      loss: loss === undefined ? notKnown : percent(loss),
      received: rate(received),
      sent: rate(sent),
      picture: size(picture),
      ownPicture: size(ownPicture),
    };
    for (const row of rows) this.#values[row].textContent = shown[row];
  }
}
