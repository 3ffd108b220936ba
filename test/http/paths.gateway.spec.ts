import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { runGateway } from '../support/clients.js';

/** Asks for a path as it is written: `fetch` would tidy it up first. */
async function ask(gateway: string, path: string): Promise<{ response: IncomingMessage; body: string }> {
  const { hostname, port } = new URL(gateway);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ hostname, port, path }, resolve).once('error', reject);
  });
  return { response, body: await text(response) };
}

describe('a path', () => {
  it.each([
    '/../package.json',
    '/../../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/console/../../../package.json',
    String.raw`/..\..\package.json`,
    '/..%5c..%5cpackage.json',
    '/%00/../../package.json',
    '/../server/src/main.js',
    '/../client.stamp',
    '/.env',
    '/%E0%A4%A',
  ])('leads out of the pages to nothing: %s', async (path) => {
    const { url } = await runGateway();

    const { response, body } = await ask(url, path);

    expect([400, 403, 404]).toContain(response.statusCode);
    expect(body).not.toMatch(/"dependencies"|import |node_modules|\bat \S+ \(/);
    expect(body.length).toBeLessThan(500);
  });

  it.each([
    '/console',
    '//elsewhere.example/console',
    '//elsewhere.example/console/..%2f',
    String.raw`/\elsewhere.example/console`,
    '/console/handshakes/%2f%2felsewhere.example',
    '/console/handshakes/%0d%0aset-cookie:%20a=b',
    '//elsewhere.example/console/handshakes/1',
  ])('leads to no other host, and writes no header: %s', async (path) => {
    const { url } = await runGateway();

    const { response } = await ask(url, path);
    const { location = '' } = response.headers;

    expect(new URL(location, `${url}${path}`).origin).toBe(url);
    expect(location).not.toMatch(/^[\\/]{2}/);
    expect(response.headers['set-cookie']).toBeUndefined();
  });
});
