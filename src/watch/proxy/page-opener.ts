import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { policiesOf, toPage, type ResponseHeaders } from './headers.js';
import type { Origins, PublicAddress } from './origins.js';
import { ownPath } from './own-files.js';
import { PageInsertion } from './page-insertion.js';
import { decodersOf, isPage, ofUnchangedBytes } from './pages.js';
import { meetPolicy, nonceFor } from './policy.js';

/** Puts the scripts into the pages of an app: the one that leads to the proxy, and the probe. */
export class PageOpener {
  /**
   * Of this start of the proxy: a page that a browser has kept from another one is not taken for one of this. One nonce for
   * all, as a page that is kept is shown with the policy of the answer that says it is still the same.
   */
  private readonly id = randomBytes(9).toString('base64url');

  constructor(private readonly origins: Origins) {}

  /**
   * Makes a request for a page one for its bytes as they are, and for the page that the server knows by that tag.
   *
   * @returns whether a page that was changed here may still be the same
   */
  prepare(headers: IncomingHttpHeaders): boolean {
    headers['accept-encoding'] = 'identity';
    const mark = `${this.mark}"`;
    const tags = (headers['if-none-match'] ?? '')
      .split(/,(?=\s*(?:W\/)?")/)
      .filter((tag) => tag.trim().endsWith(mark))
      .map((tag) => `${tag.trim().slice(0, -mark.length)}"`);
    // A time would tell nothing of what was put in.
    delete headers['if-modified-since'];
    delete headers['if-none-match'];
    if (tags.length > 0) headers['if-none-match'] = tags.join(', ');
    return tags.length > 0;
  }

  changes(answer: IncomingMessage, isRevalidated = false): boolean {
    const { statusCode = 0, headers } = answer;
    if (statusCode === 304) return isRevalidated;
    return isPage(statusCode, headers) && decodersOf(headers) !== undefined;
  }

  open(answer: IncomingMessage, request: IncomingMessage, response: ServerResponse, options: ResponseHeaders): void {
    const { seen } = options;
    const nonce = nonceFor(policiesOf(answer.rawHeaders), this.id);
    const connects = `${seen.protocol}//${seen.host}${ownPath}`;
    const beside = (sources: readonly string[]) => this.origins.beside(sources, seen);
    const scripts = { source: connects, nonce: nonce ?? this.id };
    const headers = toPage(answer.rawHeaders, {
      ...options,
      policy: (policy) => meetPolicy(policy, { scripts, connects, beside }),
    });
    response.writeHead(answer.statusCode ?? 200, answer.statusMessage, this.ofChanged(headers));
    if (answer.statusCode === 304 || request.method === 'HEAD') {
      answer.resume();
      response.end();
      return;
    }
    const policy = (own: string) => meetPolicy(own, { connects, beside });
    const insertion = new PageInsertion({ html: this.tags(seen, nonce), policy });
    pipeline([answer, ...(decodersOf(answer.headers) ?? []), insertion, response], () => undefined);
  }

  private get mark(): string {
    return `.hopline-${this.id}`;
  }

  /** Kept pages are asked after each time: the ports in them are those of this start. */
  private ofChanged(headers: readonly string[]): string[] {
    const changed = ['Cache-Control', 'no-cache'];
    for (let at = 0; at + 1 < headers.length; at += 2) {
      const name = headers[at] as string;
      const value = headers[at + 1] as string;
      const lower = name.toLowerCase();
      if (lower === 'etag') changed.push(name, value.replace(/"$/, `${this.mark}"`));
      else if (lower === 'cache-control') changed[1] = /no-store/i.test(value) ? value : 'no-cache';
      else if (!ofUnchangedBytes.has(lower)) changed.push(name, value);
    }
    return changed;
  }

  private tags(seen: PublicAddress, nonce: string | undefined): string {
    const from = this.origins.routes.map(({ target: { origin }, port }, at) =>
      this.origins.routes[at] === seen.route ? origin : `${origin}=${port}`,
    );
    const allowed = nonce === undefined ? '' : ` nonce="${nonce.replaceAll('"', '')}"`;
    const script = (name: string, attributes = '') =>
      `<script src="${ownPath}${name}"${allowed}${attributes}></script>`;
    return script('redirect.js', ` data-from="${from.join(' ')}"`) + script('probe.js');
  }
}
