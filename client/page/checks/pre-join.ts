import { Emitter } from '../../lib/emitter.js';
import { mediaKinds, type LocalMedia, type MediaKind, type MediaProblem } from '../../lib/local-media.js';
import type { MediaControls } from '../media-controls.js';
import { checkNames, type CheckName, type Finding } from './findings.js';
import { checkGateway } from './gateway-check.js';
import { checkIce } from './ice-check.js';
import { LevelMeter, type Hearing } from './level-meter.js';

const checkOf = { audio: 'microphone', video: 'camera' } as const satisfies Record<MediaKind, CheckName>;
const microphoneHearing = { heard: 'heard', silent: 'silent', unmeasured: 'open' } as const satisfies Record<
  Hearing,
  string
>;

/** Which devices a check opens: none, those that the browser gives without asking, all that are wanted. */
export type Opening = 'none' | 'granted' | 'all';

export interface PreJoinOptions {
  media: LocalMedia;
  controls: MediaControls;
  fetchIceServers: () => Promise<RTCIceServer[] | undefined>;
}

/**
 * What stands in the way of a call, looked for before it: the devices, the gateway, STUN and TURN. Nothing waits for
 * it; the devices that it opens are those of the call.
 */
export class PreJoin extends Emitter<{ change: []; level: [level: number] }> {
  readonly #options: PreJoinOptions;
  readonly #findings = new Map<CheckName, Finding>();
  #running: AbortController | undefined;
  #meter: LevelMeter | undefined;

  constructor(options: PreJoinOptions) {
    super();
    this.#options = options;
    const { controls, media } = options;
    controls.on('opened', (kind, problem) => this.#opened(kind, problem));
    controls.on('closed', (kind) => this.#find({ check: checkOf[kind], code: 'off' }));
    media.on('ended', (kind) => this.#find({ check: checkOf[kind], code: 'missing' }));
  }

  /** What is known so far, or was found before the call. */
  get findings(): Finding[] {
    return checkNames.flatMap((check) => this.#findings.get(check) ?? []);
  }

  /** Checks everything, anew where it was checked before. */
  run(opening: Opening): void {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    for (const kind of mediaKinds) void this.#checkDevice(kind, opening, running.signal);
    for (const check of ['gateway', 'stun', 'turn'] as const) this.#find({ check, code: 'checking' });
    void this.#checkNetwork(running.signal);
  }

  /** Lets go of everything but the devices. What was being looked for stays unknown. */
  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#listenTo(null);
  }

  async #checkDevice(kind: MediaKind, opening: Opening, signal: AbortSignal): Promise<void> {
    const { controls, media } = this.#options;
    const check = checkOf[kind];
    if (!controls.wants(kind)) {
      this.#find({ check, code: 'off' });
      return;
    }
    this.#find({ check, code: 'checking' });
    const open = media.track(kind) || opening === 'all' || (opening === 'granted' && !(await wouldAsk(kind)));
    if (signal.aborted) return;
    if (open) await controls.open(kind);
    else this.#find({ check, code: 'later' });
  }

  async #checkNetwork(signal: AbortSignal): Promise<void> {
    const gateway = await checkGateway(signal);
    if (signal.aborted) return;
    this.#find(gateway);
    try {
      if (gateway.code === 'away') throw new Error('Without the gateway nobody knows of ICE servers.');
      const iceServers = await this.#options.fetchIceServers();
      if (!iceServers) throw new Error('The gateway does not say which ICE servers there are.');
      if (!signal.aborted) await checkIce({ iceServers, signal, find: (finding) => this.#find(finding) });
    } catch {
      // A browser that makes no connection at all will say so in the call.
      if (signal.aborted) return;
      this.#find({ check: 'stun', code: 'not-known' });
      this.#find({ check: 'turn', code: 'not-known' });
    }
  }

  #opened(kind: MediaKind, problem: MediaProblem | undefined): void {
    if (problem) this.#find({ check: checkOf[kind], code: problem });
    else if (kind === 'video') this.#find({ check: 'camera', code: 'works' });
    else if (this.#running) this.#listenTo(this.#options.media.track('audio'));
  }

  #listenTo(track: MediaStreamTrack | null): void {
    this.#meter?.close();
    this.#meter = undefined;
    this.emit('level', 0);
    if (!track) return;
    this.#find({ check: 'microphone', code: 'listening' });
    this.#meter = new LevelMeter(track);
    this.#meter.on('level', (level) => this.emit('level', level));
    this.#meter.on('hearing', (hearing) => this.#find({ check: 'microphone', code: microphoneHearing[hearing] }));
  }

  #find(finding: Finding): void {
    // In the call its own notices speak: what was found before it stays as it was.
    if (!this.#running) return;
    if (finding.check === 'microphone' && finding.code === 'off') this.#listenTo(null);
    this.#findings.set(finding.check, finding);
    this.emit('change');
  }
}

/** Would the browser ask for the device, rather than answer by itself? Taken for granted where it does not say. */
async function wouldAsk(kind: MediaKind): Promise<boolean> {
  // Without HTTPS there is nothing to be asked for.
  if (!('mediaDevices' in navigator)) return false;
  try {
    const { state } = await navigator.permissions.query({ name: kind === 'audio' ? 'microphone' : 'camera' });
    return state === 'prompt';
  } catch {
    return true;
  }
}
