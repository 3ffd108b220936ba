import type { Report, Sending } from '../../protocol/reports.js';
import { after } from './natives.js';

/** What getStats says of one moment: packets by kind and id of the stream, whether a data channel was opened, and the way is a relay's. */
interface Moment {
  'inbound-rtp': Record<string, number>;
  'outbound-rtp': Record<string, number>;
  channel: boolean;
  relayed?: true;
}

/** Moments after connecting at which the connection is looked at. */
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
  kind?: string;
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
    const { type, id, kind, packetsReceived, packetsSent, state, dataChannelsOpened, selectedCandidatePairId } = stats;
    if (type === 'inbound-rtp' || type === 'outbound-rtp')
      moment[type][kind + id] = packetsReceived ?? packetsSent ?? 0;
    // One that was closed again was open, and may have been forgotten since.
    else if (dataChannelsOpened || (type === 'data-channel' && state !== 'connecting')) moment.channel = true;
    const used = get(selectedCandidatePairId);
    for (const end of [used?.localCandidateId, used?.remoteCandidateId])
      if (get(end)?.candidateType === 'relay') moment.relayed = true;
  });
  return moment;
}

type Media = Report['media'];

/** @param leaves whether packets of a kind of track have left */
function sendingOf(transceivers: RTCRtpTransceiver[], leaves: (kind: string) => boolean): Sending | undefined {
  const sending = transceivers.filter(sends);
  const tracks = (sending[0] ? sending : transceivers).flatMap(({ sender }) => sender.track ?? []);
  if (!sending[0]) return tracks[0] ? 'not-negotiated' : 'nothing-negotiated';
  if (!tracks[0]) return 'no-track';
  const live = tracks.filter(({ readyState }) => readyState === 'live');
  if (!live[0]) return 'ended';
  const audible = live.filter(({ enabled, muted }) => enabled && !muted);
  if (!audible[0]) return 'muted';
  return audible.some(({ kind }) => leaves(kind)) ? 'flows' : undefined;
}

const sends = ({ currentDirection }: RTCRtpTransceiver) => /send/.test(currentDirection ?? '');

/**
 * Looks at a connection at a few moments until what was negotiated flows both ways, and tells it; or that nothing leaves
 * this side (`source`), or that nothing arrives (`path`). Packets of any stream prove the way: a camera that is off is
 * no fault, though its stream was negotiated. A data channel counts where there is nothing else, because it opens
 * whether or not sound comes. Told again where the page sends something else by a later moment: a microphone may come late.
 *
 * @param before what had flowed already when this was negotiated
 * @param current whether this is still the negotiation in question
 * @param tell `media` is undefined where a track is live and nothing of it has left: there is no word for that
 */
export async function watchFlow(
  pc: RTCPeerConnection,
  before: Moment | undefined,
  current: () => boolean,
  tell: (failure: 'source' | 'path' | undefined, media: Media, relayed: true | undefined) => void,
): Promise<void> {
  const startedAt = performance.now();
  const told = new Map<unknown, unknown>();
  let flows = false;
  for (const lookMs of looksMs) {
    await new Promise<void>((moment) => after(lookMs - (performance.now() - startedAt), moment));
    if (!current()) return;
    const now = await look(pc);
    if (!current()) return;
    const grew = (type: 'inbound-rtp' | 'outbound-rtp', kind = '') =>
      Object.entries(now[type]).some(([id, packets]) => id.startsWith(kind) && packets > (before?.[type][id] ?? 0));
    const transceivers = pc.getTransceivers();
    const receives = transceivers.some(
      ({ currentDirection, receiver }) => /recv/.test(currentDirection ?? '') && receiver.track.readyState === 'live',
    );
    const leaves = transceivers.some(sends) ? grew('outbound-rtp') : receives || !pc.sctp || now.channel;
    const arrives = !receives || grew('inbound-rtp');
    const sending = sendingOf(transceivers, (kind) => grew('outbound-rtp', kind));
    const say = (failure?: 'source' | 'path') => {
      if (told.has(failure) && told.get(failure) === sending) return;
      told.set(failure, sending);
      tell(failure, sending && { sends: sending, receives, data: now.channel }, failure ? undefined : now.relayed);
    };
    flows ||= arrives && leaves;
    if (flows) {
      say();
      continue;
    }
    if (!leaves && lookMs >= sourceMs) say('source');
    if (!arrives && lookMs >= pathMs) say('path');
  }
}
