import { describeCandidate, describeSdp, type CandidateFacts, type DescriptionFacts } from '../../protocol/facts.js';
import { candidateKey, descriptionKey } from './keys.js';
import type { ObservedMessage } from './observed.js';

/** A description or a candidate that somebody's message carries, whatever the message looks like. */
export type Signal = DescriptionSignal | CandidateSignal;

export interface DescriptionSignal {
  readonly kind: 'offer' | 'answer';
  /** The same on its way in and on its way out: hashes of what names the description. */
  readonly key: string;
  readonly description: DescriptionFacts;
  /** A provisional answer (`pranswer`). */
  readonly provisional?: true;
}

export interface CandidateSignal {
  readonly kind: 'ice-candidate';
  readonly key: string;
  readonly candidate: CandidateFacts;
}

/** That a side has no more candidates is nothing that its server could fail to hand on. */
export const isEnd = (signal: Signal): boolean => signal.kind === 'ice-candidate' && signal.candidate.end;

/** What is looked at of one message, so that no message costs more than some milliseconds. */
const bounds = { characters: 400_000, values: 20_000, depth: 16, signals: 64 } as const;

/** Nothing without one of these can be signaling; `eyJ` begins JSON in base64. */
const hints = /v=0|candidate|eyJ/;
const surely = /v=0|candidate:/;
/** Characters of the shortest candidate that there can be, and less than any description. */
const shortest = 20;
const base64 = /^[\w+/-]{40,}={0,2}$/;

/**
 * Finds every description (text that begins `v=0`: RFC 8866, section 5.1) and candidate (an RTCIceCandidateInit, or its
 * line alone: RFC 8839, section 5.1), under any key, in any depth: JSON in a string, JSON in JSON, behind other text, as
 * text or as UTF-8 among other bytes. Never throws; of a message that is too large, nothing is found.
 */
export function findSignals({ text, bytes, event }: ObservedMessage): readonly Signal[] {
  const whole = text ?? (bytes && bytes.length <= bounds.characters ? bytes.toString('utf8') : '');
  if (whole.length > bounds.characters || !hints.test(whole)) return nothing;
  const search = new Search(event);
  search.text(whole, undefined, 0);
  return search.found;
}

const nothing: readonly Signal[] = [];

/** What an object that holds a value says of it. */
type Holder = Readonly<Record<string, unknown>> | undefined;

class Search {
  readonly found: Signal[] = [];
  private values = 0;

  constructor(private readonly event: string | undefined) {}

