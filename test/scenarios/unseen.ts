import type { HandshakeView } from '../../protocol/verdict.js';
import type { BrowserName } from './browsers.js';
import { annCalls, probeOn, together, type Sight } from './calls.js';
import { description } from './descriptions.js';
import type { Habit } from './habit.js';
import type { Expected, Scenario } from './scenario.js';
import { told, type Person } from './stage.js';

const stale = {
  outcome: 'failed',
  cause: 'target-missing',
  stage: 'offer-forwarded',
  owedBy: 'caller',
} as const;
const outside = { outcome: 'failed', cause: 'rejected' } as const;
const rejected = { outcome: 'failed', cause: 'rejected', owedBy: 'caller' } as const;

/** Ann's page sends an offer that the gateway cannot pass on, and looks at no acknowledgement. */
const spoilt = (name: string, spoils: NonNullable<Habit['spoils']>, seenBy: Sight): Scenario => ({
  name: `unseen: ${name} (probe: ${seenBy})`,
  expected: { ...rejected, stage: 'offer-received' },
  play: async (stage) => {
    await annCalls(stage, probeOn(seenBy, { ann: { spoils } }));
    return stage.verdict('ann');
  },
});

/** Somebody's connection breaks and comes back, under a new id, when this has happened. */
function breaks({ page, id }: Person, back: 'connect' | 'room-users'): Promise<void> {
  return page.evaluate(
    (before, event) => {
      const { socket } = (window as unknown as PageOfPeople).people['bob'] ?? {};
      const isBack = new Promise<void>((over) => socket?.on(event, () => socket.id !== before && over()));
      socket?.io.engine.close();
      return isBack;
    },
    id,
    back,
  );
}

/** Bob's page joins when it is loaded, and not when its socket has been connected anew; then it calls. */
const joinedOnce = (seenBy: Sight): Scenario => ({
  name: `unseen: a socket that joined at load and not at every connect, and calls (probe: ${seenBy})`,
  expected: { ...outside, says: /join-room/ },
  play: async (stage) => {
    const { ann, bob } = await together(stage, probeOn(seenBy, { bob: { joinsOnce: true } }));
    await breaks(bob, 'connect');
    await bob.call(ann);
    return stage.until(async () => (await stage.handshakes()).find(told));
  },
});

/** The same, and it is called: until it has had the time to join again, it may have left. */
const calledOutside: Scenario = {
  name: 'unseen: a call to a socket that joined at load and not at every connect (probe: both)',
  expected: { ...stale, owedBy: 'callee', says: /is in no room.*`join-room` on every `connect`/ },
  play: async (stage) => {
    const { ann, bob } = await together(stage, { bob: { joinsOnce: true } });
    await breaks(bob, 'connect');
    return stage.until(async () => {
      await ann.call(bob);
      return (await stage.handshakes()).find(({ cause }) => cause === 'target-missing');
    });
  },
};

/** Bob's connection breaks and comes back, under a new id; Ann's page calls the old one. */
const reconnected = (seenBy: Sight, expected: Expected, browser: BrowserName = 'chromium'): Scenario => ({
  name: `unseen: a call under an id from before a reconnect (${browser}, probe: ${seenBy})`,
  expected,
  play: async (stage) => {
    const { ann, bob } = await together(stage, probeOn(seenBy, { annAt: browser, bobAt: browser }));
    await breaks(bob, 'room-users');
    await ann.call(bob);
    return stage.verdict('ann');
  },
});

interface PageOfPeople extends Window {
  people: Record<
    string,
    { socket: { id?: string; on(event: string, handler: () => void): void; io: { engine: { close(): void } } } }
  >;
}

/** What the gateway refuses and no page looks at. */
export const unseen: readonly Scenario[] = [
  ...(['nobody', 'ann', 'both'] as const).flatMap((seenBy) => [
    spoilt('an offer with no target, in a room of two', 'no-target', seenBy),
    spoilt('an offer with no description', 'halved', seenBy),
  ]),
  // Without a probe nobody knows that an offer was made: what the gateway has refused is no handshake.
  ...(['ann', 'both'] as const).map((seenBy) =>
    spoilt('an offer under a name that the gateway does not know', 'other-event', seenBy),
  ),
  reconnected('nobody', { ...stale, says: /under an old id.*The new id is/ }),
  reconnected('both', { ...stale, says: /under an old id.*The new id is/ }),
  reconnected('ann', { ...stale, says: /under an old id.*The new id is/ }),
  reconnected('both', { ...stale, says: /under an old id.*The new id is/ }, 'firefox'),
  joinedOnce('nobody'),
  joinedOnce('both'),
  calledOutside,
  {
    name: 'unseen: a socket that is in no room any more calls',
    expected: { ...rejected, says: /in no room/ },
    play: async (stage) => {
      const bob = await stage.client('bob');
      const ann = await stage.client('ann');
      await ann.socket.timeout(10_000).emitWithAck('leave-room');
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      return stage.until(async () => byCaller(await stage.handshakes({ cause: 'rejected' }), ann.id));
    },
  },
];

function byCaller(views: readonly HandshakeView[], id: string): HandshakeView | undefined {
  return views.find(({ caller }) => caller.id === id);
}
