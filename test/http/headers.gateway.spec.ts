import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { metric, runGateway } from '../support/clients.js';

const headersOf = async (url: string, origin?: string) =>
  (await fetch(url, { headers: origin === undefined ? {} : { Origin: origin } })).headers;
const directives = (policy: string | null) =>
  new Map((policy ?? '').split(';').map((part) => [part.split(' ')[0], part.split(' ').slice(1)] as const));

describe('what answers say to browsers', () => {
  it.each(['/', '/console/', '/console/login.html', '/api/docs/', '/api/rooms', '/metrics', '/nowhere'])(
    'of %s: nothing inline, nothing from elsewhere, no frame around it',
    async (path) => {
      const { url } = await runGateway();

      const headers = await headersOf(`${url}${path}`);

      const policy = directives(headers.get('content-security-policy'));
      const { host } = new URL(url);
      expect(policy.get('default-src')).toEqual(["'none'"]);
      expect([policy.get('script-src'), policy.get('style-src')]).toEqual([["'self'"], ["'self'"]]);
      expect(policy.get('connect-src')).toEqual(["'self'", `ws://${host}`, `wss://${host}`]);
      expect([policy.get('frame-ancestors'), policy.get('base-uri')]).toEqual([["'none'"], ["'none'"]]);
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('allows pictures from within a style sheet on the page of the API alone', async () => {
    const { url } = await runGateway();
    const pictures = async (path: string) =>
      directives((await headersOf(`${url}${path}`)).get('content-security-policy')).get('img-src');

    expect(await pictures('/api/docs/')).toEqual(["'self'", 'data:']);
    expect([await pictures('/'), await pictures('/api/rooms')]).toEqual([["'self'"], ["'self'"]]);
  });

  it('takes no word of a request into the policy', async () => {
    const { url } = await runGateway();
    const { port } = new URL(url);

    const policy = await new Promise<string>((resolve, reject) => {
      const headers = { Host: "x; script-src 'unsafe-inline'" };
      request({ port, host: '127.0.0.1', headers }, (response) => {
        response.resume();
        resolve(String(response.headers['content-security-policy']));
      })
        .on('error', reject)
        .end();
    });

    expect(policy).not.toContain('unsafe-inline');
    expect(directives(policy).get('connect-src')).toEqual(["'self'", "'self'"]);
  });

  it.each(['/probe.js', '/probe-log.js'])('lets pages of any origin load %s', async (path) => {
    const { url } = await runGateway();

    const headers = await headersOf(`${url}${path}`, 'https://elsewhere.example');

    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each(['/', '/hopline.js', '/console/', '/ice-servers'])('lets no other origin have %s', async (path) => {
    const { url } = await runGateway({ CORS_ORIGINS: 'https://app.example' });

    const foreign = await headersOf(`${url}${path}`, 'https://elsewhere.example');
    const own = await headersOf(`${url}${path}`, 'https://app.example');

    expect(foreign.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(foreign.get('access-control-allow-origin')).toBeNull();
    expect(own.get('access-control-allow-origin')).toBe('https://app.example');
  });
});

const send = (url: string, origin?: string) =>
  fetch(`${url}/reports`, { method: 'POST', body: '{}', headers: origin === undefined ? {} : { Origin: origin } });

describe('reports', () => {
  it('come from the origins that are listed for them, wider or narrower than those of calls', async () => {
    const { url } = await runGateway({
      CORS_ORIGINS: 'https://app.example',
      REPORT_ORIGINS: 'https://app.example,https://other.example',
    });

    const answers = [
      await send(url, 'https://other.example'),
      await send(url, 'https://app.example'),
      await send(url),
      await send(url, 'https://elsewhere.example'),
      await send(url, 'null'),
      await send(url, 'https://other.example.elsewhere.example'),
    ];

    // 400: taken in, and no batch.
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 403, 403, 403]);
    expect(answers[0]?.headers.get('access-control-allow-origin')).toBe('https://other.example');
    expect(answers[3]?.headers.get('access-control-allow-origin')).toBeNull();
    expect(await answers[3]?.json()).toMatchObject({ code: 'origin-refused' });
    expect(await metric(url, 'hopline_rejections_total{reason="origin-refused"}')).toBe(3);
    expect(await metric(url, 'hopline_hops_total{stage="requested",result="refused"}')).toBe(3);
  });

  it('may be read by their page under the name of a room, too', async () => {
    const { url } = await runGateway({ REPORT_ORIGINS: 'https://other.example' });

    const { headers } = await fetch(`${url}/reports?room=den`, {
      method: 'POST',
      body: '{}',
      headers: { Origin: 'https://other.example' },
    });

    expect(headers.get('access-control-allow-origin')).toBe('https://other.example');
  });
});
