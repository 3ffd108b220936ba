import { candidate, offer } from '../../test/support/sdp.js';
import type { Client } from './client.js';
import type { Stage } from './stage.js';

/** Plays a story; what it says of a handshake is what the gateway has to say of it, at once and to the last. */
export type Story = (stage: Stage) => Promise<void>;

/** A verdict that is not the one of the script. */
export class WrongVerdict extends Error {}

async function expectVerdict(client: Client, handshake: string | undefined, verdict: string): Promise<void> {
  const told = await client.told(handshake);
  if (told.some((one) => one !== verdict)) throw new WrongVerdict(`${told.join(', then ')} instead of ${verdict}`);
}

const goneAway = 'abandoned abandoned nobody';

export const stories: Readonly<Record<string, Story>> = {
  'a call': async (stage) => {
    const [anna, boris] = await stage.pair();
    const { handshake } = await stage.call(anna, boris);
    await Promise.all([anna, boris].map((client) => expectVerdict(client, handshake, 'signaled')));
  },
  'a call with probes': async (stage) => {
    const [anna, boris] = await stage.pair();
    await Promise.all([anna, boris].map((client) => stage.report(client, undefined)));
    const call = await stage.call(anna, boris);
    await Promise.all([stage.report(anna, 'caller', call), stage.report(boris, 'callee', call)]);
    await expectVerdict(anna, call.handshake, 'connected');
  },
  'a renegotiation': async (stage) => {
    const [anna, boris] = await stage.pair();
    for (const version of [2, 3]) {
      const { handshake } = await stage.call(anna, boris, version);
      await expectVerdict(boris, handshake, 'signaled');
    }
  },
  'a mesh of four': async (stage) => {
    const clients = [...(await stage.pair()), ...(await stage.pair())];
    for (const [index, caller] of clients.entries()) {
      for (const callee of clients.slice(index + 1)) {
        const { handshake } = await stage.call(caller, callee);
        await expectVerdict(caller, handshake, 'signaled');
      }
    }
  },
  'a reload under the same name': async (stage) => {
    const [anna, boris] = await stage.pair();
    const before = await stage.call(anna, boris);
    await expectVerdict(anna, before.handshake, 'signaled');
    boris.close();
    await anna.next('user-left');
    const after = await stage.call(anna, await stage.join('Boris'));
    await expectVerdict(anna, after.handshake, 'signaled');
    await expectVerdict(anna, before.handshake, 'signaled');
  },
  'no answer': async (stage) => {
    const [anna, boris] = await stage.pair();
    await expectVerdict(anna, await stage.offer(anna, boris), 'failed no-answer callee');
  },
  'a network that is dead': async (stage) => {
    const anna = await stage.join('Anna');
    const boris = await stage.join('Boris', { deaf: true });
    await expectVerdict(anna, await stage.offer(anna, boris), 'failed offer-not-delivered callee-network');
    boris.vanish();
  },
  'a page that is closed': async (stage) => {
    const [anna, boris] = await stage.pair();
    const handshake = await stage.offer(anna, boris);
    boris.vanish();
    await expectVerdict(anna, handshake, goneAway);
  },
  'a room that is left': async (stage) => {
    const [anna, boris] = await stage.pair();
    const handshake = await stage.offer(anna, boris);
    await boris.ask('leave-room');
    await expectVerdict(anna, handshake, goneAway);
  },
  'nobody there': async (stage) => {
    const anna = await stage.join('Anna');
    await anna.ask('offer', { target: 'nobody', offer: offer() });
    await expectVerdict(anna, undefined, 'failed target-missing caller');
  },
  'people who come and go': async (stage) => {
    for (let round = 0; round < 5; round++) {
      const [anna, boris] = await stage.pair();
      await anna.next('user-joined');
      boris.emit('leave-room');
      anna.vanish();
    }
  },
  'messages that are refused': async (stage) => {
    const [anna, boris] = await stage.pair();
    for (const wrong of [
      undefined,
      {},
      { target: boris.id },
      { target: boris.id, offer: { type: 'answer', sdp: '' } },
    ]) {
      anna.emit('answer', wrong);
      await anna.next('signaling-error');
    }
    await stage.candidates(anna, boris);
  },
  'a gateway that cuts': async (stage) => {
    const [anna, boris] = await stage.pair();
    const handshake = await stage.offer(anna, boris);
    await stage.fault({ fault: 'cut', participant: boris.id });
    await expectVerdict(anna, handshake, 'failed gateway-lost gateway');
  },
  'a gateway that refuses': async (stage) => {
    const [anna, boris] = await stage.pair();
    await stage.fault({ fault: 'refuse', message: 'offer', sender: anna.id });
    await anna.ask('offer', { target: boris.id, offer: offer() });
    await expectVerdict(anna, undefined, 'failed rejected gateway');
  },
  'answers that are slow, and candidates twice': async (stage) => {
    const [anna, boris] = await stage.pair();
    await stage.fault({ fault: 'delay', ms: 400, message: 'answer', sender: boris.id });
    await stage.fault({ fault: 'duplicate', message: 'ice-candidate', sender: anna.id });
    await stage.fault({ fault: 'reorder', message: 'ice-candidate', sender: boris.id });
    boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });
    const { handshake } = await stage.call(anna, boris);
    await expectVerdict(anna, handshake, 'signaled');
  },
};
