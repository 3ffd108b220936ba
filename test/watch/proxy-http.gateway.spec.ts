import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { cookieFor } from '../../src/watch/proxy/cookies.js';
import { freePort } from '../support/free-port.js';
import { serveApp, serveConsole, watched } from '../support/watched.js';

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

interface Answered {
  status: number | undefined;
  raw: string[];
  headers: IncomingMessage['headers'];
  body: Buffer;
}

async function ask(url: string, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answered> {
  const asked = request(new URL(url), { path, method, headers, agent: false });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return {
    status: response.statusCode,
    raw: response.rawHeaders,
    headers: response.headers,
    body: Buffer.concat(parts),
  };
}

const document = { 'sec-fetch-dest': 'document', accept: 'text/html' };

describe('HTTP through the proxy', () => {
  it('is the same as without it: paths, headers, bodies both ways, byte for byte', async () => {
    const noise = randomBytes(300_000);
    const seen: unknown[] = [];
    const app = await serveApp((asked, response) => {
      const parts: Buffer[] = [];
      asked.on('data', (part: Buffer) => parts.push(part));
      asked.on('end', () => {
        const { connection: _, ...headers } = asked.headers;
        seen.push([asked.method, asked.url, headers, createHash('sha1').update(Buffer.concat(parts)).digest('hex')]);
        response.writeHead(asked.method === 'PUT' ? 201 : 200, 'Well', [
          ['Date', 'Mon, 01 Jan 2024 00:00:00 GMT'],
          ['X-One', 'ä'],
          ['x-TWO', '2'],
          ['Set-Cookie', 'a=b; Path=/x; HttpOnly'],
          ['Set-Cookie', 'c=d; SameSite=Strict'],
          ['ETag', '"tag"'],
          ['Content-Encoding', 'gzip'],
        ]);
        response.end(asked.method === 'HEAD' ? undefined : gzipSync(noise));
      });
    });
    const { url } = await watched(app);
    for (const path of ['/', '/a%20b/../c?x=1&y=%2F#', '//two//slashes', '/?', '/page?q=a?b', '/odd|\'"{}'])
      for (const method of ['GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS']) {
        const host = new URL(app).host;
        const headers = {
          Host: host,
          Accept: 'text/html',
          'Accept-Encoding': 'gzip',
          Cookie: 'a=b; c=d',
          'X-Own': 'é',
        };
        const asked = { method, headers, ...(['POST', 'PUT'].includes(method) && { body: noise }) };
        const [bare, passed] = [await ask(app, path, asked), await ask(url, path, asked)];
        expect(passed.body.equals(bare.body)).toBe(true);
        expect({ ...passed, body: '' }).toEqual({ ...bare, body: '' });
        expect(seen.at(-1)).toEqual(seen.at(-2));
      }
  });

  it('shows the app its own origin, and the page that of the proxy', async () => {
    const app = await serveApp((asked, response) => {
      const { host = '', origin = '', referer = '' } = asked.headers;
      response.writeHead(302, {
        Location: `http://${host}/next?x`,
        'Access-Control-Allow-Origin': origin,
        Refresh: `5; url=http://${host}/later`,
        'Strict-Transport-Security': 'max-age=1000',
        'Set-Cookie': ['a=b; Domain=localhost; Secure; SameSite=None', 'c=d'],
      });
      response.end(JSON.stringify({ host, origin, referer }));
    });
    const { url } = await watched(app);
    const headers = { Origin: url, Referer: `${url}/page?x`, Host: new URL(url).host };
    const answer = await ask(url, '/', { headers });
    expect(JSON.parse(answer.body.toString())).toEqual({
      host: new URL(app).host,
      origin: app,
      referer: `${app}/page?x`,
    });
    expect(answer.headers).toMatchObject({
      location: `${url}/next?x`,
      'access-control-allow-origin': url,
      refresh: `5; url=${url}/later`,
      'set-cookie': ['a=b; Secure; SameSite=None', 'c=d'],
    });
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    const elsewhere = await ask(url, '/', { headers: { ...headers, Origin: 'https://elsewhere.example' } });
    expect(elsewhere.headers['access-control-allow-origin']).toBe('https://elsewhere.example');
  });

  it('hides nothing from the app of a page that came by a name of somebody else', async () => {
    const app = await serveApp((asked, response) => response.end(`${asked.headers.host} ${asked.headers.origin}`));
    const { url } = await watched(app);
    const { port } = new URL(url);
    const seenBy = async (host: string) =>
      (await ask(url, '/', { headers: { Host: `${host}:${port}`, Origin: `http://${host}:${port}` } })).body.toString();
    for (const host of ['localhost', '127.0.0.1', '[::1]', '192.168.1.7', 'app.localhost', hostname()])
      expect(await seenBy(host)).toBe(`${new URL(app).host} ${app}`);
    for (const host of ['evil.example', 'localhost.evil.example'])
      expect(await seenBy(host)).toBe(`${host}:${port} http://${host}:${port}`);
  });

  it('passes another origin on a port of its own, where each sees the other as it is without the proxy', async () => {
    let main = '';
    const other = await serveApp((asked, response) => {
      response.setHeader('Access-Control-Allow-Origin', main).setHeader('Location', `${main}/back`);
      response.writeHead(307).end(JSON.stringify([asked.url, asked.headers.host, asked.headers.origin]));
    });
    main = await serveApp((_, response) => response.writeHead(302, { Location: `${other}/login?x#y` }).end());
    const { url, others } = await watched(main, { with: [other] });
    const [passed = { target: '', url: '' }] = others;
    expect(passed.target).toBe(other);
    expect((await ask(url, '/')).headers.location).toBe(`${passed.url}/login?x#y`);
    const answer = await ask(passed.url, '/socket.io/?x', { headers: { Origin: url, Host: new URL(passed.url).host } });
    expect(JSON.parse(answer.body.toString())).toEqual(['/socket.io/?x', new URL(other).host, main]);
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': url, location: `${url}/back` });
  });

  it('streams: what is written is there before there is more, both ways', async () => {
    let response: ServerResponse | undefined;
    const uploaded: string[] = [];
    const app = await serveApp((asked, answer) => {
      response = answer;
      asked.on('data', (part: Buffer) => uploaded.push(part.toString()));
      answer.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    });
    const { url } = await watched(app);
    const asked = request(new URL(url), { method: 'POST' });
    asked.write('up 1');
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      response?.write(event);
      expect(String((await once(answer, 'data'))[0])).toBe(event);
    }
    expect(uploaded).toEqual(['up 1']);
    const gone = once(response as ServerResponse, 'close');
    asked.destroy();
    await gone;
  });

  it('breaks off where the app does', async () => {
    const app = await serveApp((_, response) => {
      response.writeHead(200, { 'Content-Length': 100 }).write('half');
      response.socket?.end();
    });
    const { url } = await watched(app);
    await expect(ask(url, '/')).rejects.toThrow('aborted');
  });

  it('says clearly that nothing is there', async () => {
    const target = `http://localhost:${await freePort()}`;
    const { url, others } = await watched(target, { with: ['http://nowhere.invalid'] });
    const page = await ask(url, '/', { headers: document });
    expect([page.status, page.headers['content-type']]).toEqual([502, 'text/html; charset=utf-8']);
    expect(page.body.toString()).toContain(`Nothing listens at ${target}.`);
    const text = await ask(url, '/api');
    expect([text.status, text.body.toString()]).toEqual([
      502,
      `Nothing listens at ${target}. Start the app, then reload.\n`,
    ]);
    expect((await ask(others[0]?.url ?? '', '/')).status).toBe(502);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    socket.destroy();
  });
});

