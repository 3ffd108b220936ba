export interface Keys {
  move: (by: number) => void;
  search: () => void;
  back: () => void;
}

const steps: Record<string, number> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

/** The keys of the console, wherever the focus is; in a field, only the ones that a field has no use for. */
export function listenToKeys(keys: Keys): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (document.querySelector('dialog[open]')) return;
    if (key === 'Escape') {
      event.preventDefault();
      keys.back();
      return;
    }
    const field = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const typing = field || (target instanceof HTMLElement && target.closest('summary') !== null);
    if (target instanceof HTMLInputElement && target.type === 'search' && key === 'ArrowDown') {
      event.preventDefault();
      keys.move(0);
      return;
    }
    if (typing) return;
    const by = steps[key];
    // Within the open handshake the arrow keys scroll.
    const reading = target instanceof HTMLElement && target.closest('.detail, .side') !== null && key.length > 1;
    if (key === '/') keys.search();
    else if (by !== undefined && !reading) keys.move(by);
    else return;
    event.preventDefault();
  });
}