  /** Text may be a description, a candidate, JSON, or something that one of these stands behind. */
  text(text: string, holder: Holder, depth: number): void {
    if (text.startsWith('v=0')) return this.description(text, holder);
    if (text.startsWith('candidate:') || text.startsWith('a=candidate:')) return this.candidate(text, holder);
    if (depth > bounds.depth || text.length < shortest || !hints.test(text)) return;
    if (text.startsWith('eyJ')) return this.inBase64(text, holder, depth);
    // What can't be JSON is not tried as such: an error costs more than all else here.
    const value =
      (/^[[{"]/.test(text) ? parsed(text) : undefined) ?? (surely.test(text) ? parsedWithin(text) : undefined);
    if (value !== undefined) this.value(value, holder, depth + 1);
    else if (surely.test(text)) this.amongOtherText(text, holder);
  }

  private value(value: unknown, holder: Holder, depth: number): void {
    if (this.isFull || ++this.values > bounds.values) return;
    if (typeof value === 'string') this.text(value, holder, depth);
    else if (typeof value !== 'object' || value === null || depth > bounds.depth) return;
    else if (Array.isArray(value)) for (const one of value) this.value(one, holder, depth + 1);
    else this.object(value as Record<string, unknown>, depth);
  }

  private object(object: Record<string, unknown>, depth: number): void {
    const { candidate } = object;
    if (typeof candidate === 'string' && !candidate.startsWith('{')) this.candidate(candidate, object);
    for (const key in object) {
      if (this.isFull) return;
      if (key !== 'candidate' || typeof candidate !== 'string' || candidate.startsWith('{'))
        this.value(object[key], object, depth + 1);
    }
  }

  private inBase64(text: string, holder: Holder, depth: number): void {
    if (base64.test(text)) this.text(Buffer.from(text, 'base64').toString('utf8'), holder, depth + 1);
  }

  /** As in the bytes of a format that is not JSON, such as MessagePack: a description ends with its last line. */
  private amongOtherText(text: string, holder: Holder): void {
    for (const [line] of text.matchAll(loneDescription))
      if (!this.isFull) this.description(line, holder ?? typeIn(text));
    if (this.found.length === 0)
      for (const [line] of text.matchAll(loneCandidate)) if (!this.isFull) this.candidate(line, holder);
  }

  private description(sdp: string, holder: Holder): void {
    if (this.isFull) return;
    const description = describeSdp(sdp, Buffer.byteLength(sdp));
    const { session, version, ufrag } = description;
    // Text that only begins like a description.
    if (session === undefined) return;
    const { type, provisional } = typeOf(sdp, holder, this.event);
    const key = descriptionKey(session, version, ufrag);
    this.found.push({ kind: type, key, description, ...(provisional && { provisional: true }) });
  }

  /** Pages name the fields of a candidate as they like, so nothing is concluded from one that is not there. */
  private candidate(written: string, holder: Holder): void {
    if (this.isFull) return;
    const line = written.startsWith('a=') ? written.slice(2) : written;
    const usernameFragment = holder?.['usernameFragment'];
    // The end of candidates (RFC 8838, section 8.2) looks the same for everybody, but for this.
    const ends = line === '' && typeof usernameFragment === 'string';
    if (!ends && !line.startsWith('candidate:')) return;
    const { unplaced: _, ...candidate } = describeCandidate(
      { candidate: line, ...(typeof usernameFragment === 'string' && { usernameFragment }) },
      Buffer.byteLength(line),
    );
    this.found.push({ kind: 'ice-candidate', key: candidateKey(line), candidate });
  }

  private get isFull(): boolean {
    return this.found.length >= bounds.signals;
  }
}

const loneDescription = /v=0\r?\n(?:[a-z]=[^\r\n]*\r?\n?)*/g;
/** Its parts are bounded, so that text without an end is read once. */
const loneCandidate = /candidate:\S{1,64} \d{1,5} (?:udp|tcp) \d{1,12} \S{1,64} \d{1,5} typ [a-z]{1,8}[ -~]{0,200}/gi;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON with something ahead of it, or behind it. */
function parsedWithin(text: string): unknown {
  const start = text.search(/[[{]/);
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  return start === -1 || end <= start ? undefined : parsed(text.slice(start, end + 1));
}

/** The type that stands somewhere beside a description in a format that is not known. */
function typeIn(text: string): Holder {
  const [type] = /\b(?:offer|pranswer|answer)\b/i.exec(text) ?? [];
  return type === undefined ? undefined : { type };
}

/**
 * Is it an offer or an answer? As its own `type` says. One that has none is known by `a=setup`: an offer is `actpass`, an
 * answer is not (RFC 8842, section 5.3; RFC 8829, section 5.3.1); and where it has none of that, by the name of its event.
 */
function typeOf(sdp: string, holder: Holder, event = ''): { type: 'offer' | 'answer'; provisional?: boolean } {
  const written = holder?.['type'];
  const type = typeof written === 'string' ? written.toLowerCase() : '';
  if (type === 'offer' || type === 'answer') return { type };
  if (type === 'pranswer') return { type: 'answer', provisional: true };
  const [, setup] = /^a=setup:(\w+)/m.exec(sdp) ?? [];
  if (setup !== undefined) return { type: setup === 'actpass' ? 'offer' : 'answer' };
  return { type: /answer|accept/i.test(event) ? 'answer' : 'offer' };
}
