// For `npm run dev` alone: vite.reload.ts puts it into the pages.
const everyMs = 500;

/** When the pages were built last; undefined while the gateway starts anew. */
async function builtAt() {
  try {
    const response = await fetch(new URL('built.txt', import.meta.url), { cache: 'no-store' });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

const mine = await builtAt();

async function look() {
  const newest = await builtAt();
  if (newest !== undefined && newest !== mine) location.reload();
}

setInterval(() => void look(), everyMs);
