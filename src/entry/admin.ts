import { createHmac, randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { now } from '../hops/clock.js';
import { sameSecret } from './same-secret.js';

export interface AdminRules {
  /** What opens the console, the API and the metrics, where a key is asked for. */
  token: string | undefined;
  /** Has a port of its own. */
  ownPort: boolean;
  /** Closed where neither of the two is set. */
  production: boolean;
}

/** How somebody asks for what only the operator of the gateway may see. */
export interface AdminRequest {
  onOwnPort: boolean;
  bearer: string | undefined;
  session: string | undefined;
}

export type AdminAnswer = 'open' | 'closed' | 'elsewhere' | 'token-wanted';

/** How long a browser stays logged in, in seconds. */
export const sessionSeconds = 12 * 3600;

/** Who may look: at the console, the API and its documents, faults and metrics. */
export class Admin {
  /**
   * Signs the sessions of browsers. It is not made from the token: one who guesses could try a session for each guess, and
   * one who is logged in is never kept waiting. A start without other instances logs everybody out.
   */
  sessionKey: Buffer = randomBytes(32);

  constructor(private readonly rules: AdminRules) {}

  /** Is there nothing to know, so that reaching it is enough? */
  get withoutToken(): boolean {
    return this.rules.token === undefined;
  }

  answer({ onOwnPort, bearer, session }: AdminRequest): AdminAnswer {
    const { token, ownPort, production } = this.rules;
    if (ownPort && !onOwnPort) return 'elsewhere';
    if (token === undefined) return production && !ownPort ? 'closed' : 'open';
    if (bearer !== undefined && sameSecret(bearer, token)) return 'open';
    return session !== undefined && this.holds(session) ? 'open' : 'token-wanted';
  }

  /** A session for one who knows the token: it ends by itself, and the token cannot be read out of it. */
  logIn(given: string): string | undefined {
    const { token } = this.rules;
    if (token === undefined || !sameSecret(given, token)) return undefined;
    return this.signed(String(Math.floor(now() / 1000) + sessionSeconds), token);
  }

  private holds(session: string): boolean {
    const { token } = this.rules;
    const [until = ''] = session.split('.', 1);
    return token !== undefined && sameSecret(session, this.signed(until, token)) && Number(until) * 1000 > now();
  }

  /** Another token ends the sessions of the one before. */
  private signed(until: string, token: string): string {
    const signature = createHmac('sha256', this.sessionKey).update(`session until ${until}, by ${token}`);
    return `${until}.${signature.digest('base64url')}`;
  }
}

const adminPaths = /^\/(?:console|api|metrics)(?:\/|$)/i;
/** What one needs in order to log in. */
const loginPaths = ['/console/login', '/console/login.html'];

/** Does a path need the admin key? As it is written, for the routes, and as a file server understands it. */
export function isAdminPath(path: string): boolean {
  if (loginPaths.includes(path)) return false;
  return adminPaths.test(path) || adminPaths.test(asFile(path));
}

function asFile(path: string): string {
  try {
    return posix.normalize(decodeURIComponent(path).replaceAll('\\', '/'));
  } catch {
    return path;
  }
}
