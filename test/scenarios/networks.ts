import { description } from './descriptions.js';
import type { Scenario } from './scenario.js';

/** What networks do, with the socket still open, and calls that only look ill. */
export const networks: readonly Scenario[] = [
  {
    name: 'a network that swallows what the gateway sends to the callee',
    expected: { outcome: 'failed', cause: 'offer-not-delivered', stage: 'offer-delivered', owedBy: 'callee-network' },
    play: async (stage) => {
      const network = await stage.network();
      const bob = await stage.person('bob', {}, network);
      const ann = await stage.person('ann');
      network.swallow('down');
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a callee whose socket is frozen (fault: freeze)',
    expected: { outcome: 'failed', cause: 'offer-not-delivered', stage: 'offer-delivered', owedBy: 'callee-network' },
    play: async (stage) => {
      const bob = await stage.person('bob');
      const ann = await stage.person('ann');
      await stage.fault({ fault: 'freeze', participant: bob.id });
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a network that swallows what the gateway sends to the caller',
    expected: { outcome: 'failed', cause: 'answer-not-delivered', stage: 'answer-delivered', owedBy: 'caller-network' },
    play: async (stage) => {
      const network = await stage.network();
      const ann = await stage.person('ann', {}, network);
      const bob = await stage.person('bob');
      network.swallow('down');
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a callee whose network dies when it has the offer',
    expected: { outcome: 'failed', cause: 'message-lost', stage: 'answer-received', owedBy: 'callee-network' },
    play: async (stage) => {
      const network = await stage.network();
      const bob = await stage.client('bob', { through: network });
      const ann = await stage.client('ann');
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      await stage.verdict('ann', ({ stage: waiting }) => waiting === 'answer-received');
      network.swallow('up');
      return stage.verdict('ann');
    },
  },
  {
    name: 'slow but healthy: 800 ms one way, on both sides',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const network = await stage.network(800);
      const bob = await stage.person('bob', {}, network);
      const ann = await stage.person('ann', {}, network);
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'slow and silent: 800 ms one way, and a page with no handler',
    expected: { outcome: 'failed', late: true, cause: 'no-answer', stage: 'answer-received', owedBy: 'callee' },
    play: async (stage) => {
      const network = await stage.network(800);
      const bob = await stage.person('bob', { ignores: true }, network);
      const ann = await stage.person('ann', {}, network);
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a healthy call over WebSocket',
    expected: { outcome: 'signaled', cause: undefined, evidence: 'transport' },
    play: async (stage) => {
      const bob = await stage.person('bob');
      const ann = await stage.person('ann');
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a healthy call over HTTP polling',
    expected: { outcome: 'signaled', cause: undefined, evidence: 'gateway' },
    play: async (stage) => {
      const bob = await stage.person('bob', { transports: ['polling'] });
      const ann = await stage.person('ann', { transports: ['polling'] });
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a healthy call that begins over polling and upgrades',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const bob = await stage.person('bob', { transports: ['polling', 'websocket'] });
      const ann = await stage.person('ann', { transports: ['polling', 'websocket'] });
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'an offer that comes twice (fault: duplicate)',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      await stage.fault({ fault: 'duplicate', message: 'offer', room: stage.room });
      const bob = await stage.person('bob');
      const ann = await stage.person('ann');
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'an answer that takes three seconds (fault: delay)',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      await stage.fault({ fault: 'delay', message: 'answer', room: stage.room, ms: 3000 });
      const bob = await stage.person('bob');
      const ann = await stage.person('ann');
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a candidate that is overtaken by the next one (fault: reorder)',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      await stage.fault({ fault: 'reorder', message: 'ice-candidate', room: stage.room });
      const bob = await stage.person('bob');
      const ann = await stage.person('ann');
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a description that no browser takes (fault: corrupt)',
    expected: { outcome: 'failed', late: true, cause: 'no-answer', stage: 'answer-received', owedBy: 'callee' },
    play: async (stage) => {
      await stage.fault({ fault: 'corrupt', message: 'offer', room: stage.room });
      const bob = await stage.person('bob');
      const ann = await stage.person('ann');
      await ann.call(bob);
      return stage.verdict('ann');
    },
  },
];
