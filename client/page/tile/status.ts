import type { Side, Silence, VerdictMessage } from '../../../protocol/verdict.js';
import type { MediaProblem } from '../../lib/local-media.js';
import type { PeerState } from '../../lib/peer.js';
import type { StatusText } from '../text/en/status.js';

/** How a status is drawn. `note`: connected, and something is not heard. */
export type Tone = 'waiting' | 'well' | 'note' | 'late' | 'bad';

/** What stands on the tile of a participant: one sentence and, where there is something to do, what. */
export interface Status {
  tone: Tone;
  sentence: string;
  advice: string;
}

/** What the page itself sends, which it knows before anybody else does. */
export interface OwnMedia {
  microphone: 'on' | 'off' | MediaProblem;
  camera: boolean;
}

export interface StatusFacts {
  /** Of the other participant. */
  name: string;
  state: PeerState;
  /** The newest handshake with it, where there is one yet. */
  verdict: VerdictMessage | undefined;
  own: OwnMedia;
  /** Are there pictures in the call, so that what arrives need not be sound? */
  pictures: boolean;
}

/** The state of the browser's connection and the verdict of the gateway as one status: two could disagree. */
export function statusOf(facts: StatusFacts, text: StatusText): Status {
  const { name, state, verdict } = facts;
  const { outcome, overdue, advice = '', cause } = verdict ?? {};
  if (state === 'connected') {
    if (outcome === 'failed')
      return cause === 'no-media'
        ? { tone: 'note', sentence: advice, advice: '' }
        : { tone: 'note', sentence: text.connectedBut(name), advice };
    return connected(facts, text);
  }
  if (outcome === 'failed') return { tone: 'bad', sentence: text.notConnected(name), advice };
  if (overdue) return { tone: 'late', sentence: text.late(name), advice: overdue.advice };
  if (state === 'interrupted') return { tone: 'late', sentence: text.interrupted(name), advice: '' };
  if (state === 'failed') return { tone: 'bad', sentence: text.notConnected(name), advice: '' };
  return { tone: 'waiting', sentence: text[state](name), advice: '' };
}

function connected({ name, verdict, own, pictures }: StatusFacts, text: StatusText): Status {
  const media = verdict?.ladder.find(({ stage }) => stage === 'media-flowing');
  const seen = media?.status === 'reached' || media?.status === 'nothing-to-send';
  const silent = (side: Side | undefined) => media?.silent?.find((one) => one.side === side)?.why;
  const yours = ownSilence(own, seen ? silent(verdict?.you) : undefined);
  const theirs = seen ? silent(verdict?.you === 'caller' ? 'callee' : 'caller') : undefined;
  const why = [yours && text.yours[yours](name), theirs && text.theirs[theirs](name)].filter(Boolean).join(' ');
  if (yours && theirs && !own.camera) return { tone: 'note', sentence: text.nobodySends(name), advice: why };
  if (why) return { tone: 'note', sentence: text.connected(name), advice: why };
  const bothWays = seen && !media.silent && media.arrivesAt?.length === 2;
  const arrives = pictures ? text.mediaBothWays : text.soundBothWays;
  return { tone: 'well', sentence: (bothWays ? arrives : text.connected)(name), advice: '' };
}

/** The page knows of its own microphone at once; what the gateway was told of it may be of a moment ago. */
function ownSilence({ microphone }: OwnMedia, told: Silence | undefined): Silence | undefined {
  if (microphone === 'off') return 'muted';
  if (microphone === 'denied') return 'denied';
  if (microphone !== 'on') return 'nothing-negotiated';
  return told === 'muted' || told === 'denied' ? undefined : told;
}
