import { browserNames, type BrowserName } from './browsers.js';
import { annCalls as call } from './calls.js';
import type { Crossing } from './crossings.js';
import type { Habit, IceServer } from './habit.js';
import type { Scenario } from './scenario.js';
import { seen, settled, type Stage } from './stage.js';
import { credentials, turnFor } from './turn.js';

const connected = { outcome: 'connected', cause: undefined, evidence: 'probe' } as const;

/** UDP straight from one browser to the other; a server on the router is reached all the same. */
export const straight = ({ left, right }: Crossing) => [
  `iifname "left" ip daddr ${right.address} meta l4proto udp`,
  `iifname "right" ip daddr ${left.address} meta l4proto udp`,
];

/** By the first byte of a packet (RFC 7983, section 7): STUN is 0 to 3. */
const dtls = 'meta l4proto udp @th,64,8 20-63';
const rtp = 'meta l4proto udp @th,64,8 128-191';

const turnOn = async (stage: Stage, { router }: Crossing, ...transports: ('udp' | 'tcp')[]): Promise<IceServer[]> => {
  const turn = await turnFor(stage, { ip: router.address, within: [...router.within] });
  return [credentials(turn, transports)];
};

/** What the way between two browsers does, each in a network of its own: Ann's on the left, Bob's on the right. */
const between = (annIn: BrowserName, bobIn: BrowserName): Scenario[] => {
  /** Both pages have the probe and send sound. */
  const annCalls = async (stage: Stage, crossing: Crossing, both: Habit = {}): Promise<void> => {
    const [annAt, bobAt] = [await crossing.at('left', annIn), await crossing.at('right', bobIn)];
    await call(stage, { annAt, bobAt, both: { sound: true, ...both } });
  };
  const scenarios: Scenario[] = [
    {
      name: 'two networks, and nothing between them',
      expected: { ...connected, remarks: [] },
      play: async (stage) => {
        await annCalls(stage, await stage.crossing());
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'UDP between the two is cut',
      expected: {
        outcome: 'failed',
        cause: 'ice-failed',
        stage: 'ice-connected',
        owedBy: 'path',
        evidence: 'probe',
        // Both tracks are muted all the while, and nobody's microphone is.
        says: /ann sent [1-9]\d* host, 0 srflx, 0 relay .*bob [1-9]\d* host, 0 srflx, 0 relay.*Only host candidates.*`muted` .* no muted microphone/,
      },
      play: async (stage) => {
        const crossing = await stage.crossing();
        await crossing.drop(...straight(crossing));
        await annCalls(stage, crossing);
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'UDP between the two is cut, and a TURN server is between them',
      expected: { ...connected, says: /relay/ },
      play: async (stage) => {
        const crossing = await stage.crossing();
        await crossing.drop(...straight(crossing));
        await annCalls(stage, crossing, { iceServers: await turnOn(stage, crossing, 'udp') });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'the caller may not use UDP at all, and the TURN server takes TCP',
      expected: { ...connected, says: /relay/ },
      play: async (stage) => {
        const crossing = await stage.crossing();
        await crossing.drop('iifname "left" meta l4proto udp');
        await annCalls(stage, crossing, { iceServers: await turnOn(stage, crossing, 'udp', 'tcp') });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'a firewall lets STUN pass and no DTLS',
      expected: { outcome: 'failed', cause: 'dtls-failed', stage: 'dtls-connected', owedBy: 'path', evidence: 'probe' },
      play: async (stage) => {
        const crossing = await stage.crossing();
        await crossing.drop(dtls);
        await annCalls(stage, crossing);
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'what the caller sends is lost on the way',
      expected: {
        outcome: 'failed',
        cause: 'no-media',
        stage: 'media-flowing',
        owedBy: 'path',
        evidence: 'probe',
        says: /What ann sends leaves ann's browser but does not arrive at bob/,
      },
      play: async (stage) => {
        const crossing = await stage.crossing();
        await crossing.drop(`iifname "left" ${rtp}`);
        await annCalls(stage, crossing);
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'what the callee sends is lost on the way',
      expected: {
        outcome: 'failed',
        cause: 'no-media',
        stage: 'media-flowing',
        owedBy: 'path',
        evidence: 'probe',
        says: /What bob sends leaves bob's browser but does not arrive at ann/,
      },
      play: async (stage) => {
        const crossing = await stage.crossing();
        await crossing.drop(`iifname "right" ${rtp}`);
        await annCalls(stage, crossing);
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'cut when the call stands',
      expected: {
        outcome: 'failed',
        cause: 'connection-lost',
        stage: 'media-flowing',
        owedBy: 'path',
        evidence: 'probe',
      },
      play: async (stage) => {
        const crossing = await stage.crossing();
        await annCalls(stage, crossing);
        const { outcome } = await stage.verdict('ann', seen);
        if (outcome !== 'connected') throw new Error(`It never stood: ${outcome}`);
        await crossing.drop(...straight(crossing));
        return stage.verdict('ann', (view) => settled(view) && view.outcome !== 'connected');
      },
    },
  ];
  return scenarios.map((scenario) => ({ ...scenario, name: `path, ${annIn} to ${bobIn}: ${scenario.name}` }));
};

export const paths: readonly Scenario[] = browserNames.flatMap((bob) => between('chromium', bob));
