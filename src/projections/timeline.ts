import { addressFamilies, candidateTypes, transportProtocols, type CandidateFacts } from '../../protocol/facts.js';
import { rejectCodes, type RejectCode } from '../../protocol/rejects.js';
import { failureNames, type FailureName } from '../../protocol/reports.js';
import { evidenceLevels } from '../../protocol/stages.js';
import { hopKinds, hopResults, type Hop } from '../domain/hop.js';
import { hopTraits } from './hop-traits.js';

/** What is kept of a hop, beside what it has in common with the other hops of its handshake. */
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
  /** Its trace is still to be drawn: most hops are of such a one, which is known from here without a look-up of its own. */
  isOpen = false;

  add(entry: TimelineEntry): void {
    if (this.hasRoomFor(entry))
      this.numbers.push(codeOf(entry) * sizes + Math.min(entry.bytes, sizes - 1), entry.at, entry.tookMs);
    else this.omitted++;
  }

  private hasRoomFor({ kind, fromCaller }: TimelineEntry): boolean {
    if (this.numbers.length >= kept * width) return false;
    if (!hopTraits[kind].ofCandidates) return true;
    return (fromCaller ? this.candidates.caller++ : this.candidates.callee++) < candidatesKept;
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
      const packed = this.numbers[index] ?? 0;
      const entry = decode(Math.floor(packed / sizes));
      entry.at = this.numbers[index + 1] ?? 0;
      entry.tookMs = this.numbers[index + 2] ?? 0;
      entry.bytes = packed % sizes;
      yield entry;
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
    failure: failure && failureNames.find((name) => name === failure.name),
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

/** The place of each value in its list: nine lists are not looked through for every hop. */
const codesOf = <T extends string>(list: readonly (T | undefined)[]) =>
  Object.fromEntries(list.map((value, code) => [value, code])) as Readonly<Record<T, number>>;
const kindCodes = codesOf(hopKinds);
const resultCodes = codesOf(hopResults);
const reasonCodes = codesOf(reasons);
const failureCodes = codesOf(failures);
const evidenceCodes = codesOf(evidenceLevels);
const typeCodes = codesOf(types);
const protocolCodes = codesOf(protocols);
const familyCodes = codesOf(families);

/**
 * Everything of an entry but its times and its size as one number: each code is a digit in the base of its closed list.
 * All of them together stay far below 2^35, and with the size below 2^53.
 */
export function codeOf(entry: TimelineEntry): number {
  let code = kindCodes[entry.kind];
  code = code * hopResults.length + resultCodes[entry.result];
  code = code * reasons.length + (entry.reason === undefined ? 0 : reasonCodes[entry.reason]);
  code = code * failures.length + (entry.failure === undefined ? 0 : failureCodes[entry.failure]);
  code = code * evidenceLevels.length + evidenceCodes[entry.seenBy];
  code = code * yesNo.length + (entry.fromCaller ? 1 : 0);
  code = code * types.length + (entry.type === undefined ? 0 : typeCodes[entry.type]);
  code = code * protocols.length + (entry.protocol === undefined ? 0 : protocolCodes[entry.protocol]);
  return code * families.length + (entry.family === undefined ? 0 : familyCodes[entry.family]);
}

/** The digits come off in the opposite order. */
function decode(encoded: number): TimelineEntry {
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
  const kind = take(hopKinds);
  return { kind, result, reason, failure, seenBy, at: 0, tookMs: 0, fromCaller, bytes: 0, type, protocol, family };
}
