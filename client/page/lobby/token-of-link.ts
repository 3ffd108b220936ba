import { Memory } from '../../ui/memory.js';

const key = 'hopline.token';

/**
 * The token of an invitation, `/?room=den#token=…`: what stands behind `#` is sent to nobody, and is taken out of the
 * address at once, so that no copy of it lets anybody in. This tab keeps it for when it is reloaded.
 */
export function tokenOfLink(): string | undefined {
  const memory = new Memory('sessionStorage');
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    memory.keep(key, given);
    history.replaceState(null, '', `${location.pathname}${location.search}`);
  }
  return given ?? memory.recall(key) ?? undefined;
}
