import { describe, expect, it } from '@jest/globals';
import type { HandshakeDetail } from '../../protocol/console.js';
import type { ReportReceipt } from '../../protocol/reports.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import { connect, getJson, inRoom, metric, shortWaits, until, type Peer } from '../support/clients.js';
import { clusterOf, knows, reached, runInstance } from '../support/cluster.js';
import { runAcquainted } from '../support/everywhere.js';
import { ProbedPage, refOf } from '../support/pages.js';
import { startOwnRedis } from '../support/redis.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

const offered = offer();
const answered = answer();
const [local, remote] = [refOf(offered), refOf(answered)];
const denied = { step: 'media-captured', result: 'failed', failure: { name: 'NotAllowedError' } } as const;

/** The messages of a call: Anna's offer, Boris' answer, a candidate each. */
async function signal(anna: Peer, boris: Peer): Promise<string> {
  await anna.ask('offer', { target: boris.id, offer: offered });
  const { handshake } = await boris.next<{ handshake: string }>('offer');
  await boris.ask('answer', { target: anna.id, answer: answered });
  anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
  boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });
  await Promise.all([anna.next('ice-candidate'), boris.next('ice-candidate')]);
  return handshake;
}

const path = ['ice-connected', 'dtls-connected', 'media-flowing'] as const;
/** Long enough for a busy machine to hand on in time what was kept. */
const waits = Object.fromEntries(Object.keys(shortWaits).map((wait) => [wait, '1000']));
const failed = ({ outcome }: HandshakeView) => outcome === 'failed';

async function hopsOf(url: string, id: string): Promise<string[]> {
  const { timeline } = await getJson<HandshakeDetail>(`${url}/api/handshakes/${id}`);
  return timeline.map(({ kind, from }) => `${from} ${kind}`);
}

