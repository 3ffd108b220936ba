import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

const decoders: Record<string, () => Transform> = {
  gzip: zlib.createGunzip,
  'x-gzip': zlib.createGunzip,
  deflate: zlib.createInflate,
  br: zlib.createBrotliDecompress,
  // Since Node 22.15.
  ...('createZstdDecompress' in zlib && { zstd: zlib.createZstdDecompress }),
};

/** Does a browser ask for a page to show (W3C Fetch Metadata, section 2.1), and not a script for something that it makes one of? */
export function asksForPage(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (!['GET', 'HEAD', 'POST'].includes(method ?? '')) return false;
  const destination = headers['sec-fetch-dest'];
  // Only told to hosts that are trusted: not over HTTP to another machine.
  if (destination !== undefined) return ['document', 'iframe', 'frame'].includes(destination);
  return headers.accept?.includes('text/html') === true && headers['x-requested-with'] === undefined;
}

/** Is what comes back a page, in an encoding in which markup is ASCII? */
export function isPage(status: number, headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type'] ?? '';
  return status === 200 && /^\s*text\/html\s*(?:;|$)/i.test(type) && !/charset\s*=\s*["']?utf-?(?:16|32)/i.test(type);
}

/** What a browser takes for a page by its beginning (WHATWG MIME Sniffing, section 7.1). */
const pageBeginning =
  /^[\t\n\f\r ]*<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[ >])/i;

/** Has it no type, so that a browser looks at what it begins with? */
export function isUntyped(status: number | undefined, headers: IncomingHttpHeaders): boolean {
  const isLookedAt = (headers['content-type'] ?? '').trim() === '' && headers['x-content-type-options'] === undefined;
  return status === 200 && isLookedAt && headers['content-encoding'] === undefined;
}

/** Waits for what an answer without a type begins with, which stays in it. */
export function whenBegun(answer: IncomingMessage, tell: (isPage: boolean) => void): void {
  const began = (first?: Buffer) => {
    answer.off('data', began).off('close', ended);
    if (first) {
      answer.pause();
      answer.unshift(first);
    }
    tell(first !== undefined && pageBeginning.test(first.toString('latin1', 0, 500)));
  };
  const ended = () => began();
  answer.on('data', began).on('close', ended);
}

/** What makes the bytes of the page of those that came: none where they are it already, undefined where nothing here can. */
export function decodersOf(headers: IncomingHttpHeaders): Transform[] | undefined {
  const names = (headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  const made = names.toReversed().map((name) => decoders[name]);
  return made.includes(undefined) ? undefined : made.flatMap((make) => (make ? [make()] : []));
}

/** Headers that say something of the bytes of a page which is no longer true of it. */
export const ofUnchangedBytes = new Set([
  'content-length',
  'content-encoding',
  'content-md5',
  'content-digest',
  'repr-digest',
  'digest',
  'accept-ranges',
  'last-modified',
]);
