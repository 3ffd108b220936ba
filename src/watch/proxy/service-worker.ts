import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Transform, type TransformCallback } from 'node:stream';
import { ownPath } from './own-files.js';
import { ofUnchangedBytes } from './pages.js';

/**
 * Does a browser ask for the script of a service worker (W3C Service Workers, "Update": `Service-Worker: script`)? Then the
 * request is made one for its bytes as they are.
 */
export function asksForWorker(headers: IncomingHttpHeaders): boolean {
  if (headers['service-worker'] !== 'script') return false;
  headers['accept-encoding'] = 'identity';
  delete headers['if-none-match'];
  delete headers['if-modified-since'];
  return true;
}

export const isWorker = ({ statusCode, headers }: IncomingMessage): boolean =>
  statusCode === 200 &&
  headers['content-encoding'] === undefined &&
  /javascript|ecmascript/i.test(headers['content-type'] ?? '');

/**
 * A service worker answers for what its pages ask for, and so for what the probe sends; and it shows pages that it has kept
 * without the scripts. Its own listeners come after this one, which leaves both to the browser.
 */
const leave =
  `addEventListener('fetch',e=>{const{url,mode,method}=e.request;` +
  `if(new URL(url).pathname.startsWith('${ownPath}')||(mode==='navigate'&&method==='GET'))e.stopImmediatePropagation()});`;

/** Ahead of which only comments may stand (ECMAScript, "Directive Prologues"). */
const strict = /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(["'])use strict\1/;

/** @param headers as the page is to get them, name after value */
export function openWorker(answer: IncomingMessage, response: ServerResponse, headers: readonly string[]): void {
  const kept = headers.flatMap((name, at) => {
    const isSame = !ofUnchangedBytes.has(name.toLowerCase()) && name.toLowerCase() !== 'etag';
    return at % 2 === 0 && isSame ? [name, headers[at + 1] as string] : [];
  });
  response.writeHead(answer.statusCode ?? 200, answer.statusMessage, kept);
  pipeline(answer, new WorkerInsertion(), response, () => undefined);
}

/** Puts a line ahead of a script, in its own first line, so that the numbers of the others stay. */
class WorkerInsertion extends Transform {
  private hasBegun = false;

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    if (!this.hasBegun) {
      this.hasBegun = true;
      this.push((strict.test(chunk.toString('latin1')) ? '"use strict";' : '') + leave);
    }
    done(null, chunk);
  }
}
