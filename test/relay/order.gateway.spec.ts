import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { WebSocket } from 'ws';
import { connect, runGateway, type Peer } from '../support/clients.js';
import { candidate, sdp } from '../support/sdp.js';

/** What a sender does: it sends one more message, in one of the forms that go different ways through the gateway. */
const forms = ['candidate', 'another order', 'acknowledged', 'offer', 'large offer', 'unrelated'] as const;
type Form = (typeof forms)[number];
const story = fc.record({
  sends: fc.array(fc.constantFrom<Form>(...forms), { minLength: 1, maxLength: 60 }),
  /** So much ahead of it that more than the network holds is waiting. */
  floods: fc.boolean(),
  /** Its connection begins as polling, and becomes a WebSocket while it is sent all this. */
  upgrades: fc.boolean(),
  acknowledges: fc.boolean(),
  /** It reads nothing until all is sent. */
  waits: fc.boolean(),
  /** It goes behind so many. */
  closesBehind: fc.option(fc.nat({ max: 30 })),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

const filling = `a=x:${'y'.repeat(60_000)}\r\n`;

/** Sends one message; answers with what its target is to be sent of it, and when that is done. */
function send(sender: Peer, target: string, form: Form, index: number): { sent?: object; done?: Promise<unknown> } {
  const numbered = candidate(`u${index}`);
  const description = { type: 'offer', sdp: sdp({ ufrag: `u${index}` }) + (form === 'large offer' ? filling : '') };
  switch (form) {
    case 'candidate':
      sender.emit('ice-candidate', { target, candidate: numbered });
      return { sent: { candidate: numbered } };
    case 'another order':
      sender.emit('ice-candidate', { candidate: numbered, target });
      return { sent: { candidate: numbered } };
    case 'acknowledged':
      return { done: sender.ask('ice-candidate', { target, candidate: numbered }), sent: { candidate: numbered } };
    case 'offer':
    case 'large offer':
      sender.emit('offer', { target, offer: description });
      return { sent: { offer: description, username: 'Anna' } };
    case 'unrelated':
      return { done: sender.ask('nothing', index) };
  }
}

const relayed = ['offer', 'ice-candidate'];

async function play(url: string, room: string, { sends, floods, upgrades, acknowledges, waits, closesBehind }: Story) {
  const transports = upgrades ? ['polling', 'websocket'] : ['websocket'];
  const boris = await connect(url, { transports, auth: { acks: acknowledges } });
  const got: Record<string, unknown>[] = [];
  const anna = await connect(url);
  const sender = anna.id;
  const over = Promise.withResolvers<void>();
  boris.socket.onAny((event: string, payload: Record<string, unknown>, acknowledge?: () => void) => {
    acknowledge?.();
    if (event === 'user-left') over.resolve();
    if (!relayed.includes(event)) return;
    const { candidate: one, offer: other, sender: by, username } = payload;
    got.push({ ...(one ? { candidate: one } : { offer: other, username }), sender: by });
    if (got.length === closesBehind) boris.socket.disconnect();
  });
  boris.socket.once('disconnect', () => over.resolve());
  await boris.join(room, 'Boris');
  await anna.join(room, 'Anna');
  const webSocket = (boris.socket.io.engine.transport as unknown as { ws?: WebSocket }).ws;
  if (waits) webSocket?.pause();
  const flood = Array.from<Form>({ length: floods && waits ? 150 : 0 }).fill('large offer');
  const messages = [...flood, ...sends].map((form, index) => send(anna, boris.id, form, index));
  for (const { done } of messages) await done;
  await anna.pending();
  webSocket?.resume();
  // Behind all that was sent comes that its sender has left.
  anna.socket.disconnect();
  await over.promise;
  boris.socket.disconnect();
  const sent = messages.flatMap((one) => (one.sent ? [{ ...one.sent, sender }] : []));
  return { sent, got };
}

describe('what somebody is sent', () => {
  it('comes whole and in its order, whichever way it takes, and up to where the connection closes', async () => {
    const { url } = await runGateway({ LIMITS: 'off', MAX_UNREAD: '100000000' });
    let room = 0;
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { sent, got } = await play(url, `room ${++room}`, told);
        const whole = told.closesBehind === null || told.closesBehind === 0 || told.closesBehind > sent.length;
        expect(got).toEqual(whole ? sent : sent.slice(0, Math.max(got.length, told.closesBehind ?? 0)));
      }),
      { numRuns: 40 },
    );
  });
});
