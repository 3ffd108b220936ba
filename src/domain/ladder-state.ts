import { stages, type Evidence, type Stage } from '../../protocol/stages.js';
import { rungStatuses, sides, type RungStatus, type Side } from '../../protocol/verdict.js';
import { exchanged, otherSide, watched, type Handshake, type Mark, type Party } from './handshake.js';
import { dueOf } from './due.js';
import { owing, reporters, seen } from './witnesses.js';
import { silentSides } from './media.js';
import { applies, isFromAnswerOn, ladder, pathRungs, type Waits } from './ladder.js';

/** One rung of one handshake at one moment. */
export interface RungState {
  readonly stage: Stage;
  readonly status: RungStatus;
  readonly at?: number;
  readonly seenBy?: Evidence;
  readonly uncertaintyMs?: number;
}

/** How far a handshake has come. */
export interface LadderState {
  readonly rungs: readonly RungState[];
  /** The rung the ladder stops at: missing, or still waited for. */
  readonly firstGap?: {
    readonly stage: Stage;
    readonly missing: boolean;
    /** When the rung below was reached, or what else is known last, in ms since the Unix epoch. */
    readonly since: number;
    /** When its own wait is, or was, over; and when that for those who are asked then. */
    readonly overAt: number;
    readonly dueAt: number;
    /** The participants whose silence is to be proved before the rung is called missing. */
    readonly ask: readonly string[];
    /** The participants whose probe is to report first. */
    readonly reportWantedFrom: readonly string[];
    /** The sides that were asked and gave no sign of life: not their pages are silent, their connections are dead. */
    readonly dead: readonly Side[];
  };
  /** The highest rung reached or implied. */
  readonly furthest?: Stage;
  /** The sides whose probe was asked and has not reported, or has lost reports: its silence says nothing. */
  readonly probeSilent: readonly Side[];
}

const shared = Object.fromEntries(
  stages.map((stage) => [stage, Object.fromEntries(rungStatuses.map((status) => [status, { stage, status }]))]),
) as Record<Stage, Record<RungStatus, RungState>>;

/** A rung without a time is the same for every handshake: one object serves all, which halves what a verdict weighs. */
const timeless = (stage: Stage, status: RungStatus): RungState => shared[stage][status];

/** Written out where it can be: a copy of the mark's fields takes longer. */
function reached(stage: Stage, mark: Mark): RungState {
  const { at, seenBy, uncertaintyMs } = mark;
  return uncertaintyMs === undefined ? { stage, status: 'reached', at, seenBy } : { stage, status: 'reached', ...mark };
}

/** Rungs that are proof of all below them as soon as they are reached, whichever side tells it. */
const provesAlone = Object.fromEntries(
  stages.map((stage) => [stage, ladder[stage].provesBelow && !pathRungs.includes(stage)]),
) as Record<Stage, boolean>;

