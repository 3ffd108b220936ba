import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Requests of other instances: they have shown the key that all have, and go the way of any other, past the gates for clients. */
export class FromOthers {
  /** Handles any request; set before anything is asked. */
  handle: RequestListener | undefined;
  private readonly requests = new WeakSet<IncomingMessage>();

  /** Has another instance sent it? Then the answer is of this instance alone. */
  brought(request: IncomingMessage): boolean {
    return this.requests.has(request);
  }

  /** They have something to ask of the API, and of nothing else. */
  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    this.requests.add(request);
    if (this.handle && /^\/api\//i.test(request.url ?? '')) this.handle(request, response);
    else response.writeHead(404).end();
  };
}
