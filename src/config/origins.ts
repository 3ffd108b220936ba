/** The headers that say where a page comes from and where it asks. */
export interface OriginHeaders {
  origin?: string | undefined;
  host?: string | undefined;
  'x-forwarded-host'?: string | string[] | undefined;
}

const loopback = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * May a page of this origin talk to the gateway? One rule for HTTP and for the WebSocket upgrade, which CORS does not
 * guard (RFC 6455, section 10.2). A request without an origin is no browser's, and passes.
 */
export function originAllowed(headers: OriginHeaders, allowed: readonly string[] | undefined): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  if (allowed) return allowed.includes('*') || allowed.includes(origin);
  if (!URL.canParse(origin)) return false;
  const { host, hostname } = new URL(origin);
  return host === headers.host || host === headers['x-forwarded-host'] || loopback.test(hostname);
}
