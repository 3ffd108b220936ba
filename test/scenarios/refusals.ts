import { candidateOf, description } from './descriptions.js';
import type { Scenario } from './scenario.js';
import type { Stage } from './stage.js';

/** Two sockets in a room, the caller's first. */
const two = async (stage: Stage) => [await stage.client('ann'), await stage.client('bob')] as const;

/** What the gateway refuses or finds nobody for, and answers that nobody asked for. */
export const refusals: readonly Scenario[] = [
  {
    name: 'an offer to an id that never was in the room',
    expected: { outcome: 'failed', cause: 'target-missing', stage: 'offer-forwarded', owedBy: 'caller' },
    play: async (stage) => {
      const ann = await stage.client('ann');
      ann.socket.emit('offer', { target: 'nobody-of-that-id', offer: description('offer') });
      return stage.verdict('ann');
    },
  },
  {
    name: 'an offer to somebody in another room',
    expected: { outcome: 'failed', cause: 'target-missing', stage: 'offer-forwarded', owedBy: 'caller' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      await bob.socket.timeout(10_000).emitWithAck('join-room', `${stage.room}, next door`, 'bob');
      // The memory of a room for who has just left it is an answer of its own.
      const cat = await stage.client('cat');
      await cat.socket.timeout(10_000).emitWithAck('join-room', `${stage.room}, two doors on`, 'cat');
      cat.socket.emit('offer', { target: ann.id, offer: description('offer') });
      return stage.until(async () => {
        const handshakes = await stage.handshakes({ cause: 'target-missing' });
        return handshakes.find((view) => view.caller.id === cat.id);
      });
    },
  },
  {
    name: 'an offer to its own sender',
    expected: { outcome: 'failed', cause: 'target-missing', stage: 'offer-forwarded', owedBy: 'caller' },
    play: async (stage) => {
      const ann = await stage.client('ann');
      ann.socket.emit('offer', { target: ann.id, offer: description('offer') });
      return stage.verdict('ann');
    },
  },
  {
    name: 'an offer that crosses the departure of its target',
    expected: { outcome: 'abandoned', cause: 'target-left', owedBy: 'callee' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      await bob.socket.timeout(10_000).emitWithAck('leave-room');
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      return stage.verdict('ann');
    },
  },
  {
    name: 'an offer that is too large',
    expected: { outcome: 'failed', cause: 'rejected', stage: 'offer-received', owedBy: 'caller' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      ann.socket.emit('offer', { target: bob.id, offer: description('offer', `a=x:${'x'.repeat(70_000)}`) });
      return stage.verdict('ann');
    },
  },
  {
    name: 'an offer without a description',
    expected: { outcome: 'failed', cause: 'rejected', stage: 'offer-received', owedBy: 'caller' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      ann.socket.emit('offer', { target: bob.id, offer: { type: 'offer' } });
      return stage.verdict('ann');
    },
  },
  {
    name: 'an answer of the wrong type',
    expected: { outcome: 'failed', cause: 'rejected', stage: 'answer-received', owedBy: 'callee' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      bob.socket.on('offer', ({ sender }) =>
        bob.socket.emit('answer', { target: sender, answer: description('offer') }),
      );
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a gateway that refuses (fault: refuse)',
    expected: { outcome: 'failed', cause: 'rejected', stage: 'offer-received', owedBy: 'gateway' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      await stage.fault({ fault: 'refuse', message: 'offer', room: stage.room });
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      return stage.verdict('ann');
    },
  },
  {
    name: 'an answer to somebody who never called',
    expected: { outcome: 'failed', cause: 'answer-unexpected', stage: 'answer-received', owedBy: 'callee' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      bob.socket.emit('answer', { target: ann.id, answer: description('answer') });
      return stage.verdict('ann');
    },
  },
  {
    name: 'candidates from the caller alone',
    expected: { outcome: 'signaled', cause: undefined, remarks: ['candidates-one-way'] },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      const offer = description('offer');
      bob.socket.on('offer', ({ sender }) =>
        bob.socket.emit('answer', { target: sender, answer: description('answer') }),
      );
      ann.socket.emit('offer', { target: bob.id, offer });
      ann.socket.emit('ice-candidate', { target: bob.id, candidate: candidateOf(offer) });
      ann.socket.emit('ice-candidate', { target: bob.id, candidate: null });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a callee that the gateway cuts off (fault: cut)',
    expected: { outcome: 'failed', cause: 'gateway-lost', owedBy: 'gateway' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      const offered = new Promise((arrived) => bob.socket.once('offer', arrived));
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      await offered;
      await stage.fault({ fault: 'cut', participant: bob.id });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a silent callee over HTTP polling, where nothing can be proved',
    expected: {
      outcome: 'failed',
      late: true,
      cause: undefined,
      stage: 'answer-received',
      owedBy: 'not-known',
      evidence: 'gateway',
    },
    play: async (stage) => {
      const ann = await stage.client('ann');
      const bob = await stage.client('bob', { transports: ['polling'] });
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      return stage.verdict('ann');
    },
  },
];
