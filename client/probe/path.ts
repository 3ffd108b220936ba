import type { FailureName, Report } from '../../protocol/reports.js';
import { pathRefs } from './descriptions.js';
import { look, watchFlow } from './flow.js';
import type { Loose } from './loose.js';
import { after, cancel, quietly, type Timer } from './natives.js';

type PathStep = 'ice-connected' | 'dtls-connected' | 'media-flowing' | 'connection-kept';
type Tell = (step: PathStep, more: Loose<Partial<Report>>) => void;

/** A pause of the network shorter than this is none. */
const lostMs = 5000;
/** Chromium tells no change of state when an ICE restart goes well: the state is looked at, and as late as this. */
const restartMs = 300;

let hiding = false;
/** The page is going, or has come back: nothing that ends then was lost. */
export function pageIsHiding(going: boolean): void {
  hiding = going;
}

/** The rungs above the descriptions: ICE, DTLS, media, and whether they stay. */
export class Path {
  readonly #pc: RTCPeerConnection;
  readonly #tell: Tell;
  readonly #told = new Set<string>();
  /** It has been connected at some time. */
  #stood = false;
  #lost = false;
  #lostTimer: Timer | undefined;
  /** Moves on with every negotiation: what was being waited for belongs to the one before. */
  #round = 0;
  #ufrag: string | undefined;
  #before: Awaited<ReturnType<typeof look>> | undefined;

  constructor(pc: RTCPeerConnection, tell: Tell) {
    this.#pc = pc;
    this.#tell = tell;
  }

  /** An answer closes a negotiation: what is up already is up for this one too, and media has to flow once more. */
  negotiated(ufrag: string | undefined): void {
    this.#round++;
    this.#told.clear();
    if (this.#stood) void this.#again(this.#round, this.#ufrag !== ufrag ? restartMs : 0);
    this.#ufrag = ufrag;
  }

  async #again(round: number, ms: number): Promise<void> {
    try {
      const before = await look(this.#pc);
      if (round !== this.#round) return;
      this.#before = before;
      await new Promise<void>((moment) => after(ms, moment));
      if (round !== this.#round) return;
      this.iceChanged();
      this.connectionChanged();
    } catch {
      // A connection that cannot be asked is closed.
    }
  }

  iceChanged(): void {
    const state = this.#pc.iceConnectionState;
    if (isUp(state)) {
      cancel(this.#lostTimer);
      this.#lostTimer = undefined;
      if (this.#lost) {
        this.#lost = false;
        this.#say('connection-kept');
      }
      this.#reach('ice-connected');
    } else if (state === 'failed') {
      this.#failed('ice-connected');
    } else if (state === 'disconnected' && this.#stood) {
      this.#lostTimer ??= after(lostMs, () => quietly(() => this.#loseIt()));
    }
  }

  connectionChanged(): void {
    const { connectionState, iceConnectionState } = this.#pc;
    if (connectionState === 'connected') {
      this.#stood = true;
      if (this.#reach('dtls-connected')) this.#watchMedia();
    } else if (connectionState === 'failed') {
      // Chromium leaves iceConnectionState at `disconnected` where no pair of candidates ever worked.
      this.#failed(isUp(iceConnectionState) ? 'dtls-connected' : 'ice-connected');
    }
  }

  #failed(step: PathStep): void {
    if (this.#stood) this.#loseIt();
    else this.#reach(step, 'failed');
  }

  #watchMedia(): void {
    const round = this.#round;
    const before = this.#before;
    const current = () => round === this.#round && this.#pc.signalingState !== 'closed';
    watchFlow(this.#pc, before, current, (name, media, relayed) =>
      this.#say('media-flowing', name, { media, relayed }),
    ).catch(() => {});
  }

  #loseIt(): void {
    const pc = this.#pc;
    const back = isUp(pc.iceConnectionState);
    if (this.#lost || back || hiding || pc.signalingState === 'closed' || hungUp(pc)) return;
    this.#lost = true;
    this.#say('connection-kept', 'failed');
  }

  /** Told once of a negotiation. */
  #reach(step: PathStep, failure?: FailureName): boolean {
    const what = `${step} ${failure}`;
    if (this.#told.has(what)) return false;
    this.#told.add(what);
    this.#say(step, failure);
    return true;
  }

  #say(step: PathStep, name?: FailureName, more?: Loose<Partial<Report>>): void {
    this.#tell(step, { ...pathRefs(this.#pc), failure: name && { name }, ...more });
  }
}

/** The other side has closed its connection, and said so: a DTLS alert (RFC 8446, section 6.1: close_notify). */
function hungUp(pc: RTCPeerConnection): boolean {
  const transports = [pc.sctp?.transport, ...pc.getSenders().map(({ transport }) => transport)];
  return transports.some((transport) => transport?.state === 'closed');
}

function isUp(state: RTCIceConnectionState): boolean {
  return state === 'connected' || state === 'completed';
}
