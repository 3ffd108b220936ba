import type { CandidateType } from '../../protocol/facts.js';
import type { Report } from '../../protocol/reports.js';
import { candidateFacts, fieldsOf, newestRefs, pathRefs, refOf, type Refs, type Side } from './descriptions.js';
import { failureOf } from './failures.js';
import type { Journal } from './journal.js';
import type { Loose } from './loose.js';
import { listen, quietly } from './natives.js';
import type { CallObserver } from './observe.js';
import { Path } from './path.js';

type Description = 'offer' | 'answer';
const stepOf = (side: Side, kind: Description) => `${kind}-${side === 'local' ? 'created' : 'applied'}` as const;
const noCandidates = (): Record<CandidateType, number> => ({ host: 0, srflx: 0, prflx: 0, relay: 0 });
const descriptionOf = (type: unknown): Description | undefined =>
  type === 'offer' || type === 'answer' ? type : undefined;

/** Watches one RTCPeerConnection, from the first description on: one that a page never uses is no handshake. */
export class WatchedConnection {
  readonly #pc: RTCPeerConnection;
  readonly #number: number;
  readonly #journal: Journal;
  readonly #path: Path;
  #started = false;
  #listening = false;
  #candidates = noCandidates();
  /** Of the local description whose candidates are counted; a new one means that ICE gathers anew. */
  #ufrag: string | undefined;
  /** What this negotiation has reported already, where a report comes once. */
  readonly #told = new Set<unknown>();

  constructor(pc: RTCPeerConnection, number: number, journal: Journal) {
    this.#pc = pc;
    this.#number = number;
    this.#journal = journal;
    this.#path = new Path(pc, (step, more) => this.#tell(step, more));
  }

  /** setLocalDescription or setRemoteDescription was called. */
  describing(side: Side, argument: unknown): CallObserver {
    const calledAt = this.#journal.now();
    const state = this.#pc.signalingState;
    const { type, sdp } = fieldsOf<RTCSessionDescription>(argument);
    this.#listen();
    this.#journal.hello();
    return {
      done: () => {
        const kind = descriptionOf(type ?? this.#pc[`${side}Description`]?.type);
        if (kind) this.#described(side, kind, calledAt);
      },
      failed: (error) => {
        const answers = side === 'local' ? state.startsWith('have-r') : state === 'have-local-offer';
        const kind = descriptionOf(type ?? (answers ? 'answer' : 'offer'));
        if (kind)
          this.#refused(stepOf(side, kind), calledAt, { ...this.#about(kind), [side]: refOf(sdp) }, error, state);
      },
    };
  }

  /** createOffer or createAnswer was called: only its failure is news. */
  creating(kind: Description): CallObserver {
    const calledAt = this.#journal.now();
    const state = this.#pc.signalingState;
    return {
      failed: (error) => {
        const { remote } = this.#about(kind);
        this.#refused(stepOf('local', kind), calledAt, { remote }, error, state);
      },
    };
  }

  /** addIceCandidate was called. */
  adding(argument: unknown): CallObserver | undefined {
    const calledAt = this.#journal.now();
    const state = this.#pc.signalingState;
    const candidate = fieldsOf<RTCIceCandidateInit>(argument);
    // The end of the candidates is none.
    if (!candidate.candidate) return undefined;
    const { type, ufrag } = candidateFacts(candidate);
    // Its own word where the description it belongs to is not there: only this leads to the one who sent it.
    const about = (): Refs => {
      // Firefox throws where a closed connection is asked for its descriptions.
      const pair = quietly(() => pathRefs(this.#pc)) ?? {};
      return ufrag === undefined || pair.remote?.ufrag === ufrag ? pair : { ...pair, remote: { ufrag } };
    };
    return {
      done: () => {
        this.#journal.note(this.#number, 'candidate', type);
        if (this.#once('candidate')) this.#tell('candidate-applied', about());
      },
      failed: (error) => {
        this.#told.delete('candidate');
        if (this.#once(failureOf(error).name + state))
          this.#refused('candidate-applied', calledAt, about(), error, state);
      },
    };
  }

  /** close was called: what the path does from now on is the page's own wish. */
  closing(): void {
    if (this.#started && this.#pc.signalingState !== 'closed') this.#tell('connection-closed', newestRefs(this.#pc));
  }

  /** An offer stands for itself: the description of the other side is still that of the handshake before. */
  #about(kind: Description): Refs {
    return kind === 'answer' ? newestRefs(this.#pc) : {};
  }

  #described(side: Side, kind: Description, calledAt: number): void {
    const { local, remote } = newestRefs(this.#pc);
    const about = kind === 'answer' ? { local, remote } : side === 'local' ? { local } : { remote };
    this.#start(calledAt, about);
    this.#tell(stepOf(side, kind), about);
    if (kind === 'offer') this.#told.clear();
    if (side === 'local' && local?.ufrag !== this.#ufrag) {
      this.#ufrag = local?.ufrag;
      this.#candidates = noCandidates();
    }
    if (kind === 'answer') this.#path.negotiated(local?.ufrag);
  }

  #refused(step: Report['step'], calledAt: number, about: Refs, error: unknown, state: RTCSignalingState): void {
    this.#start(calledAt, about);
    this.#tell(step, { ...about, failure: failureOf(error, state) });
  }

  /** The first word of a connection: whose it is, and what it may use. */
  #start(at: number, about: Refs): void {
    if (this.#started) return;
    this.#started = true;
    const { iceTransportPolicy, iceServers = [] } = quietly(() => this.#pc.getConfiguration()) ?? {};
    const ice = {
      relayOnly: iceTransportPolicy === 'relay',
      turn: iceServers.some(({ urls }) => [urls].flat().some(isTurn)),
    };
    this.#tell('probe-started', { at, ...about, ice });
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    const pc = this.#pc;
    listen(pc, 'iceconnectionstatechange', () => {
      const state = pc.iceConnectionState;
      if (state === 'checking' || state === 'disconnected') this.#journal.note(this.#number, state);
      this.#path.iceChanged();
    });
    listen(pc, 'connectionstatechange', () => this.#path.connectionChanged());
    listen(pc, 'icecandidate', (event) => {
      const { type } = candidateFacts((event as RTCPeerConnectionIceEvent).candidate ?? {});
      if (!type) return;
      this.#candidates[type]++;
      if (type === 'relay' && this.#once(type)) this.#tell('turn-allocated', this.#gatheringRefs());
    });
    listen(pc, 'icegatheringstatechange', () => {
      if (pc.iceGatheringState !== 'complete') return;
      this.#tell('candidates-gathered', { ...this.#gatheringRefs(), candidates: { ...this.#candidates } });
    });
    listen(pc, 'icecandidateerror', (event) => {
      const { url, errorCode: code } = event as RTCPeerConnectionIceErrorEvent;
      if (!isTurn(url) || !this.#once(code)) return;
      this.#tell('turn-allocated', {
        ...this.#gatheringRefs(),
        failure: { name: 'icecandidateerror', code },
      });
    });
  }

  /** Candidates belong to the newest own description; the other one only to a negotiation that is over. */
  #gatheringRefs(): Refs {
    const { local, remote } = newestRefs(this.#pc);
    return { local, remote: this.#pc.signalingState === 'stable' ? remote : undefined };
  }

  #once(what: unknown): boolean {
    return !this.#told.has(what) && Boolean(this.#told.add(what));
  }

  #tell(step: Report['step'], more: Loose<Partial<Report>>): void {
    this.#journal.tell(step, { connection: this.#number, ...more });
  }
}

function isTurn(url: string | undefined): boolean {
  return Boolean(url?.startsWith('turn'));
}
