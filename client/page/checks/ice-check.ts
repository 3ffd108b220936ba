import type { FindingOf } from './findings.js';

/** Taken before a probe watches it: a connection that only gathers is no handshake, and nobody needs to hear of it. */
const { setLocalDescription } = (globalThis.RTCPeerConnection?.prototype ?? {}) as {
  setLocalDescription: (this: RTCPeerConnection) => Promise<void>;
};

/** Long for any server that works. Chromium itself gives up on a silent one after 40 s, as the retries of STUN add up. */
const patienceMs = 10_000;

export interface IceCheckOptions {
  iceServers: RTCIceServer[];
  signal: AbortSignal;
  /** Called as soon as a server is known to work or not to. */
  find: (finding: FindingOf<'stun'> | FindingOf<'turn'>) => void;
}

interface Gathered {
  srflx: boolean;
  relay: boolean;
  /** The browser has asked every server to the end. */
  complete: boolean;
  /** Codes of icecandidateerror events (W3C webrtc-pc, section 5.7), by the kind of server. */
  stunErrors: number[];
  turnErrors: number[];
}

/** Do the ICE servers of the gateway give what they are there for: one's own public address, and a relay? */
export async function checkIce({ iceServers, signal, find }: IceCheckOptions): Promise<void> {
  const urls = iceServers.flatMap((server) => server.urls);
  const stun = urls.filter((url) => url.startsWith('stun'));
  const turn = urls.filter((url) => url.startsWith('turn'));
  if (stun.length === 0) find({ check: 'stun', code: 'none' });
  if (turn.length === 0) find({ check: 'turn', code: 'none' });
  if (stun.length + turn.length === 0) return;
  const gathered: Gathered = { srflx: false, relay: false, complete: false, stunErrors: [], turnErrors: [] };
  const wanted = { stun: stun.length > 0, turn: turn.length > 0 };
  const connection = new RTCPeerConnection({ iceServers });
  const ended = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  try {
    await new Promise<void>((done, failed) => {
      connection.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate?.type === 'srflx') gathered.srflx = true;
        if (candidate?.type === 'relay') gathered.relay = true;
        if (wanted.stun && gathered.srflx) find({ check: 'stun', code: 'answers' });
        if (wanted.turn && gathered.relay) find({ check: 'turn', code: 'relays' });
        if ((gathered.srflx || !wanted.stun) && (gathered.relay || !wanted.turn)) done();
      });
      connection.addEventListener('icecandidateerror', ({ url, errorCode }) => {
        if (url.startsWith('turn')) gathered.turnErrors.push(errorCode);
        // Browsers ask a TURN server for the public address too.
        else if (stun.some((given) => serverOf(given) === serverOf(url))) gathered.stunErrors.push(errorCode);
      });
      connection.addEventListener('icegatheringstatechange', () => {
        gathered.complete = connection.iceGatheringState === 'complete';
        if (gathered.complete) done();
      });
      ended.addEventListener('abort', () => done());
      // Something to gather for: a connection without media gathers nothing.
      connection.createDataChannel('check');
      setLocalDescription.call(connection).catch(failed);
    });
  } finally {
    connection.close();
  }
  if (signal.aborted) return;
  if (wanted.stun) find(stunFinding(gathered));
  if (wanted.turn) find(turnFinding(gathered));
}

/** No public address and no error: where one's own address is public already there is none to find. */
function stunFinding({ srflx, relay, complete, stunErrors: [value] }: Gathered): FindingOf<'stun'> {
  if (srflx) return { check: 'stun', code: 'answers' };
  if (complete && value === undefined) return { check: 'stun', code: 'quiet' };
  return { check: 'stun', code: relay ? 'dispensable' : 'unreachable', value };
}

/** A refusal says more than silence: another address of the same server may be blocked besides. */
function turnFinding({ relay, turnErrors }: Gathered): FindingOf<'turn'> {
  if (relay) return { check: 'turn', code: 'relays' };
  const refused = turnErrors.find((code) => code < 700);
  if (refused === 401 || refused === 403) return { check: 'turn', code: 'unauthorized', value: refused };
  if (refused !== undefined) return { check: 'turn', code: 'refused', value: refused };
  return { check: 'turn', code: 'unreachable', value: turnErrors[0] };
}

/** Host and port of an ICE server's URL (RFC 7064, RFC 7065): `stun:host`, `stun:host:3478`, `turn:host?transport=tcp`. */
function serverOf(url: string): string {
  const server = url.replace(/^\w+:/, '').replace(/\?.*$/, '');
  return /:\d+$/.test(server) ? server : `${server}:3478`;
}
