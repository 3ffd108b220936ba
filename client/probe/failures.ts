import type { FailureName, Report } from '../../protocol/reports.js';
import type { Loose } from './loose.js';

export type Failure = Loose<NonNullable<Report['failure']>> & { name: FailureName };

type Stem<Name> = Name extends `${infer S}Error` ? S : never;

/** Names of what browsers throw, without their ending. The list itself stays away: with it would come the schema library. */
const stems: Record<Stem<FailureName>, 1> = {
  Abort: 1,
  InvalidAccess: 1,
  InvalidModification: 1,
  InvalidState: 1,
  Network: 1,
  NotAllowed: 1,
  NotFound: 1,
  NotReadable: 1,
  NotSupported: 1,
  Operation: 1,
  Overconstrained: 1,
  Reference: 1,
  RTC: 1,
  Security: 1,
  Syntax: 1,
  Timeout: 1,
  Type: 1,
};

/** The name of what a browser threw; a name that no browser has does not travel. */
export function failureOf(error: unknown, signalingState?: RTCSignalingState): Failure {
  const [name, stem = ''] = /^(\w+)Error$/.exec(String((error as Error | undefined)?.name)) ?? ['unknown'];
  const known = stems.hasOwnProperty(stem) ? (name as FailureName) : 'unknown';
  return { name: known, signalingState };
}
