import { describe, expect, it } from '@jest/globals';
import { metric, runGateway } from '../support/clients.js';
import { wireTo } from '../support/wire.js';

const batch = { probe: 'pageofnobody', sentAt: 1, reports: [{ step: 'probe-started', result: 'reached', at: 1 }] };
const text = JSON.stringify(batch);

interface Answer {
  status: number;
  said: Record<string, string>;
  told: string;
}

/** Status, headers and body of an answer, without what no two have in common. */
async function answerOf(
  url: string,
  body: string | Buffer<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body, headers });
  const said = Object.fromEntries([...response.headers].filter(([name]) => !/^(?:date|content-length)$/.test(name)));
  const told = (await response.text()).replace(/"receivedAt":[\d.]+/, '"receivedAt":0');
  return { status: response.status, said, told };
}

/** As a probe sends it; and in a way that leaves it to the parsers and the controller. */
const ways = [{}, { 'Content-Encoding': 'identity' }] as const;

describe.each([
  ['from anywhere', {}],
  ['from one origin', { REPORT_ORIGINS: 'https://app.example' }],
])('a batch of reports that may come %s', (_, settings) => {
  it.each([
    ['is one', 200, text],
    ['begins with a byte order mark', 200, `\uFEFF${text}`],
    ['is not JSON', 400, '{'],
    ['is no batch', 400, '[]'],
    ['has a field too many', 400, JSON.stringify({ ...batch, more: 1 })],
    ['is no text', 400, Buffer.from([0xff, 0xfe, 0x00])],
    ['is too large', 413, text.padEnd(40_000)],
    ['is empty', 400, ''],
  ])('is answered the same on the fast path and by the controller where it %s', async (_what, status, body) => {
    const { url } = await runGateway(settings);

    for (const Origin of [undefined, 'https://app.example', 'https://elsewhere.example']) {
      const [short, long] = await Promise.all(
        ways.map((way) => answerOf(`${url}/reports?room=den`, body, { ...way, ...(Origin && { Origin }) })),
      );
      const isRefused = Origin === 'https://elsewhere.example' && 'REPORT_ORIGINS' in settings;
      expect(short).toEqual(long);
      expect(short).toMatchObject({
        status: isRefused ? 403 : status,
        said: { 'content-type': 'application/json; charset=utf-8' },
      });
    }
  });
});

describe('the fast path of a batch', () => {
  it('counts for the limit of reports as the long one does', async () => {
    const { url } = await runGateway({ LIMIT_REPORTS: '1' });
    const answers = [];

    for (let sent = 0; sent < 12; sent++) answers.push(await answerOf(`${url}/reports`, text, ways[sent % 2] ?? {}));

    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    expect(answers[10]?.said).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    expect(await metric(url, 'hopline_limited_total{limit="reports"}')).toBe(2);
  });

  it('names each host that is asked for in its policy, also behind another one', async () => {
    const { url } = await runGateway();
    const ask = async (host: string) => {
      const { wire, heard, answered } = await wireTo(url);
      const head = `Host: ${host}\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: ${text.length}`;
      wire.write(`POST /reports HTTP/1.1\r\nConnection: close\r\n${head}\r\n\r\n${text}`);
      await answered;
      return heard();
    };

    for (const host of ['one.example', 'two.example', 'one.example:81']) {
      expect(await ask(host)).toContain(`connect-src 'self' ws://${host} wss://${host};`);
    }
  });
});