describe('a cookie for the host of the proxy', () => {
  it.each([
    ['a=b; Path=/x; HttpOnly', 'a=b; Path=/x; HttpOnly', 'a=b; Path=/x; HttpOnly'],
    ['a=b; Domain=app.example; Secure', 'a=b; Secure', 'a=b'],
    ['a=b; SameSite=None; Secure; Partitioned', 'a=b; SameSite=None; Secure; Partitioned', 'a=b; SameSite=Lax'],
    ['__Host-a=b; Secure; Path=/', '__Host-a=b; Secure; Path=/', '__Host-a=b; Secure; Path=/'],
    ['a=Domain=x; Max-Age=5', 'a=Domain=x; Max-Age=5', 'a=Domain=x; Max-Age=5'],
  ])('is of %s: %s, and without TLS %s', (cookie, kept, plain) => {
    expect([cookieFor(cookie, false), cookieFor(cookie, true)]).toEqual([kept, plain]);
  });
});

const html = '<!doctype html><html><head><title>App</title></head><body>ü</body></html>';

/** An app whose pages the proxy opens, with a console behind it. */
async function pages(listener: RequestListener) {
  const console = await serveConsole();
  const app = await serveApp(listener);
  return {
    app,
    ...(await watched(app, { probe: { scriptUrl: `${console.url}/probe.js` } })),
    reports: console.reports,
  };
}

