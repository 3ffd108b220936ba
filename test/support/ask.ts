import { request } from 'node:http';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Asks for a path as it is written: `fetch` would tidy it up first. */
export function ask(
  url: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body = '',
): Promise<Answer> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asking = request({ port, host: '127.0.0.1', path, headers, method, agent: false }, (response) => {
      let text = '';
      const answered = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        // A stream of events has no end.
        if (response.headers['content-type'] === 'text/event-stream') {
          asking.destroy();
          answered();
        }
      });
      response.on('end', answered).on('error', () => undefined);
    });
    asking.on('error', reject).end(body);
  });
}
