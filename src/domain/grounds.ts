import { stages, type Stage } from '../../protocol/stages.js';
import { sides, type Side } from '../../protocol/verdict.js';
import { watched, type Handshake, type Party } from './handshake.js';
import type { HopKind } from './hop.js';
import { isFromAnswerOn, ladder, pathRungs } from './ladder.js';
import { carriesNothing } from './media.js';

/** Whose a fact is: `side` is the one that the cause names. */
type Whose = Side | 'side' | 'either' | 'both';

/**
 * A fact that a cause rests on, or that would refute it: whose it is, and the step that went well, or that failed there.
 * What the gateway sees itself is always seen: its own steps, and what is odd about what passes through it.
 */
export type Ground = `${Whose}:${HopKind}` | `${Whose}:${HopKind}!failed` | `gateway:${HopKind | Oddity}`;

/** What the gateway itself finds odd about a handshake, in the words of the documentation. */
export const oddities = {
  refusal: 'refused a message, or expelled who sent it',
  breakdown: 'cut a connection, lost the handshake, or could not reach another of its instances',
  absence: 'knows that the callee has left',
  silence:
    'saw a connection break, got no answer where it had asked one that could, or did not get what a probe saw sent',
  crossing: 'got offers both ways',
  astray: 'saw the watched server hand on to nobody what it got, to somebody else, or twice',
  stray: 'got an answer to no offer, to another one, of a second connection, or to somebody else',
} as const;
export type Oddity = keyof typeof oddities;

const isOdd: Readonly<Record<Oddity, (handshake: Handshake, dead: readonly Side[]) => boolean>> = {
  refusal: ({ refused, caller, callee }) =>
    (refused.offer ?? refused.answer ?? caller.refusedCandidate ?? callee.refusedCandidate) !== undefined ||
    [caller, callee].some(({ left }) => left?.departure === 'expelled'),
  breakdown: ({ lostAt, refused, caller, callee }) =>
    lostAt !== undefined ||
    [refused.offer, refused.answer].some((one) => one?.code === 'instance-unreachable') ||
    [caller, callee].some(({ left }) => left?.departure === 'cut'),
  absence: ({ refused, callee }) => refused.offer?.code === 'target-left' || callee.left !== undefined,
  silence: ({ marks, caller, callee }, dead) =>
    dead.length > 0 ||
    [caller, callee].some(({ left }) => left?.departure === 'lost') ||
    (caller.done['offer-sent'] !== undefined && !marks['offer-received']) ||
    (callee.done['answer-sent'] !== undefined && !marks['answer-received']),
  crossing: ({ rival }) => rival !== undefined,
  astray: ({ strayed, twice }) => (strayed ?? twice) !== undefined,
  stray: ({ marks, misdirectedAt, misplacedAt, answeredTwice, callee }) =>
    (misdirectedAt ?? misplacedAt ?? answeredTwice ?? callee.doubled) !== undefined || !marks['offer-received'],
};

/** Why nobody is blamed for what a probe tells: its page has not proved which side it is, or it alone speaks of the other's doing. */
type Doubt = 'unproven' | 'unconfirmed';

/** Why a cause is not certain: a fact that nobody present could have seen, or one that a probe tells and that is not sure. */
export interface Gap {
  readonly side: Side;
  readonly why: 'no-probe' | 'probe-silent' | 'reports-lost' | 'polling' | Doubt;
}

interface Named {
  readonly of: readonly Side[];
  readonly step: string;
}

/** @param named the side that the cause names */
function resolve(ground: Ground, named: Side): Named {
  const [who = '', step = ''] = ground.split(':');
  if (who === 'either' || who === 'both') return { of: sides, step };
  const of = who === 'side' ? named : sides.find((side) => side === who);
  return { of: of ? [of] : [], step };
}

/**
 * Has the fact come to be known of this handshake?
 *
 * @param dead the sides that were asked, and whose connections have given no sign of life since
 */
