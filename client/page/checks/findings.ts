import type { MediaProblem } from '../../lib/local-media.js';

/** What each check may find, and what that means for a call. `note`: works, or cannot be known, and is worth knowing. */
const media = {
  checking: 'running',
  off: 'note',
  later: 'note',
  denied: 'problem',
  missing: 'problem',
  busy: 'problem',
  insecure: 'problem',
  unknown: 'problem',
} as const satisfies Record<MediaProblem | 'checking' | 'off' | 'later', Meaning>;

export const meanings = {
  microphone: { ...media, listening: 'running', heard: 'well', silent: 'note', open: 'well' },
  camera: { ...media, works: 'well' },
  gateway: { checking: 'running', websocket: 'well', polling: 'note', away: 'problem' },
  stun: {
    checking: 'running',
    'not-known': 'note',
    none: 'note',
    answers: 'well',
    quiet: 'note',
    dispensable: 'note',
    unreachable: 'problem',
  },
  turn: {
    checking: 'running',
    'not-known': 'note',
    none: 'note',
    relays: 'well',
    unauthorized: 'problem',
    unreachable: 'problem',
    refused: 'problem',
  },
} as const satisfies Record<string, Record<string, Meaning>>;

export type Meaning = 'running' | 'well' | 'note' | 'problem';
export type CheckName = keyof typeof meanings;
export type FindingCode<C extends CheckName = CheckName> = C extends CheckName
  ? keyof (typeof meanings)[C] & string
  : never;

/** The checks in the order in which they are shown. */
export const checkNames = ['microphone', 'camera', 'gateway', 'stun', 'turn'] as const satisfies CheckName[];

/** What a check has found. */
export type Finding = { [C in CheckName]: FindingOf<C> }[CheckName];
export interface FindingOf<C extends CheckName> {
  check: C;
  code: FindingCode<C>;
  /** Round trip in ms (gateway), or the code of an icecandidateerror (STUN, TURN). */
  value?: number | undefined;
}

export function meaningOf({ check, code }: Finding): Meaning {
  return (meanings[check] as Record<string, Meaning>)[code] ?? 'note';
}
