import { candidateTypes, fingerprint, ufragExtension, type CandidateType } from '../../protocol/facts.js';
import type { Report } from '../../protocol/reports.js';
import type { Loose } from './loose.js';

/** Which description is meant: hashes of its session, version and ICE username fragment. */
export type DescriptionRef = Loose<NonNullable<Report['local']>>;
/** The descriptions a report speaks of. */
export type Refs = Loose<Pick<Report, 'local' | 'remote'>>;
export type Side = 'local' | 'remote';

const hash = (text: string | undefined) => (text ? fingerprint(text) : undefined);

/** The same three hashes as describeSdp in protocol/facts.ts finds, which counts much else besides. */
export function refOf(sdp: unknown): DescriptionRef | undefined {
  if (typeof sdp !== 'string') return undefined;
  const [, session, version] = /(?:^|[\r\n])o=\S*[ \t]+(\S+)[ \t]+(\S+)/.exec(sdp) ?? [];
  const [, ufrag] = /(?:^|[\r\n])a=ice-ufrag:[ \t]*(\S+)/.exec(sdp) ?? [];
  return { session: hash(session), version: hash(version), ufrag: hash(ufrag) };
}

/** Both descriptions as they stand: the newest. */
export function newestRefs({ localDescription, remoteDescription }: RTCPeerConnection): Refs {
  return { local: refOf(localDescription?.sdp), remote: refOf(remoteDescription?.sdp) };
}

/** The pair that the path belongs to: the negotiated one, and before there is one, the one being negotiated. */
export function pathRefs(pc: RTCPeerConnection): Refs {
  const local = refOf(pc.currentLocalDescription?.sdp);
  const remote = refOf(pc.currentRemoteDescription?.sdp);
  return local && remote ? { local, remote } : newestRefs(pc);
}

/** Of a candidate's line (RFC 8839, section 5.1): its type, and the hash of the ICE username fragment it belongs to. */
export function candidateFacts({ candidate = '', usernameFragment }: RTCIceCandidateInit): {
  type: CandidateType | undefined;
  ufrag: string | undefined;
} {
  const kind = /\styp\s+(\S+)/i.exec(candidate)?.[1]?.toLowerCase();
  const ufrag = ufragExtension.exec(candidate)?.[1] ?? usernameFragment ?? undefined;
  return { type: candidateTypes.find((type) => type === kind), ufrag: hash(ufrag) };
}

/** A page's argument, as far as it is an object. */
export function fieldsOf<T extends object>(argument: unknown): Partial<T> {
  return typeof argument === 'object' && argument !== null ? argument : {};
}
