/** A STUN or TURN server as a URL names it (RFC 7064 and 7065, section 3.1). */
export interface IceUrl {
  readonly href: string;
  readonly scheme: 'stun' | 'turn' | 'turns';
  /** A name or an address, that of IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
  /** How the browser goes there. */
  readonly transport: 'udp' | 'tcp' | 'tls';
}

const shape =
  /^(?<scheme>stun|turns?):(?<host>\[[\da-f:.]+\]|[\w.-]+)(?::(?<port>\d+))?(?:\?transport=(?<transport>udp|tcp))?$/i;

/** Chromium takes these and everything from 1024 (`AllowedTurnPort` in WebRTC). */
const lowPorts = [53, 80, 443];
/** Firefox throws for these: the bad ports of Fetch (section 2.9), as far as they are not low anyway. */
const badPorts = [
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
];

/**
 * Reads one URL as browsers do: a browser throws for what breaks a rule here, and the page has no connection at all.
 *
 * @returns the rule that it breaks, as the end of a sentence that begins with "must".
 */
export function readIceUrl(href: string): IceUrl | string {
  if (/^stuns:/i.test(href)) return 'be stun: rather than stuns:, which Firefox does not know';
  if (/^\w+:\/\//.test(href)) return 'have no // after the scheme, as in turn:turn.example:3478';
  if (href.includes('@')) return 'have no user name in it: credentials come with it, not in it';
  if (/^stun:[^?]*\?/i.test(href)) return 'have nothing after the host and the port, where it is stun:';
  if (/\?(?!transport=(?:udp|tcp)$)/.test(href)) return 'have nothing but transport=udp or transport=tcp after ?';
  const parts = shape.exec(href)?.groups;
  if (!parts) return 'be a scheme, a host and perhaps a port, as in turn:turn.example:3478?transport=udp';
  const scheme = parts['scheme']?.toLowerCase() as IceUrl['scheme'];
  const secure = scheme === 'turns';
  if (secure && parts['transport'] === 'udp') return 'have no transport=udp where it is turns:, which is TLS over TCP';
  const port = Number(parts['port'] ?? (secure ? 5349 : 3478));
  if (port > 65_535 || (port < 1024 && !lowPorts.includes(port)) || badPorts.includes(port))
    return 'have a port that browsers go to: 53, 80, 443 or one from 1024 that Fetch does not block';
  const transport = secure ? 'tls' : ((parts['transport'] ?? 'udp') as 'udp' | 'tcp');
  return { href, scheme, host: (parts['host'] ?? '').replace(/^\[(.*)\]$/, '$1'), port, transport };
}