const servePage: RequestListener = (_, response) => response.setHeader('Content-Type', 'text/html').end(html);

describe('pages through the proxy', () => {
  it('get the scripts where a browser shows them, and only there', async () => {
    const { url, app } = await pages(servePage);
    const page = await ask(url, '/', { headers: document });
    const scripts = `<script src="/__hopline/redirect.js" data-from="${app}"></script><script src="/__hopline/probe.js"></script>`;
    expect(page.body.toString()).toBe(html.replace('<head>', `<head>${scripts}`));
    for (const headers of [
      { 'sec-fetch-dest': 'empty', accept: 'text/html' },
      { accept: '*/*' },
      { ...document, 'x-requested-with': 'x', 'sec-fetch-dest': 'empty' },
    ])
      expect((await ask(url, '/', { headers })).body.toString()).toBe(html);
    expect((await ask(url, '/', { headers: { accept: 'text/html,*/*' } })).body.toString()).toContain(scripts);
  });

  it('get them in whatever encoding they come', async () => {
    const { url } = await pages((_, response) => {
      response.writeHead(200, {
        'Content-Type': 'text/html',
        'Content-Encoding': 'gzip',
        'Content-Length': gzipSync(html).length,
      });
      response.end(gzipSync(html));
    });
    const page = await ask(url, '/', { headers: document });
    expect(page.headers['content-encoding']).toBeUndefined();
    expect(page.body.toString()).toContain('probe.js"></script><title>');
    expect((await ask(url, '/', { headers: document, method: 'HEAD' })).headers['content-length']).toBeUndefined();
  });

  it('get them without a type, where a browser takes them for pages by what they begin with', async () => {
    const file = Buffer.concat([Buffer.from('PK\u0003\u0004 <html>'), Buffer.alloc(100_000, 7)]);
    const bodies: Record<string, Buffer> = { '/': Buffer.from(`\n${html}`), '/file': file, '/none': Buffer.alloc(0) };
    const { url } = await pages(({ url: path = '', headers }, response) => {
      if (headers['x-strict']) response.setHeader('X-Content-Type-Options', 'nosniff');
      response.end(bodies[path]);
    });
    expect((await ask(url, '/', { headers: document })).body.toString()).toContain('probe.js"></script><title>');
    for (const path of ['/file', '/none'])
      expect((await ask(url, path, { headers: document })).body).toEqual(bodies[path]);
    const strict = await ask(url, '/', { headers: { ...document, 'x-strict': '1' } });
    expect(strict.body).toEqual(bodies['/']);
    expect((await ask(url, '/', { headers: document, method: 'HEAD' })).status).toBe(200);
  });

  it.each([
    ['another status', 404, 'text/html'],
    ['another type', 200, 'text/plain'],
    ['another encoding of characters', 200, 'text/html; charset=utf-16le'],
  ])('are left as they are with %s', async (_name, status, type) => {
    const { url } = await pages((_request, response) => response.writeHead(status, { 'Content-Type': type }).end(html));
    expect((await ask(url, '/', { headers: document })).body.toString()).toBe(html);
  });

  it('are asked after with the tag that the app knows, and are kept for this start only', async () => {
    const asked: unknown[] = [];
    const listener: RequestListener = ({ headers: conditions }, response) => {
      const { 'if-none-match': tag, 'if-modified-since': since } = conditions;
      asked.push([tag, since]);
      const headers = {
        ETag: 'W/"v1"',
        'Last-Modified': 'Mon, 01 Jan 2024 00:00:00 GMT',
        'Cache-Control': 'max-age=999',
      };
      if (tag === 'W/"v1"') response.writeHead(304, headers).end();
      else response.writeHead(200, { ...headers, 'Content-Type': 'text/html' }).end(html);
    };
    const { url } = await pages(listener);
    const first = await ask(url, '/', { headers: document });
    const { etag = '', 'cache-control': cache, 'last-modified': modified } = first.headers;
    expect([cache, modified]).toEqual(['no-cache', undefined]);
    const headers = { ...document, 'if-none-match': etag, 'if-modified-since': 'Mon, 01 Jan 2024 00:00:00 GMT' };
    const again = await ask(url, '/', { headers });
    expect([again.status, again.headers.etag, again.body.length]).toEqual([304, etag, 0]);
    expect((await ask(url, '/', { headers: { ...document, 'if-none-match': 'W/"v1"' } })).status).toBe(200);
    const { url: anew } = await pages(listener);
    expect((await ask(anew, '/', { headers })).status).toBe(200);
    const none = [undefined, undefined];
    expect(asked).toEqual([none, ['W/"v1"', undefined], none, none]);
  });

  it.each([
    ['text/javascript', '/* a */ onfetch = ü', ''],
    ['application/javascript; charset=utf-8', '// a\n"use strict"; onfetch = ü', '"use strict";'],
  ])('are left to the browser, and so is the probe, by a service worker of type %s', async (type, script, ahead) => {
    const { url, app } = await pages(({ headers }, response) => {
      const headersOf = { 'Content-Type': type, ETag: '"v1"', 'Content-Length': Buffer.byteLength(script) };
      response.writeHead(headers['if-none-match'] ? 304 : 200, headersOf).end(script);
    });
    const headers = { 'service-worker': 'script', 'sec-fetch-dest': 'serviceworker', 'if-none-match': '"v1"' };
    const worker = await ask(url, '/sw.js', { headers });
    expect([worker.status, worker.headers.etag]).toEqual([200, undefined]);
    expect(worker.body.toString()).toMatch(/^("use strict";)?addEventListener\('fetch',.+__hopline/);
    expect(worker.body.toString().startsWith(ahead || 'addEventListener')).toBe(true);
    expect(worker.body.toString().endsWith(`});${script}`)).toBe(true);
    expect((await ask(url, '/sw.js')).body.toString()).toBe(script);
    const bare = await watched(app);
    expect((await ask(bare.url, '/sw.js', { headers: { 'service-worker': 'script' } })).body.toString()).toBe(script);
  });

  it('are left alone as a whole where no probe is wanted', async () => {
    const app = await serveApp((_, response) => {
      response
        .setHeader('Content-Security-Policy', "default-src 'none'")
        .setHeader('ETag', '"x"')
        .setHeader('Date', 'x');
      response.setHeader('Content-Type', 'text/html').end(html);
    });
    const { url } = await watched(app, { with: [await serveApp(servePage)] });
    const [bare, passed] = [await ask(app, '/', { headers: document }), await ask(url, '/', { headers: document })];
    expect([passed.status, passed.headers, passed.body.toString()]).toEqual([200, bare.headers, html]);
  });

  it('find the probe and its intake beside them, and nothing else of the console', async () => {
    const { url, reports } = await pages((asked, response) => response.end(`the app's ${asked.url}`));
    const script = await ask(url, '/__hopline/probe.js', { headers: { cookie: 'secret=1' } });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.body.length).toBeGreaterThan(1000);
    expect((await ask(url, '/__hopline/redirect.js')).status).toBe(200);
    const sent = await ask(url, '/__hopline/reports?room=x', { method: 'POST', body: Buffer.from('{"a":1}') });
    expect([sent.status, reports]).toEqual([200, ['{"a":1}']]);
    for (const path of ['/__hopline/api/handshakes', '/__hopline/../probe.js', '/__hopline/'])
      expect((await ask(url, path)).body.toString()).toBe(`the app's ${path}`);
  });
});
