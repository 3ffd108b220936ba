import { isIP } from 'node:net';

/** The headers that say where a page comes from and where it asks. */
export interface OriginHeaders {
  origin?: string | undefined;
  host?: string | undefined;
  'x-forwarded-host'?: string | string[] | undefined;
}

const loopback = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * May a page of this origin talk to the gateway? One rule for HTTP and for the WebSocket upgrade, which CORS does not
 * guard (RFC 6455, section 10.2). A request without an origin is no browser's, and passes. Origins are compared as a
 * whole and as browsers write them, in lower case and without the port of their scheme (RFC 6454, section 6.2).
 */
export function originAllowed(headers: OriginHeaders, allowed: readonly string[] | undefined): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  if (allowed) return allowed.includes('*') || allowed.includes(origin);
  return ownOrigin(headers) || (URL.canParse(origin) && loopback.test(new URL(origin).hostname));
}

/** Is the page one of the gateway itself, by the name that its browser or a proxy asks for? */
export function ownOrigin({ origin, host, 'x-forwarded-host': forwarded }: OriginHeaders): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const { protocol } = new URL(origin);
  const names = [host, ...[forwarded].flat().flatMap((list) => list?.split(',') ?? [])];
  return names.some((name) => {
    const own = `${protocol}//${name?.trim()}`;
    return name !== undefined && URL.canParse(own) && new URL(own).origin === origin;
  });
}

/**
 * Is it certain that no page of another site asks by this name? The owner of a name in public DNS can have it mean this
 * machine (DNS rebinding), and then their page is of the same origin. An address, localhost and a name without a dot, as
 * containers have, are nobody's there. A request without a name is no browser's.
 */
export function hostAllowed(host: string | undefined, names: readonly string[]): boolean {
  if (host === undefined) return true;
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0 ||
    loopback.test(hostname) ||
    !hostname.includes('.') ||
    names.includes(hostname)
  );
}
