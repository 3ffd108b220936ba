import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const reasons: Record<string, (origin: string) => string> = {
  ECONNREFUSED: (origin) => `Nothing listens at ${origin}. Start the app, then reload.`,
  ENOTFOUND: (origin) => `There is no host of the name in ${origin}.`,
  EAI_AGAIN: (origin) => `The name in ${origin} could not be looked up.`,
  EHOSTUNREACH: (origin) => `${origin} cannot be reached from this machine.`,
  ETIMEDOUT: (origin) => `${origin} did not answer in time.`,
  ECONNRESET: (origin) => `${origin} closed the connection without an answer.`,
};

/** Why there is no answer of the app's server, in a sentence. */
export function troubleOf(error: unknown, { origin }: URL): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? 'unknown';
  return reasons[code]?.(origin) ?? `There is no answer from ${origin} (${code}).`;
}

/** 502: the proxy is there, and what it stands in front of is not (RFC 9110, section 15.6.3). */
export function answerTrouble(response: ServerResponse, request: IncomingMessage, sentence: string): void {
  const isPage = request.headers.accept?.includes('text/html') === true;
  const body = isPage ? page(sentence) : `${sentence}\n`;
  response.writeHead(502, {
    'Content-Type': `text/${isPage ? 'html' : 'plain'}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** The same, where a connection was to be upgraded. */
export function refuseUpgrade(socket: Duplex, sentence: string): void {
  const length = Buffer.byteLength(sentence);
  const head = `HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${length}`;
  socket.end(`${head}\r\n\r\n${sentence}`);
}

function page(sentence: string): string {
  const text = sentence.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>502</title>
<body style="font: 1.1rem/1.5 system-ui; margin: 4rem auto; max-width: 40rem; padding: 0 1rem">
<h1>hopline watch</h1><p>${text}</p></body></html>
`;
}
