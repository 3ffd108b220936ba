import { el } from './dom.js';

/** Copies a text; where the browser does not let the page, shows it selected, to be copied by hand. True: it is copied. */
export async function copyText(text: string, { heading, close }: { heading: string; close: string }): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    showText(text, heading, close);
    return false;
  }
}

function showText(text: string, heading: string, closeLabel: string): void {
  const dialog = el('dialog', 'copy-dialog');
  const title = el('h2', 'copy-heading', heading);
  const area = el('textarea', 'copy-area');
  area.value = text;
  area.readOnly = true;
  area.ariaLabel = heading;
  const close = el('button', 'primary', closeLabel);
  close.addEventListener('click', () => dialog.close());
  dialog.ariaLabel = heading;
  dialog.addEventListener('close', () => dialog.remove());
  dialog.append(title, area, close);
  document.body.append(dialog);
  dialog.showModal();
  area.focus();
  area.select();
}
