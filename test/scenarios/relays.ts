import { annCalls } from './calls.js';
import { browserNames, type BrowserName } from './browsers.js';
import type { Scenario } from './scenario.js';
import { seen } from './stage.js';
import { credentials, localTurn, silentTurn } from './turn.js';

const failed = { outcome: 'failed', evidence: 'probe', owedBy: 'turn' } as const;

const noName = (scheme: 'stun' | 'turn') => `${scheme}:nobody.invalid:3478`;

/** What a TURN server does for two pages in one kind of browser. */
const through = (browser: BrowserName): Scenario[] => {
  const at = { annAt: browser, bobAt: browser };
  const scenarios: Scenario[] = [
    {
      name: 'relay candidates only, and a TURN server that works',
      expected: {
        outcome: 'connected',
        cause: undefined,
        evidence: 'probe',
        remarks: [],
        says: /through a TURN server \(relay\)/,
      },
      play: async (stage) => {
        const iceServers = [credentials(await localTurn(stage), ['udp'])];
        await annCalls(stage, { ...at, both: { relayOnly: true, iceServers, sound: true } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'relay candidates only, and a TURN server that works, over TCP',
      expected: { outcome: 'connected', cause: undefined, evidence: 'probe', says: /through a TURN server \(relay\)/ },
      play: async (stage) => {
        const iceServers = [credentials(await localTurn(stage), ['tcp'])];
        await annCalls(stage, { ...at, both: { relayOnly: true, iceServers } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'relay candidates only, and no TURN server',
      expected: { ...failed, cause: 'no-relay-candidate' },
      play: async (stage) => {
        await annCalls(stage, { ...at, both: { relayOnly: true } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'relay candidates only, and a TURN server that knows another password',
      expected: { ...failed, cause: 'turn-unauthorized', says: /\(401\)/ },
      play: async (stage) => {
        const iceServers = [credentials(await localTurn(stage), ['udp'], 'another secret')];
        await annCalls(stage, { ...at, both: { relayOnly: true, iceServers } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'relay candidates only, and nobody at the address of the TURN server',
      expected: { ...failed, cause: 'turn-unreachable', says: /\(701\)/ },
      play: async (stage) => {
        const urls = [await silentTurn(stage, 'tcp')];
        const iceServers = [{ urls, username: 'somebody', credential: 'something' }];
        await annCalls(stage, { ...at, both: { relayOnly: true, iceServers } });
        return stage.verdict('ann', seen);
      },
    },
    {
      name: 'relay candidates only, and a TURN server that is silent',
      expected: { ...failed, cause: 'turn-unreachable', says: /\(701\)/ },
      play: async (stage) => {
        const urls = [await silentTurn(stage, 'udp')];
        const iceServers = [{ urls, username: 'somebody', credential: 'something' }];
        await annCalls(stage, { ...at, both: { relayOnly: true, iceServers } });
        // Browsers ask for ten seconds before they say so; until then, no relay candidate is all that is known.
        const first = await stage.verdict('ann', seen);
        if (first.cause !== 'no-relay-candidate') return first;
        return stage.verdict('ann', ({ cause }) => cause !== 'no-relay-candidate');
      },
    },
    {
      name: 'names of STUN and TURN servers that lead nowhere, and no need of them',
      expected: { outcome: 'connected', cause: undefined, evidence: 'probe', remarks: ['turn-unreachable'] },
      play: async (stage) => {
        const iceServers = [
          { urls: [noName('stun')] },
          { urls: [noName('turn')], username: 'somebody', credential: 'something' },
        ];
        // A browser that is connected looks for no more servers: Ann's has the time to find that there are none.
        await annCalls(stage, { ...at, both: { iceServers }, bob: { rings: 1000 } });
        return stage.verdict('ann', ({ outcome, remarks }) => outcome !== 'pending' && remarks.length > 0);
      },
    },
  ];
  return scenarios.map((scenario) => ({ ...scenario, name: `TURN in ${browser}: ${scenario.name}` }));
};

export const relays: readonly Scenario[] = browserNames.flatMap(through);
