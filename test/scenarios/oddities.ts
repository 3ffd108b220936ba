import { candidateOf, description } from './descriptions.js';
import type { Scenario } from './scenario.js';
import { settled, type Client, type Stage } from './stage.js';

/** Two sockets in a room, the caller's first. */
const two = async (stage: Stage) => [await stage.client('ann'), await stage.client('bob')] as const;

/** Answers whoever calls, and sends a candidate behind the answer. */
const answering = (client: Client) =>
  client.socket.on('offer', ({ sender }: { sender: string }) => {
    const answer = description('answer');
    client.socket.emit('answer', { target: sender, answer });
    client.socket.emit('ice-candidate', { target: sender, candidate: candidateOf(answer) });
  });

const call = (from: Client, to: Client, offer = description('offer')) => {
  from.socket.emit('offer', { target: to.id, offer });
  from.socket.emit('ice-candidate', { target: to.id, candidate: candidateOf(offer) });
};

const nextVersion = <T extends 'offer' | 'answer'>({ type, sdp }: { type: T; sdp: string }) => ({
  type,
  sdp: sdp.replace(/^(o=- \d+) \d+/m, '$1 3'),
});

/** What is unusual and no fault, or whose first explanation would be the wrong one. */
export const oddities: readonly Scenario[] = [
  {
    name: 'three people on a slow line, 800 ms one way: a ping is under way when the second offer comes',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const network = await stage.network(800);
      const bob = await stage.client('bob', { through: network });
      const [ann, cat] = [await stage.client('ann'), await stage.client('cat')];
      answering(bob);
      call(ann, bob);
      await stage.verdict('ann', ({ stage: waiting }) => waiting === 'offer-delivered');
      call(cat, bob);
      return stage.verdict('cat');
    },
  },
  {
    name: 'a call after a call, on the same connection (renegotiation without new candidates)',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      const answer = description('answer');
      const offer = description('offer');
      const answers = [answer, nextVersion(answer)];
      bob.socket.on('offer', ({ sender }) => bob.socket.emit('answer', { target: sender, answer: answers.shift() }));
      bob.socket.once('offer', ({ sender }) => {
        bob.socket.emit('ice-candidate', { target: sender, candidate: candidateOf(answer) });
      });
      call(ann, bob, offer);
      const first = await stage.verdict('ann');
      ann.socket.emit('offer', { target: bob.id, offer: nextVersion(offer) });
      return stage.verdict('ann', (view) => view.id !== first.id && settled(view));
    },
  },
  {
    name: 'an answer that crosses its caller leaving and coming back',
    expected: { outcome: 'abandoned', cause: 'abandoned', owedBy: 'nobody' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      const offered = new Promise((arrived) => bob.socket.once('offer', arrived));
      call(ann, bob);
      await offered;
      await ann.socket.timeout(10_000).emitWithAck('leave-room');
      await ann.socket.timeout(10_000).emitWithAck('join-room', stage.room, 'ann');
      await bob.socket.timeout(10_000).emitWithAck('answer', { target: ann.id, answer: description('answer') });
      const views = await stage.handshakes();
      const [view] = views;
      if (!view || views.length !== 1) throw new Error(`one handshake expected, got ${JSON.stringify(views)}`);
      return view;
    },
  },
  {
    name: 'an answer to somebody who has left is not held against another caller',
    expected: { outcome: 'failed', cause: 'no-answer', owedBy: 'callee' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      const cat = await stage.client('cat');
      call(ann, bob);
      call(cat, bob);
      await ann.socket.timeout(10_000).emitWithAck('leave-room');
      bob.socket.emit('answer', { target: ann.id, answer: description('answer') });
      return stage.verdict('cat');
    },
  },
  {
    name: 'two connections between the same two, both answered',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      const offer = description('offer');
      const camera = await ann.socket.timeout(10_000).emitWithAck('offer', { target: bob.id, offer });
      ann.socket.emit('ice-candidate', { target: bob.id, candidate: candidateOf(offer) });
      const screen = description('offer');
      call(ann, bob, screen);
      for (let answers = 0; answers < 2; answers++) {
        const answer = description('answer');
        bob.socket.emit('answer', { target: ann.id, answer });
        bob.socket.emit('ice-candidate', { target: ann.id, candidate: candidateOf(answer) });
      }
      return stage.verdict(
        'ann',
        (view) => view.id === camera.handshake && view.outcome !== 'superseded' && settled(view),
      );
    },
  },
  {
    name: 'a provisional answer and no final one',
    expected: { outcome: 'failed', cause: 'no-answer', owedBy: 'callee' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      bob.socket.on('offer', ({ sender }) => {
        bob.socket.emit('answer', { target: sender, answer: { ...description('answer'), type: 'pranswer' } });
      });
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      return stage.verdict('ann');
    },
  },
];
