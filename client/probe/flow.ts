import { after } from './natives.js';

/** What getStats says of one moment: packets by stream, whether a data channel was opened, and the way is a relay's. */
interface Moment {
  'inbound-rtp': Record<string, number>;
  'outbound-rtp': Record<string, number>;
  channel: boolean;
  relayed?: true;
}

/** Moments after connecting at which the connection is looked at; the late ones only while something is missing. */
const looksMs = [300, 1000, 2000, 4000, 4500, 10_000, 20_000, 40_000];
const sourceMs = 4000;
/** A little within the gateway's own wait for media, so that its verdict knows. */
const pathMs = 4500;

const { getStats } = (globalThis.RTCPeerConnection?.prototype ?? {}) as {
  getStats: (this: RTCPeerConnection) => Promise<RTCStatsReport>;
};

/** What is read of statistics of whatever type (W3C webrtc-stats). */
interface Stats {
  type: string;
  id: string;
  packetsReceived?: number;
  packetsSent?: number;
  state?: string;
  dataChannelsOpened?: number;
  selectedCandidatePairId?: string;
  localCandidateId?: string;
  remoteCandidateId?: string;
  candidateType?: string;
}

export async function look(pc: RTCPeerConnection): Promise<Moment> {
  const moment: Moment = { 'inbound-rtp': {}, 'outbound-rtp': {}, channel: false };
  const all = await getStats.call(pc);
  const get = (id: string | undefined): Stats | undefined => all.get(id as string);
  all.forEach((stats: Stats) => {
    const { type, id, packetsReceived, packetsSent, state, dataChannelsOpened, selectedCandidatePairId } = stats;
    if (type === 'inbound-rtp' || type === 'outbound-rtp') moment[type][id] = packetsReceived ?? packetsSent ?? 0;
    // One that was closed again was open, and may have been forgotten since.
    else if (dataChannelsOpened || (type === 'data-channel' && state !== 'connecting')) moment.channel = true;
    const used = get(selectedCandidatePairId);
    for (const end of [used?.localCandidateId, used?.remoteCandidateId])
      if (get(end)?.candidateType === 'relay') moment.relayed = true;
  });
  return moment;
}

/**
 * Looks at a connection at a few moments until what was negotiated flows both ways, and tells it; or that nothing leaves
 * this side (`source`), or that nothing arrives (`path`). Packets of any stream prove the way: a camera that is off is
 * no fault, though its stream was negotiated. A data channel counts where there is nothing else, because it opens
 * whether or not sound comes.
 *
 * @param before what had flowed already when this was negotiated
 * @param current whether this is still the negotiation in question
 */
export async function watchFlow(
  pc: RTCPeerConnection,
  before: Moment | undefined,
  current: () => boolean,
  tell: (failure: 'source' | 'path' | undefined, relayed?: true) => void,
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
    const leaves = sends ? grew('outbound-rtp') : streams || !pc.sctp || now.channel;
    const arrives = !streams || grew('inbound-rtp');
    if (arrives && leaves) return tell(undefined, now.relayed);
    for (const [failure, fails] of [
      ['source', !leaves && lookMs >= sourceMs],
      ['path', !arrives && lookMs >= pathMs],
    ] as const) {
      if (!fails || told.has(failure)) continue;
      told.add(failure);
      tell(failure);
    }
  }
}
