import type { HandshakeDetail } from '../../protocol/console.js';
import { el } from '../ui/dom.js';
import { svg } from '../ui/svg.js';
import { arrowsOf, type Arrow, type Lane } from './arrows.js';
import { duration, nameOf, ownerOf } from './format.js';
import type { ConsoleText } from './text.js';

/** In px; the text keeps its size whatever the width. */
const size = { gutter: 64, head: 36, pitch: 34, loop: 18, narrowest: 260, tip: 7 };

/** The ladder diagram of one handshake: three lifelines, an arrow per hop with its time, the missing one broken. */
export class Diagram {
  readonly element = el('figure', 'diagram');
  readonly #text: ConsoleText;
  readonly #picture = el('div', 'diagram-picture');
  readonly #caption = el('figcaption', 'diagram-verdict');
  #detail: HandshakeDetail | undefined;
  #width = 0;

  constructor(text: ConsoleText) {
    this.#text = text;
    this.element.append(this.#picture, this.#caption);
    new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width === this.#width) return;
      this.#width = width;
      this.#draw();
    }).observe(this.#picture);
  }

  show(detail: HandshakeDetail): void {
    this.#detail = detail;
    const { outcome, overdue } = detail;
    const { cause, owedBy } = overdue ?? detail;
    const { words } = this.#text;
    this.#caption.hidden = outcome !== 'failed' && !overdue;
    this.#caption.replaceChildren(
      ...(cause ? [el('span', 'cause', words.cause[cause])] : []),
      owedBy ? ` · ${words.owedBy}: ${ownerOf(owedBy, detail, this.#text)}` : '',
    );
    this.#draw();
  }

  #draw(): void {
    if (!this.#detail || this.#width === 0) return;
    const width = Math.max(size.narrowest, this.#width);
    this.#picture.replaceChildren(draw(this.#detail, width, this.#text));
    for (const label of this.#picture.querySelectorAll<SVGTextElement>('.arrow-label')) keepWithin(label, width);
  }
}

function draw(detail: HandshakeDetail, width: number, text: ConsoleText): SVGSVGElement {
  const arrows = arrowsOf(detail, text);
  const height = size.head + arrows.length * size.pitch + 14;
  const margin = Math.min(70, width * 0.09);
  const lanes: Record<Lane, number> = {
    caller: size.gutter + margin,
    gateway: (size.gutter + margin + width - margin) / 2,
    callee: width - margin,
  };
  const picture = svg('svg', {
    class: 'ladder-diagram',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-label': text.detail.pictureOf(detail.timeline.length),
  });
  const heads: [Lane, string][] = [
    ['caller', nameOf(detail.caller)],
    ['gateway', detail.relayedBy === 'server' ? text.words.server : text.detail.gateway],
    ['callee', nameOf(detail.callee)],
  ];
  const room = Math.floor((lanes.gateway - lanes.caller) / 8.5);
  for (const [lane, name] of heads) {
    const shown = name.length > room ? `${name.slice(0, room - 1)}…` : name;
    picture.append(
      svg('line', { class: 'lifeline', x1: lanes[lane], x2: lanes[lane], y1: size.head - 8, y2: height }),
      svg('text', { class: 'lane-name', x: lanes[lane], y: 16 }, shown, svg('title', {}, name)),
    );
  }
  arrows.forEach((arrow, index) =>
    picture.append(drawArrow(arrow, lanes, size.head + (index + 0.75) * size.pitch, text)),
  );
  return picture;
}

function drawArrow(arrow: Arrow, lanes: Record<Lane, number>, y: number, text: ConsoleText): SVGGElement {
  const { from, to, label, at, look } = arrow;
  const group = svg('g', { class: 'arrow', 'data-look': look });
  if (at !== undefined) {
    group.append(
      svg(
        'text',
        { class: 'arrow-time', x: size.gutter - 12, y: y + 4 },
        `${at < 0 ? '−' : '+'}${duration(Math.abs(at), text)}`,
      ),
    );
  }
  group.append(
    ...(from === to
      ? loop(lanes[from], to === 'callee', y, label, look)
      : straight(lanes[from], lanes[to], y, label, look)),
  );
  if (from !== 'gateway' && to !== 'gateway' && from !== to && look === 'message') {
    group.append(svg('circle', { class: 'arrow-through', cx: lanes.gateway, cy: y, r: 3 }));
  }
  return group;
}

/** A label that would stand out at a side is moved in; one that is longer than the picture is wide is set narrower. */
function keepWithin(label: SVGTextElement, width: number): void {
  const edge = 2;
  const { x, width: length } = label.getBBox();
  const room = width - 2 * edge;
  if (length > room) {
    label.setAttribute('textLength', String(room));
    label.setAttribute('lengthAdjust', 'spacingAndGlyphs');
  }
  const over = Math.max(edge - x, 0) || Math.min(width - edge - (x + Math.min(length, room)), 0);
  if (over !== 0) label.setAttribute('x', String(Number(label.getAttribute('x')) + over));
}

/** An arrow from lane to lane; one that never came is broken in the middle. */
function straight(x1: number, x2: number, y: number, label: string, look: Arrow['look']): SVGElement[] {
  const way = Math.sign(x2 - x1);
  const middle = (x1 + x2) / 2;
  const end = x2 - way * 2;
  const broken = look === 'missing';
  const line = broken
    ? `M${x1} ${y}H${middle - way * 14}M${middle + way * 14} ${y}H${end}`
    : `M${x1} ${y}H${look === 'refused' ? x2 - way * 12 : end}`;
  const mark =
    broken || look === 'failed' ? cross(middle, y) : look === 'refused' ? stop(x2 - way * 12, y) : tip(end, y, way);
  return [
    svg('path', { class: 'arrow-line', d: line }),
    mark,
    ...(broken ? [tip(end, y, way)] : []),
    svg('text', { class: 'arrow-label', x: middle, y: y - (broken ? 10 : 6) }, label),
  ];
}

/** Something that happens within one browser. */
function loop(x: number, leftward: boolean, y: number, label: string, look: Arrow['look']): SVGElement[] {
  const way = leftward ? -1 : 1;
  const out = x + way * size.loop;
  const d = `M${x} ${y - 8}H${out}V${y + 4}H${x + way * 2}`;
  const mark =
    look === 'missing' || look === 'failed' || look === 'refused' ? cross(out, y - 2) : tip(x + way, y + 4, -way);
  return [
    svg('path', { class: 'arrow-line', d }),
    mark,
    svg('text', { class: `arrow-label ${leftward ? 'at-end' : 'at-start'}`, x: out + way * 10, y: y + 3 }, label),
  ];
}

const tip = (x: number, y: number, way: number) =>
  svg('path', { class: 'arrow-tip', d: `M${x} ${y}l${-way * size.tip} -4v8z` });

const cross = (x: number, y: number) =>
  svg('path', { class: 'arrow-cross', d: `M${x - 6} ${y - 6}l12 12M${x + 6} ${y - 6}l-12 12` });

/** No entry. */
const stop = (x: number, y: number) => svg('path', { class: 'arrow-cross', d: `M${x} ${y - 8}v16` });