export function holds(handshake: Handshake, ground: Ground, named: Side, dead: readonly Side[] = []): boolean {
  const { of, step } = resolve(ground, named);
  const isSo = (side: Side) => holdsOf(handshake, side, step);
  if (of.length === 0) return step in oddities ? isOdd[step as Oddity](handshake, dead) : passed(handshake, step);
  return ground.startsWith('either:') ? of.some(isSo) : of.every(isSo);
}

/** An answer that was made for another offer climbs no rung of this one, and the path is that of the other one. */
const isAnothers = ({ misplacedAt }: Handshake, stage: Stage) => misplacedAt !== undefined && isFromAnswerOn(stage);

function passed(handshake: Handshake, step: string): boolean {
  const stage = stages.find((known) => known === step);
  return stage !== undefined && handshake.marks[stage] !== undefined && !isAnothers(handshake, stage);
}

function holdsOf(handshake: Handshake, side: Side, step: string): boolean {
  const party = handshake[side];
  const kind = step.replace('!failed', '') as HopKind;
  const faults = handshake.faults.filter((fault) => fault.kind === kind && fault.side === side);
  if (kind !== step) return faults.length > 0;
  const known = keptAs[kind];
  if (known) return known(party, handshake, side);
  const stage = stages.find((one) => one === kind);
  if (stage && isAnothers(handshake, stage)) return false;
  if (stage === 'media-flowing' && carriesNothing(handshake)) return false;
  if (stage && pathRungs.includes(stage)) return party.marks[stage] !== undefined;
  if (stage && seenAt(stage) === side && handshake.marks[stage] !== undefined) return true;
  // What failed since has not gone well.
  const doneAt = party.done[kind];
  return doneAt !== undefined && !faults.some(({ at }) => at > doneAt);
}

/** Steps that are kept by another name. */
const keptAs: Partial<Record<HopKind, (party: Party, handshake: Handshake, side: Side) => boolean>> = {
  alive: ({ aliveAt }) => aliveAt !== undefined,
  left: ({ left }) => left !== undefined,
  'probe-started': (_, handshake, side) => watched(handshake, side),
  'page-shared': ({ twin }) => twin !== undefined,
  'connection-shared': ({ shared }) => shared !== undefined,
  'negotiated-elsewhere': ({ elsewhere }) => elsewhere !== undefined,
};

/** Which of the facts nobody present could have seen: one gap for each side and reason. */
export function gapsOf(
  handshake: Handshake,
  grounds: readonly Ground[],
  named: Side,
  probeSilent: readonly Side[],
): readonly Gap[] {
  const gaps = grounds.flatMap((ground) => {
    if (holds(handshake, ground, named)) return [];
    const { of, step } = resolve(ground, named);
    const blind = of.flatMap((side) => {
      const why = blindness(handshake, side, step, probeSilent);
      return why ? [{ side, why }] : [];
    });
    // Of both it is known not to be so where one is seen, and has it not.
    return ground.startsWith('both:') && blind.length < of.length ? [] : blind;
  });
  return sides.flatMap((side) => {
    const found = gaps.find((gap) => gap.side === side);
    return found ? [found] : [];
  });
}

function blindness(
  handshake: Handshake,
  side: Side,
  step: string,
  probeSilent: readonly Side[],
): Exclude<Gap['why'], Doubt> | undefined {
  const { transport, page, probe } = handshake[side];
  const stage = stages.find((known) => known === step);
  const seer = stage
    ? ladder[stage].seer
    : step === 'alive'
      ? 'transport'
      : seenByGateway.includes(step)
        ? 'gateway'
        : 'probe';
  if (seer === 'transport') return transport || page ? undefined : 'polling';
  if (seer !== 'probe') return undefined;
  if (!probe) return 'no-probe';
  if (handshake[side].lost) return 'reports-lost';
  return probeSilent.includes(side) || !watched(handshake, side) ? 'probe-silent' : undefined;
}

const seenAt = (stage: Stage) => ladder[stage].at;

const seenByGateway: readonly string[] = ['left'] satisfies HopKind[];