/** Says of every rung where it stands. Pure and total; `now` in ms since the Unix epoch. */
export function ladderStateOf(handshake: Handshake, waits: Waits, now: number): LadderState {
  const marks: (Mark | undefined)[] = [];
  let proof = -1;
  for (const stage of stages) {
    const mark = markOf(handshake, stage);
    if (mark && provesAlone[stage]) proof = marks.length;
    marks.push(mark);
  }
  for (const stage of proved(handshake)) proof = Math.max(proof, stages.indexOf(stage));
  const rungs: RungState[] = [];
  let anchor = handshake.openedAt;
  let skippedMs = 0;
  let firstGap: LadderState['firstGap'];
  // What a probe whose reports were lost does not say is no silence.
  let probeSilent: readonly Side[] = sides.filter((side) => handshake[side].lost);
  let askedUntil = 0;
  let index = -1;
  for (const stage of stages) {
    const mark = marks[++index];
    if (mark && !(firstGap && ladder[stage].provesBelow)) {
      anchor = Math.max(anchor, mark.at);
      skippedMs = 0;
      rungs.push(
        stage === 'media-flowing' && mutual(handshake) ? timeless(stage, 'nothing-to-send') : reached(stage, mark),
      );
    } else if (index < proof) {
      rungs.push(timeless(stage, 'implied'));
    } else if (firstGap) {
      rungs.push(timeless(stage, seen(handshake, stage, probeSilent) ? 'pending' : 'unseen'));
    } else if (!seen(handshake, stage, probeSilent)) {
      // What can't be seen takes its time all the same: the way to a callee over HTTP polling, which answers no ping.
      if (ladder[stage].seer === 'transport') skippedMs += waits[stage];
      rungs.push(timeless(stage, 'unseen'));
    } else {
      const since = stage === 'answer-received' ? Math.max(anchor, handshake.provisionalAt ?? anchor) : anchor;
      const overAt = dueOf(handshake, stage, since + skippedMs, waits, probeSilent);
      const asking = { waits, now, probeSilent, askedUntil };
      const { probeSilent: silent, askedUntil: heardOut, ...wait } = waitFor(handshake, stage, overAt, asking);
      probeSilent = silent;
      askedUntil = heardOut;
      if (!seen(handshake, stage, probeSilent)) {
        rungs.push(timeless(stage, 'unseen'));
        continue;
      }
      const isUnseen = unreported(handshake, stage) || (findable(handshake, stage) && wait.dead.length === 0);
      if (wait.missing && isUnseen && !goneBefore(handshake, wait.dueAt)) {
        anchor = Math.max(anchor, ...sides.map((side) => handshake[side].marks[stage]?.at ?? anchor));
        rungs.push(timeless(stage, 'unseen'));
        continue;
      }
      firstGap = { ...wait, since, overAt };
      rungs.push(timeless(stage, wait.missing ? 'missing' : 'pending'));
    }
  }
  const furthest = rungs.findLast(({ status }) => status === 'reached' || status === 'implied')?.stage;
  return { rungs, probeSilent, ...(firstGap && { firstGap }), ...(furthest && { furthest }) };
}

const noStages: readonly Stage[] = [];

/**
 * Stages below which everything is proved, beside the rungs reached: a description that a page could not apply had
 * arrived, an answer that was refused or went astray was made, and what one side's probe says of the path proves what
 * lies below at both ends. ICE alone proves less: a callee's browser connects on the connectivity checks, before its
 * answer has arrived anywhere.
 */
function proved(handshake: Handshake): readonly Stage[] {
  const { caller, callee, faults, refused, misdirectedAt, misplacedAt } = handshake;
  if (misplacedAt !== undefined) return noStages;
  const answers = refused.answer ?? misdirectedAt ?? callee.marks['ice-connected'];
  if (faults.length === 0 && answers === undefined && !tellsOfPath(caller) && !tellsOfPath(callee)) return noStages;
  const applied = Object.values(applies).filter((stage) => faults.some(({ kind }) => kind === stage));
  const path = pathRungs.filter((stage) => caller.marks[stage] ?? (stage !== 'ice-connected' && callee.marks[stage]));
  return [...applied, ...path, ...(answers === undefined ? [] : (['answer-received'] as const))];
}

const tellsOfPath = ({ marks }: Party): boolean => pathRungs.some((stage) => marks[stage] !== undefined);

/**
 * Of a rung that both probes report, one has said nothing: neither that it is reached, although the other side has
 * reached it, nor that it failed. Media that does not flow is always reported.
 */
function unreported(handshake: Handshake, stage: Stage): boolean {
  if (!pathRungs.includes(stage) || handshake.faults.some(({ kind }) => kind === stage)) return false;
  return stage === 'media-flowing' || sides.some((side) => handshake[side].marks[stage] !== undefined);
}

/**
 * The candidates of one side alone have passed. Its browser learns where the other is from that one's checks (RFC 8445,
 * section 7.3.1.3), so that the path may come up all the same; without a probe nobody sees whether it has.
 */
function findable(handshake: Handshake, stage: Stage): boolean {
  if (stage !== 'candidates-exchanged' || exchanged(handshake.caller) === exchanged(handshake.callee)) return false;
  return !sides.some((side) => watched(handshake, side));
}

/** Somebody had gone before the wait was over: that ended the call, whenever it is looked at. */
const goneBefore = (handshake: Handshake, dueAt: number): boolean =>
  sides.some((side) => (handshake[side].left?.at ?? Infinity) < dueAt);