describe('reports', () => {
  it('lead to connected, with one ladder, whichever of three instances takes them in', async () => {
    const { urls } = await runAcquainted(3);
    const [one = '', other = '', third = ''] = urls;
    const anna = await inRoom(one, 'den', 'Anna');
    const boris = await inRoom(other, 'den', 'Boris');
    await anna.next('user-joined');
    const [annas, boriss] = [new ProbedPage(anna), new ProbedPage(boris)];

    const id = await signal(anna, boris);
    expect(await annas.report(other, { step: 'offer-created', local })).toBe(1);
    expect(await boriss.report(third, { step: 'offer-applied', remote: local })).toBe(1);
    expect(await boriss.report(other, { step: 'answer-created', local: remote, remote: local })).toBe(1);
    expect(await annas.report(third, { step: 'answer-applied', local, remote })).toBe(1);
    expect(await annas.report(one, ...path.map((step) => ({ step, local, remote })))).toBe(3);
    expect(await boriss.report(one, ...path.map((step) => ({ step, local: remote, remote: local })))).toBe(3);

    const verdict = await boris.next<HandshakeView>('verdict', ({ outcome }) => outcome === 'connected');
    expect(verdict.id).toBe(id);
    const { handshakes } = await getJson<{ handshakes: HandshakeView[] }>(`${third}/api/handshakes`);
    expect(handshakes).toMatchObject([{ id, outcome: 'connected' }]);
    const counts = await Promise.all(
      urls.map((url) => metric(url, 'hopline_reports_total{result="matched"}').then((count) => count ?? 0)),
    );
    expect(counts).toEqual([10, 0, 0]);
  });

  it('of a page whose session nobody has seen find their way by the room in their URL', async () => {
    const [one = '', other = '', third = ''] = (await runAcquainted(3)).urls;
    const anna = await inRoom(one, 'den', 'Anna');
    const boris = await inRoom(other, 'den', 'Boris', { transports: ['polling'] });
    await anna.next('user-joined');
    const page = new ProbedPage();
    page.room = 'den';

    const id = await signal(anna, boris);
    expect(await page.report(third, { step: 'offer-applied', remote: local })).toBe(1);
    expect(await page.report(other, denied)).toBe(1);

    expect(await hopsOf(third, id)).toEqual(expect.arrayContaining(['callee offer-applied', 'callee media-captured']));
  });

  it('of a microphone refused before joining are there when the call comes, once', async () => {
    const [one = '', other = '', third = ''] = (await runAcquainted(3, waits)).urls;
    const anna = await inRoom(one, 'den', 'Anna');
    const page = new ProbedPage();

    expect(await page.report(third, { step: 'media-requested' }, denied)).toBe(0);
    const boris = await connect(other);
    page.connected(boris);
    page.listens(boris, third);
    // What it said before it had a session, a probe says again with it.
    expect(await page.report(one, { step: 'media-requested' }, denied)).toBe(0);
    await boris.join('den', 'Boris');
    await anna.ask('offer', { target: boris.id, offer: offered });

    const verdict = await anna.next<HandshakeView>('verdict', failed);
    expect(verdict).toMatchObject({ cause: 'media-denied', owedBy: 'callee' });
    const hops = await hopsOf(other, verdict.id);
    expect(hops.filter((hop) => hop === 'callee media-captured')).toHaveLength(1);
  });

  it('that a socket has brought before joining are there too', async () => {
    const [one = '', other = ''] = (await runAcquainted(2, waits)).urls;
    const anna = await inRoom(one, 'den', 'Anna');
    const boris = await connect(other);
    const page = new ProbedPage();

    page.connected(boris);
    page.listens(boris, other);
    expect(await boris.ask('report', page.batch([denied]))).toMatchObject({ ok: true, accepted: 0 });
    await boris.join('den', 'Boris');
    await anna.ask('offer', { target: boris.id, offer: offered });

    expect(await anna.next('verdict', failed)).toMatchObject({ cause: 'media-denied', owedBy: 'callee' });
  });

  it('of a page that has only said whose it is, before joining, let it be judged', async () => {
    const [one = '', other = ''] = (
      await runAcquainted(2, { ...waits, WAIT_OFFER_CREATED: '1000', WAIT_PERMISSION: '1000' })
    ).urls;
    const boris = await inRoom(one, 'den', 'Boris');
    const anna = await connect(other);
    const page = new ProbedPage(anna);

    page.listens(anna, other);
    expect(await page.report(other)).toBe(0);
    await anna.join('den', 'Anna');

    expect(await boris.next('verdict', failed)).toMatchObject({ cause: 'never-offered', evidence: 'probe' });
  });

  it('come in order, whichever instances have kept them', async () => {
    const [one = '', other = '', third = ''] = (await runAcquainted(3, waits)).urls;
    const anna = await inRoom(one, 'den', 'Anna');
    const boris = await connect(other);
    const page = new ProbedPage();

    await page.report(third, denied);
    page.connected(boris);
    page.listens(boris, one);
    await page.report(one, { step: 'media-captured' });
    await boris.join('den', 'Boris');
    await page.report(third);
    await anna.ask('offer', { target: boris.id, offer: offered });

    const verdict = await anna.next<HandshakeView>('verdict', failed);
    expect(verdict.cause).not.toBe('media-denied');
    expect(await hopsOf(third, verdict.id)).toContain('callee media-captured');
  });

  it('that are sent again, to another instance, are taken once', async () => {
    const [one = '', other = ''] = (await runAcquainted(2)).urls;
    const anna = await inRoom(one, 'den', 'Anna');
    const boris = await inRoom(other, 'den', 'Boris');
    await anna.next('user-joined');
    const id = await signal(anna, boris);
    const page = new ProbedPage(boris);
    const batch = page.batch([{ step: 'offer-applied', remote: local }]);

    await page.post(other, batch);
    const more = page.batch([{ step: 'answer-created', local: remote, remote: local }]).reports;
    const again = await page.post(one, { ...batch, sentAt: batch.sentAt + 5, reports: [...batch.reports, ...more] });

    expect(await again.json()).toMatchObject({ accepted: 1 });
    const hops = await hopsOf(other, id);
    expect(hops.filter((hop) => hop === 'callee offer-applied')).toHaveLength(1);
    expect(hops).toContain('callee answer-created');
  });

  it('are to be sent again while nobody can say where they belong, and reach it then', async () => {
    const redis = await startOwnRedis();
    atEnd(() => redis.close());
    const [one = '', other = '', third = ''] = await Promise.all(
      [1, 2, 3].map(async () => {
        const { url } = await runInstance({ ...clusterOf(redis.url), INSTANCE_LEASE: '20000' });
        await reached(url);
        return url;
      }),
    );
    await Promise.all([one, other, third].map((url) => knows(url, { answered: 3, silent: [] })));
    const anna = await inRoom(one, 'den', 'Anna');
    const boris = await inRoom(other, 'den', 'Boris');
    await anna.next('user-joined');
    const id = await signal(anna, boris);
    const page = new ProbedPage(boris);
    const batch = page.batch([{ step: 'offer-applied', remote: local }]);

    await redis.stop();
    expect((await page.post(third, batch)).status).toBe(503);
    // Whoever has the connection knows where it is passed on to.
    expect(await page.report(other, { step: 'answer-created', local: remote, remote: local })).toBe(1);
    await redis.restart();
    await Promise.all([one, third].map(reached));

    const again = async () => (await (await page.post(third, batch)).json()) as ReportReceipt;
    await until(again, ({ accepted }) => accepted === 1);
    expect(await hopsOf(other, id)).toEqual(expect.arrayContaining(['callee offer-applied', 'callee answer-created']));
  });
});
