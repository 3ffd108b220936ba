import { existsSync, readFileSync } from 'node:fs';

/** Root of the project, or of the installed package: it is above the source, the compiled file and the bundle. */
export const root = ['../', '../../', '../../../']
  .map((above) => new URL(above, import.meta.url))
  .find((url) => existsSync(new URL('package.json', url)));

export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  return (manifest as { version: string }).version;
}
