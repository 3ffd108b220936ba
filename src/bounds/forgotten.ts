/** What is forgotten, the oldest first, where as much of it is kept as may be; docs/limits.md says what each is. */
export const forgettable = [
  'addresses',
  'connections-of-page',
  'departed',
  'descriptions',
  'evicted-handshakes',
  'failing-pairs',
  'handed-over',
  'message-ids',
  'pages',
  'refusals',
  'reports',
  'sessions',
  'settled-calls',
  'settled-handshakes',
  'strays',
  'timelines',
  'traces',
  'watched-handshakes',
  'watched-names',
  'watched-signals',
] as const;
export type Forgettable = (typeof forgettable)[number];

/** Of this process, however many gateways it has had. */
const counts = new Map<Forgettable, number>();

/** One was forgotten, as its bound was reached. */
export function countForgotten(what: Forgettable): void {
  counts.set(what, forgotten(what) + 1);
}

/** How many were forgotten since the start of the process. */
export function forgotten(what: Forgettable): number {
  return counts.get(what) ?? 0;
}
