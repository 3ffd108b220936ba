import { describe, expect, it } from '@jest/globals';
import type { HandshakeView } from '../../protocol/verdict.js';
import { connect, getJson, inRoom, metric, until } from '../support/clients.js';
import { runAcquainted } from '../support/everywhere.js';
import { ProbedPage } from '../support/pages.js';
import { offer } from '../support/sdp.js';

const refusals = 'hopline_rejections_total{reason="not-in-room"}';

describe('an offer of a connection that is in no room', () => {
  it('shows once, in the room of its target, whichever instance that lives on', async () => {
    const { urls } = await runAcquainted(3);
    const [one = '', other = '', third = ''] = urls;
    const anna = await inRoom(one, 'den', 'Anna');
    const outsider = await connect(other);

    for (let n = 0; n < 3; n++)
      expect(await outsider.ask('offer', { target: anna.id, offer: offer() })).toMatchObject({
        ok: false,
        error: { code: 'not-in-room' },
      });

    const list = () => getJson<{ handshakes: HandshakeView[] }>(`${third}/api/handshakes?room=den`);
    const { handshakes } = await until(list, (told) => told.handshakes.length > 0);
    expect(handshakes).toMatchObject([
      { outcome: 'failed', cause: 'rejected', caller: { id: outsider.id }, callee: { id: anna.id, username: 'Anna' } },
    ]);
    const counts = await Promise.all(urls.map((url) => metric(url, refusals)));
    // What is sent again goes nowhere: it is refused where it comes.
    expect(counts).toEqual([1, 2, 0]);
    expect(await anna.pending()).toEqual([]);
  });

  it('to nobody is refused where it comes', async () => {
    const { urls } = await runAcquainted(2);
    const [one = ''] = urls;
    const outsider = await connect(one);

    for (let n = 0; n < 10; n++) await outsider.ask('offer', { target: `nobody${n}`, offer: offer() });

    await until(
      () => metric(one, refusals),
      (count) => count === 10,
    );
    expect(await metric(urls[1] ?? '', refusals)).toBe(0);
  });
});

/** Boris's page, of which his probe has told which connections are its own, is connected anew, and joins nothing. */
async function reconnected(urls: readonly string[]) {
  const [one = '', other = '', third = ''] = urls;
  const anna = await inRoom(one, 'den', 'Anna');
  const boris = await inRoom(other, 'den', 'Boris');
  await anna.next('user-joined');
  const { id } = boris;
  const page = new ProbedPage(boris);
  await page.report(other);
  boris.socket.io.engine.close();
  await anna.next('user-left');
  const again = await connect(third);
  page.connected(again);
  await page.report(other);
  return { anna, id, again };
}

describe('a page that is connected again, to whichever instance, and has joined no room', () => {
  it('bears its name in what it calls, and is named for it where it is called, until it joins some room', async () => {
    const { urls } = await runAcquainted(3, { LIMITS: 'off' });
    const [one = '', other = ''] = urls;
    const { anna, id, again } = await reconnected(urls);

    await again.ask('offer', { target: anna.id, offer: offer() });
    const list = () => getJson<{ handshakes: HandshakeView[] }>(`${one}/api/handshakes?room=den`);
    const { handshakes } = await until(list, (told) => told.handshakes.length > 0);
    expect(handshakes).toMatchObject([{ cause: 'rejected', caller: { id: again.id, username: 'Boris' } }]);

    const call = async () => {
      const answer = await anna.ask('offer', { target: id, offer: offer() });
      return answer.ok ? 'sent' : answer.error.message;
    };
    // Until it has had the time to join, it may have left.
    await until(call, (told) => told.endsWith('That participant is connected again, and has joined no room.'));
    const called = (await list()).handshakes.find(({ callee }) => callee.id === id);
    expect(called).toMatchObject({ cause: 'target-missing', owedBy: 'callee', callee: { username: 'Boris' } });

    await inRoom(other, 'yard', 'Chen');
    await again.ask('join-room', 'yard', 'Boris');
    expect(await call()).not.toMatch(/connected again/);
    await again.ask('leave-room');
    expect(await call()).not.toMatch(/connected again/);
  });
});
