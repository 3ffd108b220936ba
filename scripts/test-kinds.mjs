/**
 * Tests by what they need, as the suffix of a file says it: `<name>.<kind>.spec.ts`, and `<name>.spec.ts` for `unit`.
 *
 * - `unit`: nothing but their own process.
 * - `gateway`: sockets, and gateways inside of the test or beside it.
 * - `smoke`: one call in Chromium.
 * - `browser`: Chromium, Firefox and whatever their pages need.
 * - `cluster`: several gateways, and Redis.
 * - `ops`: programs around a gateway, such as HAProxy, coturn, promtool and receivers of telemetry; how it starts, logs and stops under
 *   load; packages as npm makes them.
 */
export const kinds = ['unit', 'gateway', 'smoke', 'browser', 'cluster', 'ops'];

/** What `npm test` runs. */
export const quick = ['unit', 'gateway', 'smoke'];

const suffixed = kinds.filter((kind) => kind !== 'unit');
const named = new RegExp(`\\.(${suffixed.join('|')})\\.spec\\.ts$`);

/** The kind of a test, by the name of its file. */
export const kindOf = (file) => named.exec(file)?.[1] ?? 'unit';

/** Which files Jest takes for tests of a kind. */
export const specsOf = (kind) =>
  kind === 'unit'
    ? { testMatch: ['**/*.spec.ts'], testPathIgnorePatterns: [named.source] }
    : { testMatch: [`**/*.${kind}.spec.ts`] };
