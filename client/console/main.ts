import '../ui/without-eval.js';
import type { HandshakeFilter } from '../../protocol/console.js';
import { byId, el } from '../ui/dom.js';
import { queryOf, readAddress, views, type Address } from './address.js';
import { Detail } from './detail.js';
import { Filters } from './filters.js';
import { FaultPanel } from './fault-panel.js';
import { drawHour } from './hour.js';
import { listenToKeys } from './keys.js';
import { List } from './list.js';
import { LiveSource, type LiveState } from './live-source.js';
import { RefusalList } from './refusal-list.js';
import { RoomList } from './room-list.js';
import { openCallFiles } from './open-file.js';
import { pickText } from './text.js';
import { Told } from './told.js';
import { translateConsole } from './translate.js';

/** By then the instances that answer at all have told what a filter finds. */
const gatherMs = 500;

const text = pickText(navigator.languages);
translateConsole(text);
openCallFiles(byId('filters', HTMLElement), text);

const state = { address: readAddress(location.search), filtered: false };
const told = new Told();
const href = (id: string) => queryOf({ ...state.address, handshake: id });
const filterHref = (filter: Record<string, string>) => queryOf({ filter, view: 'list' });

const list = new List(
  { table: byId('table', HTMLElement), scroller: byId('scroller', HTMLElement), rows: byId('rows', HTMLElement) },
  text,
  href,
);
const section = byId('detail', HTMLElement);
const detail = new Detail(section, { text, href, onClose: () => close() });
const filters = new Filters(text, (filter) => go({ ...state.address, filter, view: 'list' }, 'replace'));
const refusals = new RefusalList(byId('refusals', HTMLElement), text);
const rooms = new RoomList(byId('rooms', HTMLElement), text, filterHref);
const faults = new FaultPanel(byId('faults', HTMLElement), text, (id) => href(id));
void faults.offer().then((offered) => (byId('faults-link', HTMLElement).hidden = !offered));
const source = new LiveSource({
  begin: () => told.begin(),
  snapshot: (all) => {
    told.snapshot(all);
    refusals.begin();
    showTold();
    showHour();
    sayCount();
    // What happened to it in between was not told.
    detail.changed(all.handshakes);
  },
  change: (some) => {
    told.change(some);
    if (some.refused) refusals.changed();
    showTold();
    if (some.funnel) showHour();
    detail.changed(some.handshakes);
  },
  away: (gone) => {
    told.away(gone);
    showTold();
    showHour();
  },
  connection: showConnection,
});

listenToKeys({
  move: (by) => list.move(by),
  search: () => {
    go({ ...state.address, view: 'list' }, 'replace');
    filters.search.focus();
    filters.search.select();
  },
  back: () => {
    if (state.address.handshake !== undefined) close();
    else list.focus();
  },
});

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="?"]') : null;
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const next = readAddress(link.search);
  const isView = link.dataset['view'] !== undefined;
  go(isView ? { ...state.address, view: next.view, handshake: undefined } : next, 'push');
  if (next.handshake !== undefined) section.focus();
});
window.addEventListener('popstate', () => show(readAddress(location.search)));

told.filter(state.address.filter);
show(state.address);
source.open(state.address.filter);

function go(address: Address, how: 'push' | 'replace'): void {
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', queryOf(address));
  show(address);
}

function show(address: Address): void {
  const before = state.address;
  state.address = address;
  document.body.dataset['view'] = address.view;
  document.body.classList.toggle('has-detail', address.handshake !== undefined);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.views a')) {
    link.ariaCurrent = link.dataset['view'] === address.view ? 'page' : null;
  }
  for (const view of views)
    byId(view === 'list' ? 'table' : view, HTMLElement).dataset['current'] = String(view === address.view);
  filters.show(address.filter);
  if (
    queryOf({ ...before, handshake: undefined, view: 'list' }) !==
    queryOf({ ...address, handshake: undefined, view: 'list' })
  ) {
    state.filtered = true;
    told.filter(address.filter);
    source.open(address.filter);
    showRows();
  }
  list.mark(address.handshake);
  detail.open(address.handshake);
}

function close(): void {
  go({ ...state.address, handshake: undefined }, 'push');
  list.focus();
}

function showTold(): void {
  const { silent, sizes } = told;
  byId('silent', HTMLElement).textContent = silent.length > 0 ? text.silent(silent) : '';
  byId('sizes', HTMLElement).textContent = text.sizes(sizes.participants, sizes.rooms);
  rooms.show(told.rooms, sizes.rooms);
  faults.show(told.rooms, told.handshakes);
  showRows();
}

function showHour(): void {
  byId('hour', HTMLElement).replaceChildren(...drawHour(told.funnel, text, filterHref));
}

function showRows(): void {
  const { handshakes } = told;
  list.show(handshakes);
  const none = handshakes.length === 0;
  const empty = byId('empty', HTMLElement);
  empty.hidden = !none;
  if (none) sayEmpty(empty);
  byId('count', HTMLElement).textContent = text.count(handshakes.length, told.sizes.handshakes);
}

/** Nothing matches, or there is nothing yet: then, how to make a call that shows here. */
function sayEmpty(empty: HTMLElement): void {
  const filtered = hasFilter(state.address.filter);
  if (empty.dataset['filtered'] === String(filtered)) return;
  empty.dataset['filtered'] = String(filtered);
  if (filtered) {
    empty.replaceChildren(el('p', 'empty-title', text.noMatch));
    return;
  }
  const link = el('a', 'empty-link', text.nothing.link);
  link.href = '../?room=test';
  link.target = '_blank';
  link.rel = 'noopener';
  empty.replaceChildren(
    el('p', 'empty-title', text.nothing.title),
    el('p', '', text.nothing.callPage),
    link,
    el('p', '', text.nothing.ownPage),
  );
}

/** A screen reader hears what a filter has found, once all instances have answered, and not every handshake that comes. */
function sayCount(): void {
  if (!state.filtered) return;
  state.filtered = false;
  setTimeout(() => {
    byId('said', HTMLElement).textContent = byId('count', HTMLElement).textContent;
  }, gatherMs);
}

function hasFilter(filter: HandshakeFilter): boolean {
  return Object.values(filter).some(Boolean);
}

function showConnection(connection: LiveState): void {
  const element = byId('connection', HTMLElement);
  element.dataset['state'] = connection;
  const said = text[connection];
  if (element.textContent !== said) element.textContent = said;
}
