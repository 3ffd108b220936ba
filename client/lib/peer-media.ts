import { mediaKinds, type LocalMedia, type MediaKind } from './local-media.js';

const kindOf = (transceiver: RTCRtpTransceiver) => transceiver.receiver.track.kind;
const isStopped = (transceiver: RTCRtpTransceiver) => transceiver.direction === 'stopped';

/**
 * Offers what there is, and asks for the rest: with neither microphone nor camera one can still listen and watch.
 * Tracks go in by addTrack, because only such a transceiver finds its m-line again when both sides offer at once.
 */
export function offerMedia(connection: RTCPeerConnection, media: LocalMedia): void {
  for (const kind of mediaKinds) {
    const track = media.track(kind);
    if (track) connection.addTrack(track, media.stream);
    else connection.addTransceiver(kind, { direction: 'recvonly' });
  }
}

/** Puts what there is into the m-lines of an offer that has just been applied. */
export function answerMedia(connection: RTCPeerConnection, media: LocalMedia): void {
  for (const kind of mediaKinds) {
    const track = media.track(kind);
    if (track) connection.addTrack(track, media.stream);
  }
}

/** Starts or stops sending one kind, on the m-line that it already has: switching to and fro must not add new ones. */
export async function changeTrack(
  connection: RTCPeerConnection,
  stream: MediaStream,
  kind: MediaKind,
  track: MediaStreamTrack | null,
): Promise<void> {
  const ofKind = connection
    .getTransceivers()
    .filter((transceiver) => kindOf(transceiver) === kind && !isStopped(transceiver));
  const sending = ofKind.find(({ sender }) => sender.track !== null);
  if (!track) {
    if (!sending) return;
    sending.direction = 'recvonly';
    await sending.sender.replaceTrack(null);
    return;
  }
  const transceiver = sending ?? ofKind[0];
  if (!transceiver) {
    connection.addTrack(track, stream);
    return;
  }
  transceiver.direction = 'sendrecv';
  transceiver.sender.setStreams(stream);
  await transceiver.sender.replaceTrack(track);
}
