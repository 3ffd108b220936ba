import { describe, expect, it } from '@jest/globals';
import type { HandshakeView } from '../../protocol/verdict.js';
import { connect, getJson, inRoom, metric, until } from '../support/clients.js';
import { runAcquainted } from '../support/everywhere.js';
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
