import { startProbe, type ProbeOptions } from '../probe/probe.js';
import { Call } from './call.js';
import { IceServerList } from './ice-servers.js';
import { LocalMedia } from './local-media.js';
import { SignalingClient } from './signaling-client.js';
import type { SignalingOptions } from './signaling-events.js';

export { Call, type CallEvents } from './call.js';
export { ConnectionFailedError, NegotiationError, type NegotiationStep } from './call-errors.js';
export { LocalMedia, type LocalMediaEvents, type MediaKind, type MediaProblem } from './local-media.js';
export { Peer, type PeerEvents, type PeerProblem, type PeerState } from './peer.js';
export { SignalingClient } from './signaling-client.js';
export { NoAckError, RefusedError, UnreachableError, type SignalingFailure } from './signaling-errors.js';
export type { SignalingEvents, SignalingOptions, TokenSource } from './signaling-events.js';

export interface ConnectOptions extends SignalingOptions {
  /**
   * The probe, which tells the gateway what becomes of each connection in this browser; `false` leaves it out. With
   * `log` it writes each step to the browser's console as well.
   */
  probe?: false | Pick<ProbeOptions, 'log'>;
}

/**
 * A call through a gateway, to be joined. Connections that the page makes by itself are seen by the probe too, from
 * here on.
 *
 * @param options.url origin of the gateway; by default where this module was loaded from
 */
export function connect({ url = here(), probe = {}, ...options }: ConnectOptions = {}): Call {
  const watching = probe === false ? undefined : startProbe({ gateway: url, ...probe });
  const signaling = new SignalingClient({ ...options, url });
  signaling.on('connected', (session, room) => watching?.identify(session, encodeURIComponent(room)));
  signaling.on('report-wanted', () => watching?.report());
  return new Call({ signaling, media: new LocalMedia(), ice: new IceServerList(url, options.token) });
}

function here(): string {
  return new URL(import.meta.url).origin;
}
