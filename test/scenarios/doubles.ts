import type { HandshakeView } from '../../protocol/verdict.js';
import type { BrowserName } from './browsers.js';
import { annCalls, bothCall, probeOn, type Sight } from './calls.js';
import { NotThisTime, type Expected, type Scenario } from './scenario.js';
import { seen, settled, told, type Stage } from './stage.js';

const failed = { outcome: 'failed' } as const;
const connected = { outcome: 'connected', cause: undefined, evidence: 'probe' } as const;
const signaled = { outcome: 'signaled', cause: undefined } as const;

const wanting = (seenBy: Sight) => (seenBy === 'nobody' ? told : seen);
const named = (name: string, seenBy: Sight) => `twice: ${name} (probe: ${seenBy})`;
/** Bob has registered his handler of this event twice. */
const handler = (
  event: 'offer' | 'answer',
  seenBy: Sight,
  expected: Expected,
  at: BrowserName = 'chromium',
): Scenario => ({
  name: named(`a handler of \`${event}\` that is registered twice, ${at}`, seenBy),
  expected,
  play: async (stage) => {
    await annCalls(stage, probeOn(seenBy, { both: { twice: event }, annAt: at, bobAt: at }));
    const view = await stage.verdict('ann', wanting(seenBy));
    // ICE may find the connection whose answer was taken without its candidates: then the call is up, and nothing to be named.
    if (expected.outcome === 'failed' && view.outcome === 'connected' && view.remarks.includes('answer-unexpected'))
      throw new NotThisTime('the two halves of the call found each other by chance');
    return view;
  },
});

/** Ann makes a second offer at once, with new ICE credentials; Bob has a connection, and drops it. */
const secondOffer = (seenBy: Sight, expected: Expected, how: true | 'crossed' = true): Scenario => ({
  name: named(`a second offer, made at once, that the callee drops${how === true ? '' : ', crossed'}`, seenBy),
  expected,
  play: async (stage) => {
    await annCalls(
      stage,
      probeOn(seenBy, {
        ann: { restartsAtOnce: how },
        bob: { dropsSecond: true },
      }),
    );
    return stage.verdict('ann', (view) => wanting(seenBy)(view) && view.previous !== undefined);
  },
});

/** Ann calls Bob and Cat with one connection. */
const oneForAll = (seenBy: Sight, expected: Expected, wanted: (view: HandshakeView) => boolean): Scenario => ({
  name: named('one RTCPeerConnection for two participants', seenBy),
  expected,
  play: async (stage) => {
    const probe = seenBy === 'both';
    const cat = await stage.person('cat', { probe });
    const bob = await stage.person('bob', { probe });
    const ann = await stage.person('ann', { probe: probe || seenBy === 'ann', oneForAll: true });
    await Promise.all([ann.call(bob), ann.call(cat)]);
    return stage.verdict('ann', wanted);
  },
});

/** Bob's page answers Cat instead of Ann. */
const astray = (seenBy: Sight): Scenario => ({
  name: named('an answer sent to a third participant', seenBy),
  expected: { ...failed, cause: 'answer-unexpected', stage: 'answer-received', owedBy: 'callee' },
  play: async (stage) => {
    const cat = await stage.person('cat', { probe: seenBy === 'both' });
    const bob = await stage.person('bob', { probe: seenBy === 'both' });
    const ann = await stage.person('ann', { probe: seenBy !== 'nobody' });
    await bob.answersTo(cat);
    await ann.call(bob);
    // Nobody calls Cat, which has a verdict too where the machine is slow.
    return stage.verdict('ann', (view) => wanting(seenBy)(view) && view.callee.username === 'bob');
  },
});

/** Ann calls each of the two tabs that Bob has open. */
const twoTabs = (seenBy: Sight, expected: Expected): Scenario => ({
  name: named('two tabs of one person under one name, both called', seenBy),
  expected,
  play: async (stage) => {
    const probe = seenBy === 'both';
    const tabs = [await stage.person('bob', { probe }), await stage.person('bob', { probe })];
    const ann = await stage.person('ann', { probe });
    for (const tab of tabs) await ann.call(tab);
    return worst(stage, 2);
  },
});

/** Both roll back what they have offered, and both answer. */
const bothGiveWay = (seenBy: Sight): Scenario => ({
  name: named('both offer, and both give way and answer', seenBy),
  expected: { ...failed, cause: 'glare', owedBy: 'both' },
  play: async (stage) => {
    await bothCall(stage, probeOn(seenBy));
    return stage.verdict('ann', (view) => settled(view) && view.outcome !== 'superseded');
  },
});

