import type { FunnelView } from '../../protocol/console.js';
import { outcomes } from '../../protocol/verdict.js';
import { rungName } from '../../protocol/words.js';
import { el } from '../ui/dom.js';
import { svg } from '../ui/svg.js';
import type { ConsoleText } from './text.js';

/** The last hour: how many handshakes reached each rung, and where and why the others stopped. */
export function drawHour(
  funnel: FunnelView,
  text: ConsoleText,
  href: (filter: Record<string, string>) => string,
): Node[] {
  const { hour, words, labels } = text;
  const title = el('h2', 'side-title', labels.lastHour);
  title.id = 'hour-title';
  const counts = outcomes.flatMap((outcome) => {
    const count = funnel.outcomes[outcome] ?? 0;
    return count > 0 ? [{ outcome, count }] : [];
  });
  if (counts.length === 0) return [title, el('p', 'quiet', hour.none)];
  const tally = el('p', 'tally');
  for (const { outcome, count } of counts) {
    const link = el('a', 'tally-outcome', `${words.outcome[outcome]} ${count}`);
    link.dataset['outcome'] = outcome;
    link.href = href({ outcome });
    tally.append(link, ' ');
  }
  const whole = counts.reduce(
    (sum, { outcome, count }) => sum + (outcome === 'superseded' || outcome === 'not-judged' ? 0 : count),
    0,
  );
  const table = el('table', 'funnel');
  table.createCaption().append(el('span', 'visually-hidden', hour.about));
  const head = table.createTHead().insertRow();
  for (const name of [text.detail.rung, hour.reached, hour.unseen, hour.stopped]) {
    const cell = el('th', '', name);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = table.createTBody();
  for (const { stage, reached, unseen, stops } of funnel.rungs) {
    const row = body.insertRow();
    const name = el('th', '', rungName(stage, words));
    name.scope = 'row';
    const bar = el('td', 'funnel-bar');
    bar.append(drawBar(reached, unseen, whole), el('span', 'funnel-count', String(reached)));
    const why = el('td', 'funnel-stops');
    for (const { cause, count, outcome } of stops) {
      const stop = el('a', 'stop', `${count} `);
      stop.append(el('span', 'cause', cause ? words.cause[cause] : hour.unknown));
      stop.dataset['outcome'] = outcome;
      stop.href = href({ outcome, ...(cause && { cause }) });
      why.append(stop, ' ');
    }
    row.append(name, bar, el('td', 'funnel-unseen', unseen > 0 ? String(unseen) : ''), why);
  }
  return [title, tally, table];
}

/** Full where it was reached, outlined where nobody could have seen it. */
function drawBar(reached: number, unseen: number, whole: number): SVGSVGElement {
  const share = (count: number) => (whole === 0 ? 0 : Math.min(100, (100 * count) / whole));
  return svg(
    'svg',
    { class: 'bar-picture', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { class: 'bar-reached', x: 0, y: 0, width: share(reached), height: 10 }),
    svg('rect', {
      class: 'bar-unseen',
      x: share(reached),
      y: 3,
      width: Math.min(share(unseen), 100 - share(reached)),
      height: 4,
    }),
  );
}
