import { spanNames } from '../telemetry/span-names.js';
import type { HopKind } from '../domain/hop.js';

/** A step of a relayed message. */
export interface MessageStep {
  subject: 'offer' | 'answer' | 'candidate';
  step: 'received' | 'forwarded' | 'delivered' | 'handled';
}

/** What projections need to know of a kind of hop. */
export interface HopTraits {
  readonly ofMessage?: MessageStep;
  /** Of candidates a side may have hundreds. */
  readonly ofCandidates?: true;
  /** No step of anything: it is in no timeline and no trace. */
  readonly signOfLife?: true;
  /** Other lines of the log say it already: it has one only where it is refused or fails. */
  readonly silent?: true;
  /** What its span is called, where that is not its kind. */
  readonly spanName?: string;
  /** The event behind it, where its hop names none. */
  readonly event?: string;
}

const plain: HopTraits = {};
const step = (subject: MessageStep['subject'], name: MessageStep['step']): HopTraits => ({
  ofMessage: { subject, step: name },
});
const candidate = (name: MessageStep['step']): HopTraits => ({ ...step('candidate', name), ofCandidates: true });
const ofCandidates: HopTraits = { ofCandidates: true };
const life: HopTraits = { signOfLife: true, silent: true };

/** A kind of hop without its traits does not compile. */
export const hopTraits: Readonly<Record<HopKind, HopTraits>> = {
  'offer-created': plain,
  'offer-received': step('offer', 'received'),
  'offer-forwarded': step('offer', 'forwarded'),
  'offer-delivered': step('offer', 'delivered'),
  'offer-handled': step('offer', 'handled'),
  'offer-applied': plain,
  'answer-created': plain,
  'answer-received': step('answer', 'received'),
  'answer-forwarded': step('answer', 'forwarded'),
  'answer-delivered': step('answer', 'delivered'),
  'answer-handled': step('answer', 'handled'),
  'answer-applied': plain,
  'candidates-exchanged': plain,
  'ice-connected': plain,
  'dtls-connected': plain,
  'media-flowing': plain,
  connected: { silent: true, spanName: spanNames.connected, event: 'connect' },
  requested: { silent: true, event: 'request' },
  joined: { spanName: spanNames.joined, event: 'join-room' },
  met: life,
  left: { spanName: spanNames.left, event: 'leave-room' },
  'event-received': { spanName: spanNames.event, event: 'frame' },
  alive: life,
  'candidate-received': candidate('received'),
  'candidate-forwarded': candidate('forwarded'),
  'candidate-delivered': candidate('delivered'),
  'probe-started': plain,
  'probe-alive': life,
  'media-requested': plain,
  'media-captured': plain,
  'candidate-applied': ofCandidates,
  'candidates-gathered': plain,
  'turn-allocated': ofCandidates,
  'connection-kept': plain,
  'connection-closed': plain,
  'offer-sent': plain,
  'answer-sent': plain,
  'context-checked': plain,
  'page-threw': plain,
  'page-gone': plain,
  'page-shared': plain,
  'connection-shared': plain,
  'connection-doubled': plain,
  'answer-misplaced': plain,
  'answer-placed': plain,
  'negotiated-elsewhere': plain,
  replaced: life,
  'instance-lost': plain,
};
