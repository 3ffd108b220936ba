import { callFileSchema, type CallFile } from '../../protocol/call-file.js';
import type { HandshakeDetail } from '../../protocol/console.js';
import type { Language } from '../../protocol/languages.js';
import { el } from '../ui/dom.js';
import { Diagram } from './diagram.js';
import { nameOf } from './format.js';
import { candidateTable, rungTable, timelineTable } from './tables.js';
import type { ConsoleText } from './text.js';
import { verdictBox } from './verdict-box.js';

const words = {
  en: {
    open: 'Open a call file',
    title: 'A saved call',
    close: 'Close',
    unreadable: 'This is not a call file of this version: save it anew with "Download call" on the call page.',
    saved: (browser: string, version: string, at: string) => `Saved ${at} in ${browser}, Hopline ${version}`,
    checks: 'Checks before the call',
    figures: 'Figures when it was saved',
  },
  ru: {
    open: 'Открыть файл звонка',
    title: 'Сохранённый звонок',
    close: 'Закрыть',
    unreadable: 'Это не файл звонка этой версии: сохраните его заново кнопкой «Скачать звонок» на странице звонка.',
    saved: (browser: string, version: string, at: string) => `Сохранён ${at}, ${browser}, Hopline ${version}`,
    checks: 'Проверки перед звонком',
    figures: 'Показатели при сохранении',
  },
} satisfies Record<Language, unknown>;

/** Opens a call that the call page has saved: dropped anywhere on the console, or chosen with a button. */
export function openCallFiles(place: HTMLElement, text: ConsoleText): void {
  const said = words[text.language];
  const input = el('input', 'visually-hidden');
  input.type = 'file';
  input.accept = 'application/json,.json';
  input.tabIndex = -1;
  input.ariaLabel = said.open;
  const button = el('button', 'slim open-file', said.open);
  button.type = 'button';
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    void read(input.files?.[0]);
    input.value = '';
  });
  place.append(button, input);
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    void read(event.dataTransfer?.files[0]);
  });

  async function read(file: File | undefined): Promise<void> {
    if (!file) return;
    show(said, await callFileOf(file), text);
  }
}

async function callFileOf(file: File): Promise<CallFile | undefined> {
  try {
    return callFileSchema.safeParse(JSON.parse(await file.text())).data;
  } catch {
    return undefined;
  }
}

function show(said: (typeof words)[Language], file: CallFile | undefined, text: ConsoleText): void {
  const dialog = el('dialog', 'copy-dialog call-file');
  dialog.ariaLabel = said.title;
  const close = el('button', 'primary', said.close);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  dialog.append(el('h2', 'copy-heading', said.title));
  dialog.append(...(file ? partsOf(said, file, text) : [el('p', '', said.unreadable)]), close);
  document.body.append(dialog);
  dialog.showModal();
}

function partsOf(said: (typeof words)[Language], file: CallFile, text: ConsoleText): Node[] {
  const { browser, hopline, savedAt, handshakes, checks, figures } = file;
  const at = new Date(savedAt).toLocaleString(text.language);
  return [
    el('p', 'quiet', said.saved(browser, hopline, at)),
    ...handshakes.flatMap(({ timeline = [], omitted = 0, ...saved }) =>
      handshakeParts({ ...saved, timeline, omitted, links: {} }, text),
    ),
    ...listOf(
      said.checks,
      checks.map(({ check, code, value }) => `${check}: ${code}${value === undefined ? '' : ` (${value})`}`),
    ),
    ...listOf(
      said.figures,
      Object.entries(figures ?? {}).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
    ),
  ];
}

function handshakeParts(detail: HandshakeDetail, text: ConsoleText): Node[] {
  const part = el('details', 'part');
  part.open = true;
  const diagram = new Diagram(text);
  diagram.show(detail);
  const tables = [candidateTable(detail, text), rungTable(detail, text)];
  if (detail.timeline.length > 0) tables.push(timelineTable(detail, text));
  const scrolling = tables.map((table) => {
    const box = el('div', 'scrolls');
    box.append(table);
    return box;
  });
  part.append(
    el('summary', '', `${nameOf(detail.caller)} → ${nameOf(detail.callee)}, ${detail.id}`),
    verdictBox(detail, text),
    diagram.element,
    ...scrolling,
  );
  return [part];
}

function listOf(title: string, lines: readonly string[]): Node[] {
  if (lines.length === 0) return [];
  const list = el('ul', '');
  list.append(...lines.map((line) => el('li', '', line)));
  return [el('h3', 'detail-heading', title), list];
}
