/**
 * Pages have signaling of many shapes: one event for everything, a broadcast without a target, names of their own. The
 * gateway relays one; of another it says what is wrong, and what takes it as it is.
 */
const watch = 'With messages of another shape, keep your server and run `npx hopline watch` in front of it.';

/** What is said of an event that the gateway does not know. */
export function strangerDetail(args: readonly unknown[]): string {
  return carriesDescription(args) ? `It carries a description, and nobody gets it. ${watch}` : watch;
}

/** What is said besides the rule that a message breaks, where it carries a description and does not say to whom. */
export function untargetedDetail(payload: unknown): string | undefined {
  return carriesDescription([payload]) ? watch : undefined;
}

/** Bounds of the search: values looked at, how deep they may lie, and characters of one that is JSON. */
const bounds = { values: 200, depth: 8, chars: 16_384 };
/** The beginning of a description (RFC 8866, section 5.1), or of one inside of JSON, also of JSON inside of JSON. */
const beginning = /(?:^\s{0,8}|")v=0(?:[\r\n]|\\)/;

/** Is there a text that begins as a description does, under whatever name? Looks at what a page sent, within bounds. */
function carriesDescription(args: readonly unknown[]): boolean {
  const queue: { value: unknown; depth: number }[] = args.map((value) => ({ value, depth: 0 }));
  for (let looked = 0; looked < queue.length && looked < bounds.values; looked++) {
    const { value, depth } = queue[looked] ?? { value: undefined, depth: 0 };
    if (typeof value === 'string' && beginning.test(value.slice(0, bounds.chars))) return true;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth >= bounds.depth) continue;
    for (const name in value) {
      if (queue.length >= bounds.values) break;
      queue.push({ value: (value as Record<string, unknown>)[name], depth: depth + 1 });
    }
  }
  return false;
}
