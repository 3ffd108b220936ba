import { describe, expect, it } from '@jest/globals';
import { call, metric, pairIn, runGateway, until } from '../support/clients.js';
import { closed as withTokens, mint } from '../support/tokens.js';
import { first, frame, pollingAt, webSocketTo, type Speaker } from '../support/wire.js';

const connected = (url: string) => metric(url, 'hopline_hops_total{stage="connected",result="reached"}');
const stranger = (url: string) => metric(url, 'hopline_limited_total{limit="stranger"}');
const said = ({ heard }: Speaker, text: string) =>
  until(
    () => Promise.resolve(heard()),
    (all) => all.includes(text),
  );
const text = (packet: string) => frame(first.text, packet);
const once = 'A connection connects to Socket.IO once.';

describe('a connection', () => {
  it.each([
    ['with tokens', withTokens],
    ['without', {}],
  ])('becomes one socket at most, however often it connects at once: %s', async (_, env) => {
    const { url } = await runGateway(env);
    const connect = text(`40${JSON.stringify({ token: await mint() })}`);
    const before = (await connected(url)) ?? 0;
    const speaker = await webSocketTo(url);
    await said(speaker, '0{"sid"');

    speaker.wire.write(Buffer.concat(Array.from({ length: 200 }, () => connect)));
    await speaker.closed;

    expect(speaker.heard()).toContain(once);
    expect(((await connected(url)) ?? 0) - before).toBeLessThanOrEqual(1);
    expect(await stranger(url)).toBe(1);
  });

  it('becomes one socket at most over polling too, by one body', async () => {
    const { url } = await runGateway();
    const session = await pollingAt(url);

    await fetch(session, { method: 'POST', body: Array.from({ length: 200 }, () => '40').join('\u001e') });

    expect(await (await fetch(session)).text()).toContain(once);
    expect((await connected(url)) ?? 0).toBeLessThanOrEqual(1);
    expect(await stranger(url)).toBe(1);
  });

  it('that has a socket gets no second one, by whatever name of the namespace', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    for (const packet of ['40', '40/,{}', '40{}']) {
      const speaker = await webSocketTo(url);
      await said(speaker, '0{"sid"');
      speaker.wire.write(text('40'));
      await said(speaker, '40{"sid"');

      speaker.wire.write(text(packet));
      await speaker.closed;

      expect(speaker.heard()).toContain(once);
    }
    await call(anna, boris);
  });

  it('may leave, and become a socket again', async () => {
    const { url } = await runGateway();
    const speaker = await webSocketTo(url);
    await said(speaker, '0{"sid"');
    for (let turn = 1; turn <= 3; turn++) {
      speaker.wire.write(text('40'));
      await until(
        () => Promise.resolve(speaker.heard().split('40{"sid"').length - 1),
        (sockets) => sockets === turn,
      );
      const present = await metric(url, 'hopline_participants');
      speaker.wire.write(text('41'));
      expect(present).toBe(0);
      await until(
        () => metric(url, 'hopline_hops_total{stage="connected",result="reached"}'),
        (count) => count === turn,
      );
    }
    expect(await stranger(url)).toBe(0);
  });

  it('may connect again after it was refused, and pays for each', async () => {
    const { url } = await runGateway({ ...withTokens, LIMIT_MESSAGES: '4' });
    const speaker = await webSocketTo(url);
    await said(speaker, '0{"sid"');
    for (let turn = 1; turn <= 8; turn++) {
      speaker.wire.write(text('40{"token":"x"}'));
      await until(
        () => Promise.resolve(speaker.heard().split('"code":"token-invalid"').length - 1),
        (refused) => refused === turn,
      );
    }

    speaker.wire.write(text('40{"token":"x"}'));
    await speaker.closed;

    expect(speaker.heard()).toContain('"code":"rate-limited"');
  });
});
