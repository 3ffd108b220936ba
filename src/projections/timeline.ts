import { addressFamilies, candidateTypes, transportProtocols, type CandidateFacts } from '../../protocol/facts.js';
import { rejectCodes, type RejectCode } from '../../protocol/rejects.js';
import { failureNames, type FailureName } from '../../protocol/reports.js';
import { evidenceLevels } from '../../protocol/stages.js';
import { hopKinds, hopResults, type Hop, type HopKind } from '../domain/hop.js';

/** What is told of a hop, beside what it has in common with the other hops of its handshake. */
export interface TimelineEntry extends Pick<Hop, 'kind' | 'result' | 'seenBy' | 'at' | 'tookMs'> {
  reason: RejectCode | undefined;
  /** What a browser threw. */
  failure: FailureName | undefined;
  fromCaller: boolean;
  /** Of the description or the candidate. */
  bytes: number;
  type: CandidateFacts['type'];
  protocol: CandidateFacts['protocol'];
  family: CandidateFacts['family'];
}

/** Hops kept of one handshake; the rest is counted. */
const kept = 160;
/** Of these, hops of the candidates of one side: a machine with many networks makes hundreds, and the rungs come after. */
const candidatesKept = 60;
const ofCandidates: readonly HopKind[] = [
  'candidate-received',
  'candidate-forwarded',
  'candidate-delivered',
  'candidate-applied',
  'turn-allocated',
];
/** Numbers per hop: its codes and size, when, how long. */
const width = 3;
/** Sizes are below the bound of a frame, and so share a number with the codes. */
const sizes = 2 ** 18;

const reasons = [undefined, ...rejectCodes] as const;
const failures = [undefined, ...failureNames] as const;
const types = [undefined, ...candidateTypes] as const;
const protocols = [undefined, ...transportProtocols] as const;
const families = [undefined, ...addressFamilies] as const;
const yesNo = [false, true] as const;

/** The hops of one handshake as numbers: 24 bytes each instead of some 400, for ten thousand handshakes at once. */
export class Timeline {
  private numbers: number[] = [];
  private candidates = { caller: 0, callee: 0 };
  /** Hops that did not fit. */
  omitted = 0;

  add(entry: TimelineEntry): void {
    if (this.hasRoomFor(entry))
      this.numbers.push(encode(entry) * sizes + Math.min(entry.bytes, sizes - 1), entry.at, entry.tookMs);
    else this.omitted++;
  }

  private hasRoomFor({ kind, fromCaller }: TimelineEntry): boolean {
    if (this.numbers.length >= kept * width) return false;
    return !ofCandidates.includes(kind) || this.candidates[fromCaller ? 'caller' : 'callee']++ < candidatesKept;
  }

  /** As it is now; hops that come later are added to the original only. */
  copy(): Timeline {
    const copy = new Timeline();
    copy.numbers = this.numbers.slice();
    copy.candidates = { ...this.candidates };
    copy.omitted = this.omitted;
    return copy;
  }

  *entries(): Generator<TimelineEntry> {
    for (let index = 0; index < this.numbers.length; index += width) {
      const [packed = 0, at = 0, tookMs = 0] = this.numbers.slice(index, index + width);
      yield { ...decode(Math.floor(packed / sizes)), at, tookMs, bytes: packed % sizes };
    }
  }
}

/** Reads an entry out of a hop. */
export function entryOf(hop: Hop): TimelineEntry {
  const { kind, result, reason, failure, seenBy, at, tookMs, candidate, description, handshake } = hop;
  const { type, protocol, family } = candidate ?? {};
  return {
    kind,
    result,
    reason,
    failure: failureNames.find((name) => name === failure?.name),
    seenBy,
    at,
    tookMs,
    fromCaller: handshake !== undefined && hop.from?.id === handshake.caller,
    bytes: description?.bytes ?? candidate?.bytes ?? 0,
    type,
    protocol,
    family,
  };
}

/** Each code is a digit in the base of its closed list; all of them together stay far below 2^35, and with the size below 2^53. */
function encode(entry: TimelineEntry): number {
  let code = 0;
  const put = <T>(list: readonly T[], value: T) => {
    code = code * list.length + Math.max(0, list.indexOf(value));
  };
  put(hopKinds, entry.kind);
  put(hopResults, entry.result);
  put(reasons, entry.reason);
  put(failures, entry.failure);
  put(evidenceLevels, entry.seenBy);
  put(yesNo, entry.fromCaller);
  put(types, entry.type);
  put(protocols, entry.protocol);
  put(families, entry.family);
  return code;
}

/** The digits come off in the opposite order. */
function decode(encoded: number): Omit<TimelineEntry, 'at' | 'tookMs' | 'bytes'> {
  let code = encoded;
  const take = <T>(list: readonly T[]): T => {
    const value = list[code % list.length] as T;
    code = Math.floor(code / list.length);
    return value;
  };
  const family = take(families);
  const protocol = take(protocols);
  const type = take(types);
  const fromCaller = take(yesNo);
  const seenBy = take(evidenceLevels);
  const failure = take(failures);
  const reason = take(reasons);
  const result = take(hopResults);
  return { kind: take(hopKinds), result, reason, failure, seenBy, fromCaller, type, protocol, family };
}
