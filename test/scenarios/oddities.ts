import type { HandshakeView } from '../../protocol/verdict.js';
import { candidateOf, description } from './descriptions.js';
import type { Scenario } from './scenario.js';
import { settled, told, type Client, type Stage } from './stage.js';

/** Two sockets in a room, the caller's first. */
const two = async (stage: Stage) => [await stage.client('ann'), await stage.client('bob')] as const;

/** Answers everybody who calls, and sends a candidate behind the answer. */
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
    expected: { outcome: 'failed', late: true, cause: 'no-answer', owedBy: 'callee' },
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
    expected: { outcome: 'failed', late: true, cause: 'no-answer', owedBy: 'callee' },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      bob.socket.on('offer', ({ sender }) => {
        bob.socket.emit('answer', { target: sender, answer: { ...description('answer'), type: 'pranswer' } });
      });
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      return stage.verdict('ann');
    },
  },
  {
    name: 'a candidate that comes before its offer',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      answering(bob);
      const offer = description('offer');
      ann.socket.emit('ice-candidate', { target: bob.id, candidate: candidateOf(offer) });
      ann.socket.emit('offer', { target: bob.id, offer });
      return theOnly(stage, await stage.verdict('ann'));
    },
  },
  {
    name: 'candidates that come six seconds before their offer',
    expected: { outcome: 'signaled', cause: undefined, remarks: [] },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      answering(bob);
      const offer = description('offer');
      ann.socket.emit('ice-candidate', { target: bob.id, candidate: candidateOf(offer) });
      // The page is slow: that is what is played here.
      await new Promise((over) => setTimeout(over, 6000));
      ann.socket.emit('offer', { target: bob.id, offer });
      return theOnly(stage, await stage.verdict('ann'));
    },
  },
  {
    name: 'two answers of two connections to one offer',
    expected: { outcome: 'signaled', cause: undefined, remarks: ['answer-unexpected'] },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      answering(bob);
      answering(bob);
      call(ann, bob);
      return theOnly(
        stage,
        await stage.verdict('ann', ({ outcome, remarks }) => outcome === 'signaled' && remarks.length > 0),
      );
    },
  },
  {
    name: 'three offers of three connections, of which the first is answered',
    expected: { outcome: 'signaled', cause: undefined, remarks: ['answer-unexpected'], notes: /answered one of them/ },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      const offers = [description('offer'), description('offer'), description('offer')] as const;
      for (const offer of offers) ann.socket.emit('offer', { target: bob.id, offer });
      ann.socket.emit('ice-candidate', { target: bob.id, candidate: candidateOf(offers[0]) });
      const answer = description('answer');
      await stage.until(async () => ((await stage.handshakes()).length === offers.length ? true : undefined));
      bob.socket.emit('answer', { target: ann.id, answer });
      bob.socket.emit('ice-candidate', { target: ann.id, candidate: candidateOf(answer) });
      return stage.verdict('ann', (view) => told(view) && view.outcome !== 'superseded');
    },
  },
  {
    name: 'pongs that come three seconds late, and an answer',
    expected: { outcome: 'signaled', cause: undefined, remarks: [] },
    play: async (stage) => {
      const network = await stage.network(1500);
      const bob = await stage.client('bob', { through: network });
      const ann = await stage.client('ann', { through: network });
      answering(bob);
      call(ann, bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'pongs that come three seconds late, and no answer',
    expected: { outcome: 'failed', late: true, cause: 'no-answer', owedBy: 'callee' },
    play: async (stage) => {
      const network = await stage.network(1500);
      const bob = await stage.client('bob', { through: network });
      const ann = await stage.client('ann', { through: network });
      call(ann, bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'pongs that come three seconds late, and candidates that come behind them',
    expected: { outcome: 'signaled', cause: undefined, remarks: [] },
    play: async (stage) => {
      const network = await stage.network(1500);
      const bob = await stage.client('bob', { through: network });
      const ann = await stage.client('ann');
      bob.socket.on('offer', ({ sender }: { sender: string }) => {
        const answer = description('answer');
        bob.socket.emit('answer', { target: sender, answer });
        setTimeout(() => bob.socket.emit('ice-candidate', { target: sender, candidate: candidateOf(answer) }), 3000);
      });
      call(ann, bob);
      return stage.verdict('ann');
    },
  },
  {
    name: 'a call after a call, from the other side (renegotiation by the callee)',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      answering(bob);
      answering(ann);
      call(ann, bob);
      await stage.verdict('ann');
      call(bob, ann);
      return stage.verdict('bob');
    },
  },
  {
    name: 'three people who all call each other',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const people = [...(await two(stage)), await stage.client('cat')];
      people.forEach(answering);
      people.forEach((one, index) => people.slice(index + 1).forEach((other) => call(one, other)));
      const views = await stage.until(async () => {
        const all = await stage.handshakes();
        return all.length === 3 && all.every(settled) ? all : undefined;
      });
      return views.find(({ outcome }) => outcome !== 'signaled') ?? stage.verdict('ann');
    },
  },
  {
    name: 'an offer that is sent once more, since its acknowledgement was lost (fault: drop-ack)',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      await stage.fault({ fault: 'drop-ack', message: 'offer', room: stage.room });
      answering(bob);
      const offer = description('offer');
      const message = { target: bob.id, offer, messageId: 'one' };
      const once = await ann.socket.timeout(3000).emitWithAck('offer', message).catch(String);
      if (typeof once === 'object') throw new Error(`acknowledged all the same: ${JSON.stringify(once)}`);
      await ann.socket.timeout(10_000).emitWithAck('offer', message);
      ann.socket.emit('ice-candidate', { target: bob.id, candidate: candidateOf(offer) });
      return theOnly(stage, await stage.verdict('ann'));
    },
  },
  {
    name: 'a page that leaves, joins again and calls, all at once',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      const [ann, bob] = await two(stage);
      answering(ann);
      bob.socket.emit('leave-room');
      bob.socket.emit('join-room', stage.room, 'bob');
      call(bob, ann);
      return stage.verdict('bob');
    },
  },
];

/** Of a call that might have become several. */
async function theOnly(stage: Stage, view: HandshakeView): Promise<HandshakeView> {
  const all = await stage.handshakes();
  if (all.length !== 1) throw new Error(`one handshake expected, got ${JSON.stringify(all)}`);
  return view;
}
