/** The limits by name: a closed list, the values of the label `limit`. */
export const limitNames = [
  'connections',
  'connects',
  'messages',
  'messages-address',
  'bytes',
  'bytes-address',
  'held',
  'stranger',
  'joins',
  'flooding',
  'handshakes',
  'handshakes-pair',
  'reports',
  'reports-strangers',
  'api',
  'guesses',
  'log',
] as const;
export type LimitName = (typeof limitNames)[number];

/** Told of everything that a limit refuses. */
export type CountRefused = (limit: LimitName) => void;