/** What should be there once, and is there twice; what should be there for each, and is there once. */
export const doubles: readonly Scenario[] = [
  handler('answer', 'nobody', { ...signaled, remarks: [] }),
  handler('answer', 'both', { ...connected, remarks: [] }),
  handler('offer', 'nobody', { ...signaled, remarks: ['answer-unexpected'] }),
  handler('offer', 'both', { ...failed, cause: 'answer-unexpected', owedBy: 'callee', says: /registered/ }),
  ...(['ann', 'bob'] as const).map((seenBy) =>
    handler('offer', seenBy, { ...failed, cause: 'answer-unexpected', owedBy: 'callee' }),
  ),
  handler('offer', 'nobody', { ...signaled, remarks: ['answer-unexpected'] }, 'firefox'),
  // Firefox finds the connection whose answer was taken by its checks, and cannot add the candidates of the other one.
  handler('offer', 'both', { ...connected, notes: /registered twice/ }, 'firefox'),
  secondOffer('nobody', { ...signaled, remarks: ['answer-unexpected'] }),
  secondOffer('ann', { ...failed, cause: 'dtls-failed', owedBy: 'not-known', remarks: ['answer-unexpected'] }),
  secondOffer('both', { ...failed, cause: 'offer-ignored', stage: 'offer-applied', owedBy: 'callee' }),
  secondOffer('both', { ...failed, cause: 'offer-ignored', stage: 'offer-applied', owedBy: 'callee' }, 'crossed'),
  astray('ann'),
  astray('both'),
  {
    name: named('a page that joins twice, and is called', 'nobody'),
    expected: { ...signaled, remarks: ['same-page-twice'], notes: /bob is in this room twice, under one name/ },
    play: async (stage) => {
      await annCalls(stage, probeOn('nobody', { bob: { joinsTwice: 'apart' } }));
      return stage.verdict('ann');
    },
  },
  {
    name: named('a page that joins twice, and is called', 'both'),
    expected: { ...connected, remarks: ['same-page-twice'], notes: /bob's page is in this room twice/ },
    play: async (stage) => {
      await annCalls(stage, { bob: { joinsTwice: 'apart' } });
      return stage.verdict('ann', seen);
    },
  },
  {
    name: named('a page that joins twice, and is called', 'ann'),
    expected: { ...connected, remarks: ['same-page-twice'], notes: /bob is in this room twice, under one name/ },
    play: async (stage) => {
      await annCalls(stage, probeOn('ann', { bob: { joinsTwice: 'apart' } }));
      return stage.verdict('ann', seen);
    },
  },
  {
    name: named('a page that joins twice, and is called', 'bob'),
    expected: { ...connected, remarks: ['same-page-twice'], notes: /bob's page is in this room twice/ },
    play: async (stage) => {
      await annCalls(stage, probeOn('bob', { bob: { joinsTwice: 'apart' } }));
      return stage.verdict('ann', seen);
    },
  },
  {
    name: named('a page that joins twice, and calls itself', 'nobody'),
    expected: { ...signaled, remarks: ['same-page-twice'], notes: /bob is in this room twice, under one name/ },
    play: async (stage) => {
      await stage.person('bob', { joinsTwice: 'apart', callsAll: true });
      return stage.verdict('bob');
    },
  },
  {
    name: named('a page that joins twice, and calls itself', 'both'),
    expected: { ...failed, cause: 'same-page-twice', owedBy: 'both', evidence: 'probe', says: /called itself/ },
    play: async (stage) => {
      await stage.person('bob', { probe: true, joinsTwice: 'apart', callsAll: true });
      return stage.verdict('bob');
    },
  },
  {
    name: named('a page that joins twice, shares its connections between the two, and is called as both', 'both'),
    expected: { ...failed, cause: 'same-page-twice', owedBy: 'callee', evidence: 'probe' },
    play: async (stage) => {
      await stage.person('bob', { probe: true, joinsTwice: 'shared' });
      await stage.person('ann', { probe: true, callsAll: true });
      // Of the two calls, one may show what follows from it instead: an answer that was made for the other's offer.
      return stage.verdict('ann', (view) => settled(view) && view.cause === 'same-page-twice');
    },
  },
  twoTabs('nobody', signaled),
  twoTabs('both', connected),
  oneForAll(
    'nobody',
    { ...failed, cause: 'one-connection-for-many', owedBy: 'caller', evidence: 'gateway' },
    (view) => view.outcome === 'failed',
  ),
  // Where the probe is late, the descriptions have shown it before.
  oneForAll(
    'ann',
    { ...failed, cause: 'one-connection-for-many', owedBy: 'caller', evidence: 'probe' },
    (view) => view.outcome === 'failed' && view.evidence === 'probe',
  ),
  oneForAll(
    'both',
    { ...failed, cause: 'one-connection-for-many', owedBy: 'caller', evidence: 'probe' },
    (view) => view.outcome === 'failed' && view.evidence === 'probe',
  ),
  bothGiveWay('nobody'),
  bothGiveWay('ann'),
  bothGiveWay('both'),
];

/** When so many have settled, the one that has gone least well. */
async function worst(stage: Stage, count: number): Promise<HandshakeView> {
  const views = await stage.until(async () => {
    const all = await stage.handshakes();
    // Of two who call nobody it may have been told that they do not call each other, until somebody had called both.
    const standing = all.filter(({ outcome }) => outcome !== 'superseded');
    return standing.length >= count && standing.every(told) ? standing : undefined;
  });
  const [first] = views;
  return views.find(({ outcome }) => outcome !== 'connected' && outcome !== 'signaled') ?? (first as HandshakeView);
}
