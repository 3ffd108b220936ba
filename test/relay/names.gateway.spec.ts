import { describe, expect, it } from '@jest/globals';
import { connect, runGateway } from '../support/clients.js';
import { closed, mint } from '../support/tokens.js';

const nothing = [
  ' ',
  '\u00a0\u3000',
  '\u200b\u200d\u2060',
  '\u00ad',
  '\u034f\u0301',
  '\u115f\u3164',
  '\uffa0',
  '\u2800',
  '\ufe0f',
  '\u{e0041}',
  '\u{13441}',
  '\u{1d159}',
];
const something = ['A', 'ن', 'क्षि', '7', '!', '👩‍👩‍👧', 'e\u0301', ' Анна ', 'می‌خواهم', '王'];

describe('the name of a participant or a room', () => {
  it.each(nothing)('is refused where it shows nothing: %j', async (name) => {
    const { url } = await runGateway();
    const anna = await connect(url);

    const asName = await anna.ask('join-room', 'two', name);
    const asRoom = await anna.ask('join-room', { room: name, username: 'Anna' });

    const rule = expect.stringContaining('must show something: a letter, a number or a sign');
    expect([asName, asRoom]).toEqual([
      { ok: false, error: { code: 'malformed', message: rule } },
      { ok: false, error: { code: 'malformed', message: rule } },
    ]);
  });

  it('is taken where it shows something, in whatever script', async () => {
    const { url } = await runGateway();
    const anna = await connect(url);

    for (const name of something) {
      expect(await anna.ask('join-room', name, name)).toMatchObject({ ok: true, room: name, self: { username: name } });
    }
  });

  it('is refused in a token too', async () => {
    const { url } = await runGateway(closed);

    const refused = connect(url, { auth: { token: await mint({ rooms: '*', name: '\u200b' }) } });

    await expect(refused).rejects.toMatchObject({ data: { code: 'token-invalid' } });
  });
});
