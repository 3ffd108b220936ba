import type { BrowserName } from './browsers.js';
import { annCalls, probeOn, together, type Call, type Sight } from './calls.js';
import { NotThisTime, type Expected, type Scenario } from './scenario.js';
import { told, type Person, type Stage } from './stage.js';

const insecure = { outcome: 'failed', cause: 'insecure-context' } as const;

interface PageOfPeople extends Window {
  people: { ann: { call(target: string): Promise<void> } };
}

/** A page that is opened over plain HTTP from another machine, and asks for the microphone. */
const plain = (
  side: 'ann' | 'bob',
  seenBy: Sight,
  expected: Expected,
  browser: BrowserName = 'chromium',
): Scenario => ({
  name: `surroundings: no secure context on the page of ${side} (${browser}, probe: ${seenBy})`,
  expected,
  play: async (stage) => {
    const call: Call = { [side]: { wants: 'audio' }, [`${side}At`]: await stage.insecure(browser) };
    const { ann, bob } = await together(stage, probeOn(seenBy, call));
    await ann.page.evaluate((to) => void (window as unknown as PageOfPeople).people.ann.call(to), bob.id);
    return stage.verdict('ann');
  },
});

/** Ann's page calls Bob's through the hands of the runner, as it would through a server of another kind. */
async function callsElsewhere(ann: Person, bob: Person): Promise<void> {
  const offer = await ann.page.evaluate(offerAlone);
  await ann.page.evaluate(takesAlone, await bob.page.evaluate(answerAlone, offer));
}

async function offerAlone(): Promise<RTCSessionDescriptionInit> {
  const peer = new RTCPeerConnection();
  Object.assign(window, { peer, channel: peer.createDataChannel('chat') });
  await peer.setLocalDescription();
  const { promise, resolve } = Promise.withResolvers<void>();
  peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
  await promise;
  return (peer.localDescription as RTCSessionDescription).toJSON();
}

async function answerAlone(offer: RTCSessionDescriptionInit): Promise<RTCSessionDescriptionInit> {
  const peer = new RTCPeerConnection();
  Object.assign(window, { peer });
  await peer.setRemoteDescription(offer);
  await peer.setLocalDescription();
  const { promise, resolve } = Promise.withResolvers<void>();
  peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
  await promise;
  return (peer.localDescription as RTCSessionDescription).toJSON();
}

async function takesAlone(answer: RTCSessionDescriptionInit): Promise<void> {
  await (window as unknown as { peer: RTCPeerConnection }).peer.setRemoteDescription(answer);
}

const elsewhere = (seenBy: 'ann' | 'both'): Scenario => ({
  name: `surroundings: a call that is made through another server (probe: ${seenBy})`,
  expected: { outcome: 'not-judged', cause: 'not-judged', owedBy: 'nobody', evidence: 'probe' },
  play: async (stage) => {
    const { ann, bob } = await together(stage, probeOn(seenBy));
    await callsElsewhere(ann, bob);
    // Which of the two would have called here, nobody knows.
    return stage.until(async () => (await stage.handshakes()).find(told));
  },
});

/** Bob's page goes when it has the offer, and what its socket says of it is lost on the way. */
async function goes(stage: Stage, seenBy: Sight): Promise<void> {
  const isSeen = seenBy === 'both' || seenBy === 'bob';
  const network = await stage.network();
  const bob = await stage.person('bob', { ignores: true, ...(isSeen && { probe: 'beside' }) }, network);
  const ann = await stage.person('ann', { probe: seenBy === 'both' || seenBy === 'ann' });
  await ann.call(bob);
  await stage.verdict('ann', ({ stage: waiting }) => waiting === 'answer-received' || waiting === 'offer-applied');
  if (isSeen) network.swallow('up');
  await bob.page.goto('about:blank');
}

/** Where the pages are, and what goes on around them. */
export const surroundings: readonly Scenario[] = [
  plain('bob', 'nobody', { ...insecure, late: true, owedBy: 'callee', evidence: 'gateway' }),
  plain('bob', 'ann', { ...insecure, late: true, owedBy: 'callee', evidence: 'gateway' }),
  plain('bob', 'both', { ...insecure, owedBy: 'callee', evidence: 'probe' }),
  plain('bob', 'both', { ...insecure, owedBy: 'callee', evidence: 'probe' }, 'firefox'),
  plain('ann', 'both', { ...insecure, owedBy: 'caller', evidence: 'probe' }, 'firefox'),
  plain('ann', 'nobody', { ...insecure, late: true, owedBy: 'caller', evidence: 'gateway' }),
  plain('ann', 'ann', { ...insecure, owedBy: 'caller', evidence: 'probe' }),
  plain('ann', 'both', { ...insecure, owedBy: 'caller', evidence: 'probe' }),
  elsewhere('ann'),
  elsewhere('both'),
  ...(['nobody', 'ann', 'bob', 'both'] as const).map((seenBy) => ({
    name: `surroundings: a page that goes to another address while it is called (probe: ${seenBy})`,
    expected: { outcome: 'abandoned', cause: 'abandoned', owedBy: 'nobody' } as const,
    play: async (stage: Stage) => {
      await goes(stage, seenBy);
      const view = await stage.verdict('ann');
      // Of a page without a probe, an open connection is all that is seen.
      if ((seenBy === 'nobody' || seenBy === 'ann') && view.history.some(({ cause }) => cause === 'no-answer'))
        throw new NotThisTime('the browser kept the connection of the page that had gone for longer than the wait');
      return view;
    },
  })),
  ...(['bob', 'both'] as const).map((seenBy) => ({
    name: `surroundings: an answer that is lost at the door of the gateway (fault: drop) (probe: ${seenBy})`,
    expected: {
      outcome: 'failed',
      cause: 'message-lost',
      stage: 'answer-received',
      owedBy: 'callee-network',
      evidence: 'probe',
    } as const,
    play: async (stage: Stage) => {
      await stage.fault({ fault: 'drop', message: 'answer', room: stage.room });
      await annCalls(stage, probeOn(seenBy));
      return stage.verdict('ann');
    },
  })),
  ...(['chromium', 'firefox'] as const).map((browser) => ({
    name: `surroundings: a callee that takes the offer with a connection that it has closed (${browser}, probe: both)`,
    expected: { outcome: 'failed', cause: 'offer-refused', stage: 'offer-applied', owedBy: 'callee' } as const,
    play: async (stage: Stage) => {
      await annCalls(stage, { bob: { closedAlready: true }, bobAt: browser });
      return stage.verdict('ann');
    },
  })),
  {
    name: 'surroundings: a callee that takes the offer with a connection that it has closed (probe: nobody)',
    expected: { outcome: 'failed', late: true, cause: 'no-answer', stage: 'answer-received', owedBy: 'callee' },
    play: async (stage) => {
      await annCalls(stage, probeOn('nobody', { bob: { closedAlready: true } }));
      return stage.verdict('ann');
    },
  },
];
