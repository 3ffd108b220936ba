import type { Language } from '../../protocol/languages.js';
import type { Stage } from '../../protocol/stages.js';
import type { RejectCode } from '../../protocol/rejects.js';
import {
  sides,
  type Change,
  type HandshakeView,
  type Overdue as OverdueView,
  type RungView,
} from '../../protocol/verdict.js';
import type { Facts } from '../domain/causes/cause.js';
import type { Handshake } from '../domain/handshake.js';
import { silentSides } from '../domain/media.js';
import type { RungState } from '../domain/ladder-state.js';
import { summaryOf } from '../domain/summary.js';
import type { OverdueVerdict, Verdict } from '../domain/verdict.js';
import type { Advice, Names, Reader, Text, Told } from './locale.js';
import { locales } from './locales.js';

/** The verdict in words: one sentence of what is so, and what this reader can do about it. */
export function tell(
  verdict: Verdict,
  language: Language,
  reader: Reader,
  names: Names = locales[language].roles,
): { sentence: string; advice: string } {
  const { gaps: gapTexts } = locales[language];
  const { facts, gaps, outcome } = verdict;
  const text = textOf(verdict, language);
  const filled = (template: string, known: Facts) => fill(spoken(template, verdict), known, names, language);
  const wellBut = outcome === 'connected' || outcome === 'signaled' ? notesIn(verdict, language, names) : [];
  const unseen = gaps.map(({ side, why }) => filled(gapTexts[why], { side }));
  return {
    sentence: [filled(text.sentence, facts), ...wellBut, ...unseen].join(' '),
    advice: filled(adviceFor(reader, text.advice, facts), facts),
  };
}

/** What is remarked on, each as a sentence. */
export function notesIn(verdict: Verdict, language: Language, names: Names = locales[language].roles): string[] {
  const { remarks } = locales[language];
  return verdict.notes.map(({ remark, facts }) => fill(spoken(remarks[remark], verdict), facts, names, language));
}

function adviceFor(reader: Reader, advice: Advice, { side }: Facts): string {
  if (reader === 'developer') return advice.developer;
  if ('both' in advice) return advice.both;
  if ('caller' in advice) return advice[reader];
  return side === reader ? advice.self : advice.other;
}

/** What stands in the middle of a call is the gateway, or the server that is watched: nouns of one declension, also in Russian. */
function spoken(template: string, { relayedBy }: Verdict): string {
  if (relayedBy === undefined) return template;
  return template
    .replace(/(?<!-)\bgateway/g, 'server')
    .replace(/\bGateway/g, 'Server')
    .replace(/(?<=^|[^\p{L}])со шлюз/gu, 'с сервер')
    .replace(/шлюз/g, 'сервер')
    .replace(/Шлюз/g, 'Сервер');
}

/** A sentence begins with a capital letter; a name that begins it stays as its owner writes it. */
function fill(template: string, facts: Facts, names: Names, language: Language): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = key in names ? key : (facts[key] ?? '');
    if (typeof value === 'number') return locales[language].number(value);
    return value === 'caller' || value === 'callee' ? names[value] : value;
  });
  return names === locales[language].roles ? `${filled.charAt(0).toUpperCase()}${filled.slice(1)}` : filled;
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
  const { ref, caller, callee } = handshake;
  const { evidence, remarks, overdue } = verdict;
  const names = { caller: caller.username || caller.id, callee: callee.username || callee.id };
  return {
    ...summaryOf(handshake, verdict, settledAt),
    evidence,
    ...tell(verdict, language, reader, names),
    ...(overdue && { overdue: overdueView(overdue, language, reader, names) }),
    remarks: [...remarks],
    notes: notesIn(verdict, language, names),
    history: [...history],
    candidates: { caller: caller.candidates, callee: callee.candidates },
    ladder: rungViews(verdict.rungs, handshake),
    ...(ref.relayedBy && { relayedBy: ref.relayedBy }),
    ...(ref.previous !== undefined && { previous: ref.previous }),
  };
}

function overdueView(
  { verdict, since }: OverdueVerdict,
  language: Language,
  reader: Reader,
  names: Names,
): OverdueView {
  const { stage = 'offer-received', cause, owedBy = 'not-known', evidence } = verdict;
  return { stage, ...(cause && { cause }), owedBy, evidence, ...tell(verdict, language, reader, names), since };
}

function textOf({ cause, outcome, variant }: Verdict, language: Language): Text {
  const { causes, outcomes } = locales[language];
  const told: Told = cause === undefined ? outcomes[outcome] : causes[cause];
  return { ...told, ...told.variants?.[variant ?? ''] };
}

function rungViews(rungs: readonly RungState[], handshake: Handshake): RungView[] {
  let before = handshake.openedAt;
  const reason = reasonOf(handshake);
  return rungs.map(({ stage, status, at, seenBy, uncertaintyMs }) => {
    const why = reason(stage);
    const view: RungView = {
      stage,
      status,
      ...(at !== undefined && { at, tookMs: Math.max(0, at - before) }),
      ...(seenBy && { seenBy }),
      ...(uncertaintyMs !== undefined && { uncertaintyMs }),
      ...(why !== undefined && { reason: why }),
      ...(why !== undefined && detailOf(handshake, stage)),
      ...(stage === 'media-flowing' && (status === 'reached' || status === 'nothing-to-send') && mediaOf(handshake)),
    };
    before = Math.max(before, at ?? before);
    return view;
  });
}

function mediaOf(handshake: Handshake): Pick<RungView, 'silent' | 'arrivesAt'> {
  const silent = silentSides(handshake);
  const arrivesAt = sides.filter((side) => handshake[side].marks['media-flowing'] !== undefined);
  return { ...(silent.length > 0 && { silent: [...silent] }), arrivesAt };
}

/** Which field of a refused description broke which rule. */
function detailOf({ refused }: Handshake, stage: Stage): Pick<RungView, 'detail'> {
  const detail = refused[stage.startsWith('offer') ? 'offer' : 'answer']?.detail;
  return detail === undefined ? {} : { detail };
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
        ?.refusedCandidate?.code;
    return stage === 'answer-received' ? answer?.code : undefined;
  };
}