/** Which probes are silent so far, and until when they were given time to speak: who owes a rung above was asked nothing before. */
interface Asked extends Pick<LadderState, 'probeSilent'> {
  readonly askedUntil: number;
}

/** Where the wait for a rung stands, and who was asked by then. */
type Wait = Omit<NonNullable<LadderState['firstGap']>, 'since' | 'overAt'> & Asked;

function waitFor(
  handshake: Handshake,
  stage: Stage,
  dueAt: number,
  asking: Asked & { readonly waits: Waits; readonly now: number },
): Wait {
  const { waits, now, probeSilent, askedUntil } = asking;
  const before = { probeSilent, askedUntil };
  const wait: Wait = { stage, missing: now >= dueAt, dueAt, ask: [], reportWantedFrom: [], dead: [], ...before };
  if (!wait.missing) return wait;
  const silent = owing(handshake, stage).filter((side) => {
    const { transport, aliveAt = 0 } = handshake[side];
    return transport && aliveAt < dueAt;
  });
  const unheard = reporters(handshake, stage, probeSilent).filter(
    (side) => (handshake[side].reportedAt ?? 0) < dueAt && !threw(handshake, stage, side),
  );
  const asked = sides.filter((side) => silent.includes(side) || unheard.includes(side));
  if (asked.length === 0) return wait;
  const idsOf = (known: readonly Side[]) => known.map((side) => handshake[side].id);
  // A report takes more than a pong: a page that is busy has to make it, and it comes over a connection of its own.
  const askedAt = Math.max(dueAt, handshake.toldAt ?? dueAt);
  const provenAt = silent.length > 0 ? Math.max(askedAt, askedUntil) + waits.silence : askedAt + waits.report;
  if (now < provenAt && !asked.every((side) => handshake[side].left))
    return { ...wait, missing: false, dueAt: provenAt, ask: idsOf(silent), reportWantedFrom: idsOf(unheard) };
  // A probe that does not answer is one that says nothing: the rest is judged as without it.
  if (silent.length === 0) {
    const heardOut = { probeSilent: [...probeSilent, ...unheard], askedUntil: Math.max(askedUntil, provenAt) };
    return waitFor(handshake, stage, dueAt, { ...asking, ...heardOut });
  }
  return { ...wait, dueAt: provenAt, dead: silent };
}

/** What a page tried there is known, and needs no asking. */
function threw({ faults }: Handshake, stage: Stage, side: Side): boolean {
  return faults.some((fault) => fault.kind === stage && fault.side === side);
}

function markOf(handshake: Handshake, stage: Stage): Mark | undefined {
  // An answer to another offer climbs no rung of this one, and the path is that of the other one.
  if (handshake.misplacedAt !== undefined && isFromAnswerOn(stage)) return undefined;
  if (stage === 'candidates-exchanged') return exchangedMark(handshake);
  if (ladder[stage].at !== 'both') return handshake.marks[stage];
  if (!handshake.caller.probe && !handshake.callee.probe) return undefined;
  const present = sides.filter((side) => watched(handshake, side)).map((side) => handshake[side]);
  if (stage === 'media-flowing' && silentSource(handshake)) return undefined;
  const marks = present.map((party) => party.marks[stage]);
  if (marks.length === 0 || marks.some((mark) => mark === undefined)) return undefined;
  return marks.reduce((latest, mark) => (mark && !(latest && latest.at > mark.at) ? mark : latest));
}

/** Connected, and neither side sends anything that the other could hear or see. */
const mutual = (handshake: Handshake): boolean => silentSides(handshake).length === sides.length;

/** A side whose own probe says that nothing leaves it, and whose peer has no probe that would know better. */
function silentSource(handshake: Handshake): boolean {
  return handshake.faults.some(
    ({ kind, name, side }) => kind === 'media-flowing' && name === 'source' && !watched(handshake, otherSide(side)),
  );
}

/** Where ICE has connected, it had what it needs. */
function exchangedMark({ caller, callee }: Handshake): Mark | undefined {
  if (!exchanged(caller) || !exchanged(callee)) return caller.marks['ice-connected'] ?? callee.marks['ice-connected'];
  return { at: Math.max(caller.forwardedAt ?? 0, callee.forwardedAt ?? 0), seenBy: 'gateway' };
}
