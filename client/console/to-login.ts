/** Is the reader let in? Asked as for a page, which is led to the login where not: nothing that would count as refused. */
export async function mayLook(): Promise<boolean | undefined> {
  const asked = fetch('../api/rooms', { headers: { Accept: 'text/html' }, redirect: 'manual' });
  const answer = await asked.catch(() => undefined);
  return answer?.type === 'opaqueredirect' ? false : answer?.ok;
}

/** Does the gateway ask for a login, or for another one? Then that page is what there is to see. */
export async function toLoginIfWanted(): Promise<void> {
  if ((await mayLook()) !== false) return;
  const next = `console/${location.search}`;
  location.assign(`./login.html?${new URLSearchParams({ next }).toString()}`);
}
