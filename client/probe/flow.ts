import { after } from './natives.js';

/** What getStats says of one moment: packets by stream, and whether a data channel was opened. */
interface Moment {
  'inbound-rtp': Record<string, number>;
  'outbound-rtp': Record<string, number>;
  channel: boolean;
}

/** Moments after connecting at which the connection is looked at; the late ones only while something is missing. */
const looksMs = [300, 1000, 2000, 4000, 4500, 10_000, 20_000, 40_000];
const sourceMs = 4000;
/** A little within the gateway's own wait for media, so that its verdict knows. */
const pathMs = 4500;

const { getStats } = (globalThis.RTCPeerConnection?.prototype ?? {}) as {
  getStats: (this: RTCPeerConnection) => Promise<RTCStatsReport>;
};

export async function look(pc: RTCPeerConnection): Promise<Moment> {
  const moment: Moment = { 'inbound-rtp': {}, 'outbound-rtp': {}, channel: false };
  (await getStats.call(pc)).forEach(
    (stats: RTCInboundRtpStreamStats & RTCOutboundRtpStreamStats & { state: string }) => {
      const { type, id, packetsReceived, packetsSent, state } = stats;
      if (type === 'inbound-rtp' || type === 'outbound-rtp') moment[type][id] = packetsReceived ?? packetsSent ?? 0;
      // One that was closed again was open.
      else if ((type as string) === 'data-channel' && state !== 'connecting') moment.channel = true;
    },
  );
  return moment;
}

/**
 * Looks at a connection at a few moments until what was negotiated flows, and tells it; or that nothing leaves this side
 * (`source`), or that nothing arrives (`path`). Packets of any stream prove the way: a camera that is off is no fault,
 * though its stream was negotiated. A data channel counts where there is nothing else, because it opens whether or not
 * sound comes.
 *
 * @param before what had flowed already when this was negotiated
 * @param current whether this is still the negotiation in question
 */
export async function watchFlow(
  pc: RTCPeerConnection,
  before: Moment | undefined,
  current: () => boolean,
  tell: (failure?: 'source' | 'path') => void,
): Promise<void> {
  const startedAt = performance.now();
  const told = new Set<string>();
  for (const lookMs of looksMs) {
    await new Promise<void>((moment) => after(lookMs - (performance.now() - startedAt), moment));
    if (!current()) return;
    const now = await look(pc);
    if (!current()) return;
    const grew = (kind: 'inbound-rtp' | 'outbound-rtp') =>
      Object.entries(now[kind]).some(([id, packets]) => packets > (before?.[kind][id] ?? 0));
    const transceivers = pc.getTransceivers();
    const streams = transceivers.some(
      ({ currentDirection, receiver }) => /recv/.test(currentDirection ?? '') && receiver.track.readyState === 'live',
    );
    const sends = transceivers.some(({ currentDirection }) => /send/.test(currentDirection ?? ''));
    const leaves = !sends || grew('outbound-rtp');
    const receives = streams || (!sends && Boolean(pc.sctp));
    const arrives = !receives ? leaves : streams ? grew('inbound-rtp') : now.channel;
    // Told again when sending has begun after all.
    if (arrives && (!told.has('reached') || (leaves && told.delete('source')))) {
      told.add('reached');
      tell();
    }
    if (arrives && leaves) return;
    for (const [failure, fails] of [
      ['source', !leaves && lookMs >= sourceMs],
      ['path', receives && !arrives && lookMs >= pathMs],
    ] as const) {
      if (!fails || told.has(failure)) continue;
      told.add(failure);
      tell(failure);
    }
  }
}
