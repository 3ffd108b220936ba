import type { Candidate } from '../../protocol/messages.js';

/** Candidates of one peer that may wait: more than a browser gathers for one description. */
const kept = 128;

/**
 * Candidates that came ahead of the description they belong to: of a first offer or answer, or of an ICE restart, whose
 * ICE username fragment is a new one (RFC 8839, section 5.4). What never gets its description goes when others come.
 */
export class EarlyCandidates {
  #waiting: Candidate[] = [];

  /** Keeps a candidate, unless it belongs to the description that is there. */
  keep(candidate: Candidate, sdp: string | undefined): boolean {
    const behindOthers = isEnd(candidate) && this.#waiting.length > 0;
    if (sdp !== undefined && !behindOthers && belongs(candidate, sdp)) return false;
    this.#waiting = [...this.#waiting, candidate].slice(-kept);
    return true;
  }

  /** Gives out, in their order, those that a description which is now there was waited for. */
  release(sdp: string): Candidate[] {
    const released: Candidate[] = [];
    const waiting: Candidate[] = [];
    let goes = true;
    for (const candidate of this.#waiting) {
      // An end that names no fragment is that of the candidates before it.
      if (!isEnd(candidate) || candidate?.usernameFragment) goes = belongs(candidate, sdp);
      (goes ? released : waiting).push(candidate);
    }
    this.#waiting = waiting;
    return released;
  }
}

function isEnd(candidate: Candidate): boolean {
  return !candidate?.candidate;
}

function belongs(candidate: Candidate, sdp: string): boolean {
  const fragment = candidate?.usernameFragment;
  return !fragment || sdp.split(/\r?\n/).includes(`a=ice-ufrag:${fragment}`);
}
