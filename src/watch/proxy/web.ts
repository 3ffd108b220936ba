import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { createProxyServer } from 'http-proxy-3';
import type { Opened } from '../observed.js';
import { engineQueryOf, readPayload, type EngineQuery } from '../packets.js';
import { copyBody } from './body-copy.js';
import type { EngineSessions } from './engine-sessions.js';
import { toPage, toServer, valuesOf } from './headers.js';
import { isLoopback, type Origins, type PublicAddress } from './origins.js';
import type { OwnFiles } from './own-files.js';
import type { PageOpener } from './page-opener.js';
import { asksForPage, isUntyped, whenBegun } from './pages.js';
import { asksForWorker, isWorker, openWorker } from './service-worker.js';
import { answerTrouble, troubleOf } from './trouble.js';

export interface WebOptions {
  readonly origins: Origins;
  readonly sessions: EngineSessions;
  /** What is put into pages; undefined where they are left alone. */
  readonly pages: PageOpener | undefined;
  /** Scripts of the pages, and where these send to. */
  readonly own: OwnFiles | undefined;
}

type OnResponse = (answer: IncomingMessage) => void;

/** Passes HTTP requests to the app's server, and what it answers back. */
export class Web {
  private readonly proxy = createProxyServer({
    toProxy: true,
    prependPath: false,
    selfHandleResponse: true,
  });
  private readonly answers = new WeakMap<IncomingMessage, OnResponse>();

  constructor(private readonly options: WebOptions) {
    this.proxy.on('proxyRes', (answer, request) => this.answers.get(request)?.(answer));
    this.proxy.on('proxyReq', (sent, request) => asItCame(sent, request));
    // A page that has gone needs no answer.
    this.proxy.on('econnreset', () => undefined);
  }

  pass(request: IncomingMessage, response: ServerResponse, seen: PublicAddress): void {
    const { origins, own, pages } = this.options;
    const file = own?.find(request.url ?? '');
    if (own && file !== undefined) {
      own.prepare(request, file);
      this.send(request, response, own.origin, (answer) => reply(answer, response, own.headers(answer)));
      return;
    }
    const { origin } = request.headers;
    const opened = {
      headers: { ...request.headers },
      url: request.url ?? '',
      address: request.socket.remoteAddress ?? '',
    };
    const query = engineQueryOf(request.url ?? '');
    const opener = asksForPage(request.method, request.headers) ? pages : undefined;
    toServer(request.headers, seen, origins);
    const isRevalidated = opener?.prepare(request.headers);
    const wantsWorker = pages !== undefined && asksForWorker(request.headers);
    if (query?.transport === 'polling') this.listen(request, query);
    const failed = () => {
      const session = this.options.sessions.find(query?.sid);
      // Of one that has become a WebSocket, that one says when it is over.
      if (session?.isWebSocket === false) session.close('cut');
    };
    const answered = (answer: IncomingMessage) => {
      if (query?.transport === 'polling') this.hear(answer, request, response, query, opened);
      const options = { seen, origins, origin };
      const asItIs = () => reply(answer, response, toPage(answer.rawHeaders, options));
      const asPage = () => opener?.open(answer, request, response, options);
      if (wantsWorker && isWorker(answer)) openWorker(answer, response, toPage(answer.rawHeaders, options));
      else if (opener?.changes(answer, isRevalidated)) asPage();
      else if (opener && isUntyped(answer.statusCode, answer.headers))
        whenBegun(answer, (isPage) => (isPage ? asPage() : asItIs()));
      else asItIs();
    };
    this.send(request, response, seen.route.target, answered, failed);
  }

  /** @param failed the server is gone, or its answer is */
  private send(
    request: IncomingMessage,
    response: ServerResponse,
    target: URL,
    answered: OnResponse,
    failed: () => void = () => undefined,
  ): void {
    this.answers.set(request, answered);
    // An app on this machine has a certificate of its own making.
    this.proxy.web(request, response, { target, secure: !isLoopback(target) }, (error) => {
      failed();
      // Of an answer that has begun, its own stream says what becomes of it.
      if (!response.headersSent) answerTrouble(response, request, troubleOf(error, target));
    });
  }

  /** Messages that a page posts. */
  private listen(request: IncomingMessage, { sid, revision }: EngineQuery): void {
    // So that they can be read; and they are small.
    request.headers['accept-encoding'] = 'identity';
    const session = request.method === 'POST' ? this.options.sessions.find(sid) : undefined;
    if (session)
      copyBody(request, (body) => {
        for (const packet of readPayload(body, revision)) session.received(packet);
      });
  }

  /** Messages that the server answers a page's poll with. */
  private hear(
    answer: IncomingMessage,
    request: IncomingMessage,
    response: ServerResponse,
    query: EngineQuery,
    opened: Omit<Opened, 'session'>,
  ): void {
    const { sessions } = this.options;
    let session = sessions.find(query.sid);
    if (request.method !== 'GET') return;
    if (answer.statusCode !== 200) {
      // The page is there, and the server knows no such session, or no longer.
      session?.close('cut');
      return;
    }
    copyBody(answer, (body) => {
      for (const packet of readPayload(body, query.revision)) {
        session ??= sessions.open(packet, query, opened);
        session?.sent(packet);
      }
    });
    // Engine.IO takes it for the end of the session, too.
    response.on('close', () => {
      if (!response.writableFinished && !session?.isWebSocket) session?.close('closed');
    });
  }
}

/**
 * The library takes a `?` with nothing behind it from the path, and gives DELETE and OPTIONS a length of 0 where they have
 * none, whatever body they have.
 */
function asItCame(sent: ClientRequest, { rawHeaders, method, url = '/' }: IncomingMessage): void {
  sent.path = url;
  if (method !== 'DELETE' && method !== 'OPTIONS') return;
  const valuesOfName = (wanted: string) => valuesOf(rawHeaders, (name) => name === wanted);
  if (valuesOfName('content-length').length > 0) return;
  sent.removeHeader('content-length');
  const coding = valuesOfName('transfer-encoding');
  if (coding.length > 0) sent.setHeader('transfer-encoding', coding);
}

/** As it came, however long it goes on. */
function reply(answer: IncomingMessage, response: ServerResponse, headers: string[]): void {
  begin(answer, response, headers);
  pipeline(answer, response, () => undefined);
}

/** Headers of a stream that has nothing to say yet are not held back with it. */
function begin(answer: IncomingMessage, response: ServerResponse, headers: string[]): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers);
  setImmediate(() => response.flushHeaders());
}
