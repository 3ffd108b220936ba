import { stages, type Evidence, type Stage } from '../../protocol/stages.js';
import type { Owner, Side } from '../../protocol/verdict.js';

/** What is known of one rung before any handshake begins. */
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
}

/** The ladder, from the bottom; a stage without its rung does not compile. */
export const ladder: Readonly<Record<Stage, Rung>> = {
  'offer-created': { seer: 'probe', at: 'caller', owedBy: 'caller', waitMs: 5000, provesBelow: true },
  'offer-received': { seer: 'gateway', at: 'gateway', owedBy: 'caller-network', waitMs: 2000, provesBelow: true },
  'offer-forwarded': { seer: 'gateway', at: 'gateway', owedBy: 'gateway', waitMs: 1000, provesBelow: true },
  'offer-delivered': { seer: 'transport', at: 'callee', owedBy: 'callee-network', waitMs: 5000, provesBelow: true },
  'offer-handled': { seer: 'page', at: 'callee', owedBy: 'callee', waitMs: 2000, provesBelow: true },
  'offer-applied': { seer: 'probe', at: 'callee', owedBy: 'callee', waitMs: 2000, provesBelow: true },
  'answer-created': { seer: 'probe', at: 'callee', owedBy: 'callee', waitMs: 5000, provesBelow: true },
  'answer-received': { seer: 'gateway', at: 'gateway', owedBy: 'callee-network', waitMs: 2000, provesBelow: true },
  'answer-forwarded': { seer: 'gateway', at: 'gateway', owedBy: 'gateway', waitMs: 1000, provesBelow: true },
  'answer-delivered': { seer: 'transport', at: 'caller', owedBy: 'caller-network', waitMs: 5000, provesBelow: true },
  'answer-handled': { seer: 'page', at: 'caller', owedBy: 'caller', waitMs: 2000, provesBelow: true },
  'answer-applied': { seer: 'probe', at: 'caller', owedBy: 'caller', waitMs: 2000, provesBelow: true },
  'candidates-exchanged': { seer: 'gateway', at: 'gateway', owedBy: 'both', waitMs: 5000, provesBelow: false },
  'ice-connected': { seer: 'probe', at: 'both', owedBy: 'path', waitMs: 17_000, provesBelow: true },
  'dtls-connected': { seer: 'probe', at: 'both', owedBy: 'path', waitMs: 10_000, provesBelow: true },
  'media-flowing': { seer: 'probe', at: 'both', owedBy: 'path', waitMs: 5000, provesBelow: true },
};

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
