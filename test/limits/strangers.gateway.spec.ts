import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { reportLimits, type ReportBatch } from '../../protocol/reports.js';
import { Addresses } from '../../src/limits/addresses.js';
import { RefusalLog } from '../../src/limits/refusal-log.js';
import { limitStrangers } from '../../src/limits/strangers.js';
import { inRoom, metric, pairIn, runGateway, until } from '../support/clients.js';
import { ProbedPage, refOf } from '../support/pages.js';
import { offer } from '../support/sdp.js';

const made = { step: 'offer-created', local: { session: 'x', version: 'y', ufrag: 'z' } } as const;
const reports = (count: number) => Array.from({ length: count }, () => made);
const full = reports(reportLimits.perBatch);
const limited = (url: string) => metric(url, 'hopline_limited_total{limit="reports-strangers"}');

/** What little comes back within a test is less than a full batch. */
const slow = { LIMIT_REPORTS_STRANGERS: '1', TRUST_PROXY: '127.0.0.1' };

const send = (url: string, batch: unknown, address = '198.51.100.1') =>
  fetch(`${url}/reports`, {
    method: 'POST',
    body: JSON.stringify(batch),
    headers: { 'X-Forwarded-For': address },
  });

/** Full batches, each of a page of its own, until one is refused: that one, the answer to it, and how many were taken. */
async function flood(url: string): Promise<{ batch: ReportBatch; refused: Response; taken: number }> {
  for (let taken = 0; taken < 100; taken++) {
    const batch = new ProbedPage().batch(full);
    const answer = await send(url, batch);
    if (answer.status !== 200) return { batch, refused: answer, taken };
  }
  throw new Error('never refused');
}

describe('a flood of reports by strangers', () => {
  it('is refused behind ten full batches, hears when to come again, and is counted', async () => {
    const { url } = await runGateway(slow);

    const { refused, taken } = await flood(url);

    expect([taken, refused.status]).toEqual([10, 429]);
    expect(await refused.json()).toMatchObject({ statusCode: 429, code: 'rate-limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await limited(url)).toBe(1);
    expect(await metric(url, 'hopline_rejections_total{reason="rate-limited"}')).toBe(1);
    expect(await metric(url, 'hopline_reports_total{result="held"}')).toBe(640);
  });

  it('keeps no page out that is a participant’s, nor anybody at another address', async () => {
    const { url } = await runGateway(slow);
    const [anna] = await pairIn(url);
    const proved = new ProbedPage(anna);
    await flood(url);

    const named = await send(url, proved.batch(full));
    // Its reports of the session's page go on when that has left and its connection is gone.
    anna.socket.disconnect();
    await until(
      () => fetch(`${url}/api/rooms`).then((answer) => answer.text()),
      (rooms) => !rooms.includes('Anna'),
    );
    const left = await send(url, { ...proved.batch(full), socket: undefined });
    const elsewhere = await send(url, new ProbedPage().batch(full), '198.51.100.2');

    expect([named.status, left.status, elsewhere.status]).toEqual([200, 200, 200]);
  });

  it('keeps no page out that speaks of a description which was relayed, or has spoken of one', async () => {
    const { url } = await runGateway(slow);
    const polling = { transports: ['polling'] };
    const [anna, boris] = [await inRoom(url, 'two', 'Anna', polling), await inRoom(url, 'two', 'Boris', polling)];
    const page = new ProbedPage();
    const description = offer();
    await flood(url);
    expect((await send(url, page.batch(full))).status).toBe(429);
    await anna.ask('offer', { target: boris.id, offer: description });
    const known = { step: 'offer-created', local: refOf(description) } as const;

    const speaking = await send(url, page.batch([...full.slice(1), known]));
    const later = await send(url, page.batch(full));

    expect([speaking.status, later.status]).toEqual([200, 200]);
    expect(await speaking.json()).toMatchObject({ accepted: 1 });
  });

  it('may go on by and by: what was refused is taken when it is sent again after the time that was said', async () => {
    const { url } = await runGateway({ LIMIT_REPORTS_STRANGERS: '100' });
    const { batch, refused } = await flood(url);
    const refusedAt = performance.now();
    const { retryAfterMs } = (await refused.json()) as { retryAfterMs: number };

    const again = await until(
      () => send(url, batch),
      ({ status }) => status !== 429,
    );

    expect(again.status).toBe(200);
    // It was kept back for a while itself, in which as much came back.
    expect(performance.now() - refusedAt + 150).toBeGreaterThanOrEqual(retryAfterMs);
  });

  it.each([
    ['what is not well-formed', { reports: full, more: 1 }, 10],
    ['more than may be in one', { reports: reports(300) }, 10],
    ['nothing', null, 640],
  ])('costs as much where a batch is %s', async (_, batch, most) => {
    const { url } = await runGateway({ ...slow, LIMIT_REPORTS: '100' });
    const statuses: number[] = [];

    while (statuses.at(-1) !== 429 && statuses.length < 700) statuses.push((await send(url, batch)).status);

    expect(statuses.indexOf(429)).toBeGreaterThanOrEqual(most);
    // One a second comes back.
    expect(statuses.indexOf(429)).toBeLessThan(most + 55);
    expect(new Set(statuses.slice(0, -1))).toEqual(new Set([400]));
  });
});

/** The limit, of 250 a second: how many requests go through, and what is counted. */
function limitOf(isKnown: (batch: unknown) => boolean = () => false) {
  const counted: string[] = [];
  const refusalLog = new RefusalLog(
    (name) => counted.push(name),
    () => undefined,
  );
  const middleware = limitStrangers({ addresses: new Addresses([]), perSecond: 250, limit: 10, isKnown, refusalLog });
  const ask = (body: unknown, address: string) => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: address });
    const request = Object.assign(new IncomingMessage(socket), { body });
    const response = new ServerResponse(request);
    let passed = false;
    middleware(request, response, () => (passed = true));
    // As when the client has gone: nothing of it is kept.
    response.emit('close');
    return passed;
  };
  return { counted, ask };
}

describe('the reports of strangers', () => {
  const few = { reports: reports(5) };

  it('are the first ones of a hundred pages at once, and a few more', () => {
    const { counted, ask } = limitOf();
    const passed = Array.from({ length: 128 }, () => ask(few, '192.0.2.1'));

    expect(passed).toEqual(passed.map(() => true));
    expect(counted).toEqual([]);
  });

  it('are counted by address, and those of a page that is somebody’s are not', () => {
    const { counted, ask } = limitOf((batch) => batch === few);
    for (let sent = 0; sent < 12; sent++) ask({ reports: full }, '192.0.2.1');

    expect(ask({ reports: full }, '192.0.2.1')).toBe(false);
    expect(counted).toContain('reports-strangers');
    expect(ask({ reports: full }, '192.0.2.2')).toBe(true);
    expect(Array.from({ length: 300 }, () => ask(few, '192.0.2.1'))).not.toContain(false);
  });
});
