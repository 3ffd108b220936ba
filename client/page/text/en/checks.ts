import type { CheckName, FindingCode } from '../../checks/findings.js';

type Say = (value: string) => string;

/** The words of the checks; what takes a value is given its round trip in ms, or its error code as ` (701)`, if any. */
export interface ChecksText {
  names: Record<CheckName, string>;
  /** What a check has found, in a few words. */
  rows: { [C in CheckName]: Record<FindingCode<C>, string | Say> };
  /** What will not work, or is worth knowing, and what to do; the first that applies is said, and only that one. */
  summaries: { [C in CheckName]?: Partial<Record<FindingCode<C>, string | Say>> };
  /** How far calls reach where no relay is set up: without STUN too, and with it. */
  reach: Record<'none' | 'stun', string>;
  aboutTurn: string;
  checking: string;
  well: string;
  unfinished: string;
}

const firewall = 'Calls through a strict firewall will not work.';

export const checks: ChecksText = {
  names: {
    microphone: 'Microphone',
    camera: 'Camera',
    gateway: 'Server',
    stun: 'Direct path (STUN)',
    turn: 'Relay (TURN)',
  },
  rows: {
    microphone: {
      checking: 'opening…',
      off: 'switched off',
      later: 'opens when you join',
      denied: 'not allowed',
      missing: 'none found',
      busy: 'in use by another program',
      insecure: 'needs HTTPS',
      unknown: 'could not be opened',
      listening: 'listening: say something…',
      heard: 'hears you',
      silent: 'silent so far: say something',
      open: 'open',
    },
    camera: {
      checking: 'opening…',
      off: 'switched off',
      later: 'opens when you join',
      denied: 'not allowed',
      missing: 'none found',
      busy: 'in use by another program',
      insecure: 'needs HTTPS',
      unknown: 'could not be opened',
      works: 'open',
    },
    gateway: {
      checking: 'asking…',
      websocket: (ms) => `reached in ${ms} ms`,
      polling: (ms) => `reached in ${ms} ms, without WebSocket`,
      away: 'not reached',
    },
    stun: {
      checking: 'asking…',
      'not-known': 'not known',
      none: 'not set up',
      answers: 'works',
      quiet: 'no public address seen',
      dispensable: (code) => `does not respond${code}; the relay does`,
      unreachable: (code) => `does not respond${code}`,
    },
    turn: {
      checking: 'asking…',
      'not-known': 'not known',
      none: 'not set up',
      relays: 'ready',
      unauthorized: (code) => `refuses our password${code}`,
      unreachable: (code) => `does not respond${code}`,
      refused: (code) => `refuses${code}`,
    },
  },
  summaries: {
    gateway: {
      away: 'You cannot reach the server: no call can begin. Check your internet connection, or try another network.',
      polling:
        'You can call, but slowly: this network blocks WebSocket. Ask its administrator to allow it for this site.',
    },
    microphone: {
      denied: 'The others will not hear you: allow the microphone in the address bar, then check again.',
      missing: 'The others will not hear you: no microphone was found. Plug one in, then check again.',
      busy: 'The others will not hear you: another program uses the microphone. Close it, then check again.',
      insecure: 'The others will not hear you: open this page with https:// to have a microphone.',
      unknown: 'The others will not hear you: the microphone does not open. Plug it in again, then check again.',
      silent: 'Your microphone is silent so far. Say something; if the bar stays still, try another microphone.',
      later: 'Server reached. Your browser will ask for the microphone when you join.',
    },
    turn: {
      unauthorized: `${firewall} The TURN server refuses our password: tell the owner of this site.`,
      unreachable: `${firewall} The TURN server does not respond: try another network, or tell the owner of this site.`,
      refused: `${firewall} The TURN server refuses to relay: tell the owner of this site.`,
    },
    stun: {
      unreachable:
        'Calls beyond your own network may fail: the STUN server does not respond. Try another network, or tell the owner of this site.',
    },
    camera: {
      denied: 'The others will not see you: allow the camera in the address bar, then check again.',
      missing: 'The others will not see you: no camera was found. Plug one in, then check again.',
      busy: 'The others will not see you: another program uses the camera. Close it, then check again.',
      insecure: 'The others will not see you: open this page with https:// to have a camera.',
      unknown: 'The others will not see you: the camera does not open. Plug it in again, then check again.',
    },
  },
  reach: {
    none: 'Works on this network only: no STUN or TURN server is set up.',
    stun: 'Calls through a strict firewall may fail: no TURN server is set up.',
  },
  aboutTurn: 'How to set it up',
  checking: 'Checking…',
  well: 'Microphone and server work: you can join.',
  unfinished: 'not finished',
};
