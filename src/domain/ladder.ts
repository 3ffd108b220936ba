import { stages, type Evidence, type MessageKind, type Stage } from '../../protocol/stages.js';
import type { Owner, Side } from '../../protocol/verdict.js';
import type { HopKind } from './hop.js';

/** What is known of one rung before any handshake begins: the columns of the ladder's table. */
export interface Rung {
  /** What it takes to see the rung. */
  readonly seer: Evidence;
  /** At whose end; the gateway's own rungs need neither. */
  readonly at: Side | 'both' | 'gateway';
  readonly owedBy: Owner;
  /** Default wait after the rung before it, in ms. */
  readonly waitMs: number;
  /** Does reaching it prove every rung below? Candidates pass before, between and after the descriptions. */
  readonly provesBelow: boolean;
  /**
   * Whose silence is to be proved before the rung is called missing: by a pong of its connection, and by a report where there
   * is a probe. `probed caller`: without a probe nobody knows that there is to be a call. `silent`: who has sent nothing.
   */
  readonly asked?: Side | 'probed caller' | 'silent';
  /** Whose page climbs it at its own pace: it may wait for a permission, or for its candidates. */
  readonly pacedBy?: Side;
  /** The message whose delivery it is: it can be seen where a proof of that is under way. */
  readonly proofOf?: 'offer' | 'answer';
}

/** A message in the gateway's hands. */
const inGateway = { seer: 'gateway', at: 'gateway', provesBelow: true } as const;
/** A message in the browser of one of the two, whatever its page does. */
const inBrowser = (side: Side) =>
  ({ seer: 'transport', at: side, owedBy: `${side}-network`, provesBelow: true }) as const;
/** A step of the page of one of the two. */
const inPage = (side: Side, seer: 'page' | 'probe') => ({ seer, at: side, owedBy: side, provesBelow: true }) as const;
/** What each browser sees of the path for itself. */
const onPath = { seer: 'probe', at: 'both', owedBy: 'path', provesBelow: true } as const;

/** The ladder, from the bottom; a stage without its rung does not compile. */
export const ladder: Readonly<Record<Stage, Rung>> = {
  'offer-created': { ...inPage('caller', 'probe'), waitMs: 5000, asked: 'probed caller', pacedBy: 'caller' },
  'offer-received': { ...inGateway, owedBy: 'caller-network', waitMs: 2000, asked: 'probed caller', pacedBy: 'caller' },
  'offer-forwarded': { ...inGateway, owedBy: 'gateway', waitMs: 1000 },
  'offer-delivered': { ...inBrowser('callee'), waitMs: 5000, proofOf: 'offer' },
  'offer-handled': { ...inPage('callee', 'page'), waitMs: 2000, asked: 'callee' },
  'offer-applied': { ...inPage('callee', 'probe'), waitMs: 2000, asked: 'callee', pacedBy: 'callee' },
  'answer-created': { ...inPage('callee', 'probe'), waitMs: 5000, asked: 'callee', pacedBy: 'callee' },
  'answer-received': { ...inGateway, owedBy: 'callee-network', waitMs: 2000, asked: 'callee', pacedBy: 'callee' },
  'answer-forwarded': { ...inGateway, owedBy: 'gateway', waitMs: 1000 },
  'answer-delivered': { ...inBrowser('caller'), waitMs: 5000, proofOf: 'answer' },
  'answer-handled': { ...inPage('caller', 'page'), waitMs: 2000, asked: 'caller' },
  'answer-applied': { ...inPage('caller', 'probe'), waitMs: 2000, asked: 'caller' },
  'candidates-exchanged': { ...inGateway, owedBy: 'both', waitMs: 5000, provesBelow: false, asked: 'silent' },
  'ice-connected': { ...onPath, waitMs: 17_000 },
  'dtls-connected': { ...onPath, waitMs: 10_000 },
  'media-flowing': { ...onPath, waitMs: 5000 },
};

/** Rungs that each side climbs on its own: reached only when every side that can be seen has. */
export const pathRungs: readonly Stage[] = stages.filter((stage) => ladder[stage].at === 'both');

/** Of these, the ones over which the connection comes up, before anything flows. */
export const connectingRungs: readonly Stage[] = pathRungs.filter((stage) => stage !== 'media-flowing');

/** Rungs that a page owes by itself. */
export const owedByPage: Readonly<Record<Side, readonly Stage[]>> = {
  caller: stages.filter((stage) => ladder[stage].owedBy === 'caller'),
  callee: stages.filter((stage) => ladder[stage].owedBy === 'callee'),
};

/** Is it a rung of the answer, or one above it? */
export const isFromAnswerOn = (stage: Stage): boolean => stages.indexOf(stage) >= answerAt;
const answerAt = stages.indexOf('answer-received');

/** What becomes of the description that a side makes itself. */
export const ownDescription = {
  caller: { message: 'offer', created: 'offer-created', sent: 'offer-sent', received: 'offer-received' },
  callee: { message: 'answer', created: 'answer-created', sent: 'answer-sent', received: 'answer-received' },
} as const satisfies Record<Side, Record<'created' | 'sent' | 'received', HopKind> & { message: MessageKind }>;

/** Where a side applies the other's description. */
export const applies = { caller: 'answer-applied', callee: 'offer-applied' } as const satisfies Record<Side, Stage>;

/** How long each rung is waited for, in ms, and waits that are not of one rung. */
export interface Waits extends Readonly<Record<Stage, number>> {
  /** For the answer of a page without a probe, after its offer was delivered. */
  readonly answer: number;
  /** For the first word of a probe, before a handshake counts as one that nobody sees more of. */
  readonly probe: number;
  /** For the pong that proves a silence: the last question before a silent page is named. */
  readonly silence: number;
  /** For a probe that is asked for a report before its page is named. */
  readonly report: number;
  /** For people and for pages that gather: what is late until then is overdue, and has not failed. Since the rung below. */
  readonly ring: number;
  /** For the first candidate that a page applies, after the answer. */
  readonly candidates: number;
  /** For a person whom the browser asks for the microphone or the camera: the page owes nothing meanwhile. */
  readonly permission: number;
  /** For the candidates of a page that sends its description once they are gathered. */
  readonly gathering: number;
}

export const defaultWaits: Waits = {
  ...(Object.fromEntries(stages.map((stage) => [stage, ladder[stage].waitMs])) as Record<Stage, number>),
  answer: 5000,
  probe: 1000,
  silence: 5000,
  report: 4000,
  ring: 30_000,
  candidates: 3000,
  permission: 30_000,
  gathering: 10_000,
};
