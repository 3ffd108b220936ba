import type { Language } from '../../protocol/languages.js';
import type { RejectCode } from '../../protocol/rejects.js';
import type { Change, HandshakeView, Overdue as OverdueView, RungView, Side } from '../../protocol/verdict.js';
import type { Facts, Reader, Text, Told } from './causes/cause.js';
import { causes } from './causes/list.js';
import type { Handshake } from './handshake.js';
import { settledTexts, unseenText } from './settled-texts.js';
import type { Standing } from './standing.js';
import type { Overdue, Verdict } from './verdict.js';

/** How the two are called in a sentence: their names where people read it, their roles elsewhere. */
export type Names = Readonly<Record<Side, string>>;

export const roles: Readonly<Record<Language, Names>> = {
  en: { caller: 'the caller', callee: 'the callee' },
  ru: { caller: 'caller', callee: 'callee' },
};

/** The verdict in words: one sentence of what is so, and what this reader can do about it. */
export function tell(
  verdict: Verdict,
  language: Language,
  reader: Reader,
  names: Names = roles[language],
): { sentence: string; advice: string } {
  const text = textOf(verdict);
  const { unseen } = verdict;
  const facts: Facts = { ...verdict.facts, ...(unseen && { unseen }) };
  const fill = (template: string) =>
    template.replace(/\{(\w+)\}/g, (_, key: string) => {
      const value = key in names ? key : String(facts[key] ?? '');
      return value === 'caller' || value === 'callee' ? names[value] : value;
    });
  const told = text.sentence[language];
  const sentence = fill(unseen && verdict.variant !== 'one-sided' ? `${told} ${unseenText[language]}` : told);
  // A name that begins the sentence stays as its owner writes it.
  const named = names !== roles[language];
  return {
    sentence: named ? sentence : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`,
    advice: fill(text.advice[language][reader]),
  };
}

/** The handshake as the API, the console and the `verdict` event show it. */
export function viewOf(
  handshake: Handshake,
  verdict: Verdict,
  settledAt: number | undefined,
  language: Language,
  reader: Reader,
  history: readonly Change[] = [],
): HandshakeView {
  const { ref, room, caller, callee, openedAt } = handshake;
  const { outcome, stage, cause, owedBy, evidence, remarks, overdue } = verdict;
  const names = { caller: caller.username || caller.id, callee: callee.username || callee.id };
  return {
    id: ref.id,
    traceId: ref.traceId,
    room,
    caller: { id: caller.id, username: caller.username },
    callee: { id: callee.id, username: callee.username },
    startedAt: openedAt,
    ...(settledAt !== undefined && { settledAt }),
    outcome,
    ...(stage && { stage }),
    ...(cause && { cause }),
    ...(owedBy && { owedBy }),
    evidence,
    ...tell(verdict, language, reader, names),
    ...(overdue && { overdue: overdueView(overdue, language, reader, names) }),
    remarks: [...remarks],
    notes: [],
    history: [...history],
    candidates: { caller: caller.candidates, callee: callee.candidates },
    ladder: rungViews(verdict.rungs, openedAt, reasonOf(handshake)),
    ...(ref.previous !== undefined && { previous: ref.previous }),
  };
}

function overdueView({ verdict, since }: Overdue, language: Language, reader: Reader, names: Names): OverdueView {
  const { stage = 'offer-received', cause, owedBy = 'not-known', evidence } = verdict;
  return { stage, ...(cause && { cause }), owedBy, evidence, ...tell(verdict, language, reader, names), since };
}

function textOf(verdict: Verdict): Text {
  const told: Told = causes.find(({ code }) => code === verdict.cause) ?? settledTexts[verdict.outcome];
  return { ...told, ...told.variants?.[verdict.variant ?? ''] };
}

function rungViews(
  rungs: readonly Standing[],
  openedAt: number,
  reason: (stage: string) => string | undefined,
): RungView[] {
  let before = openedAt;
  return rungs.map(({ stage, status, at, seenBy, uncertaintyMs }) => {
    const why = reason(stage);
    const view: RungView = {
      stage,
      status,
      ...(at !== undefined && { at, tookMs: Math.max(0, at - before) }),
      ...(seenBy && { seenBy }),
      ...(uncertaintyMs !== undefined && { uncertaintyMs }),
      ...(why !== undefined && { reason: why }),
    };
    before = Math.max(before, at ?? before);
    return view;
  });
}

/** Refusals that are no fault of the message: it could not be handed on. */
const atTheTarget = (code: RejectCode) => code.startsWith('target-') || code === 'instance-unreachable';

/** The reject code or the name of the error that stands at a rung. */
function reasonOf({ refused, faults, caller, callee }: Handshake): (stage: string) => string | undefined {
  return (stage) => {
    const fault = faults.find(({ kind }) => kind === stage);
    if (fault) return fault.name;
    const { offer, answer } = refused;
    if (offer && stage === (atTheTarget(offer.code) ? 'offer-forwarded' : 'offer-received')) return offer.code;
    if (stage === 'candidates-exchanged')
      return [caller, callee].find(({ received, refusedCandidate }) => received === 0 && refusedCandidate)
        ?.refusedCandidate;
    return stage === 'answer-received' ? answer?.code : undefined;
  };
}
