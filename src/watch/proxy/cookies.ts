/**
 * A `Set-Cookie` for the host that the proxy is to the page (RFC 6265, section 5.3). A domain of the server's would be
 * refused there; and where a server with TLS is shown without it, so would be what wants TLS.
 */
export function cookieFor(cookie: string, losesTls: boolean): string {
  const [pair = '', ...attributes] = cookie.split(';');
  // Of these names the prefix itself demands it.
  const isPrefixed = /^\s*__(?:host|secure)-/i.test(pair);
  const kept = attributes.flatMap((attribute) => {
    const [name = ''] = attribute.trim().toLowerCase().split('=');
    if (name === 'domain') return [];
    if (!losesTls || isPrefixed) return [attribute];
    if (name === 'secure' || name === 'partitioned') return [];
    // Only with `Secure` may it be sent from everywhere, and through the proxy everything is one site.
    return /^\s*samesite\s*=\s*none\s*$/i.test(attribute) ? [' SameSite=Lax'] : [attribute];
  });
  return [pair, ...kept].join(';');
}
