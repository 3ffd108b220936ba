import type { Report } from '../../../protocol/reports.js';
import type { HandshakeRef, Hop } from '../../domain/hop.js';
import { momentOf } from '../../domain/moment.js';
import type { Reported } from '../pages/pages.js';

/** A report as the hop that it is, of a handshake, or of all of them, and of the participant who speaks. */
export function hopOf(reported: Reported, handshake: HandshakeRef | undefined, speaker: string): Hop {
  const { report } = reported;
  const { failure, ice, relayed, media } = report;
  const blank = applying.includes(report.step) && report.remote?.session === undefined;
  return {
    kind: report.step,
    result: report.result,
    seenBy: 'probe',
    ...momentOf(reported),
    tookMs: 0,
    ...(handshake && { handshake }),
    from: { id: speaker },
    ...(failure && { failure: { ...defined(failure), ...(blank && { blank }) } }),
    ...(ice && { ice }),
    ...(relayed && { viaTurn: relayed }),
    ...(media && { media }),
  };
}

/** Here a report names what the page gave to its browser, unless that was no description. */
const applying: readonly Report['step'][] = ['offer-applied', 'answer-applied'];

/** A probe has reported all that was up to a moment: of one handshake, or of all that its participant is in. */
export function probeAlive(participant: string, at: number, handshake?: HandshakeRef, lost = false): Hop {
  return {
    kind: 'probe-alive',
    result: 'reached',
    seenBy: 'probe',
    at,
    tookMs: 0,
    from: { id: participant },
    ...(handshake && { handshake }),
    ...(lost && { lost }),
  };
}

function defined({ name, signalingState, code }: NonNullable<Report['failure']>): NonNullable<Hop['failure']> {
  return { name, ...(signalingState && { signalingState }), ...(code !== undefined && { code }) };
}
