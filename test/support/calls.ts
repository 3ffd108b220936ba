import type { Report } from '../../protocol/reports.js';
import { describeSdp, fingerprint } from '../../protocol/facts.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { acknowledged, inRoom, type Peer } from './clients.js';
import { answer, candidate, offer } from './sdp.js';

/** Two in a room of their own, with descriptions of their own, whose library acknowledges what the pages take. */
export interface Call {
  readonly url: string;
  readonly caller: Peer;
  readonly callee: Peer;
  readonly offer: ReturnType<typeof offer>;
  readonly answer: ReturnType<typeof answer>;
  readonly ufrags: { offer: string; answer: string };
}

let calls = 0;

/** Brings two together; nothing is said yet. */
export async function callBetween(url: string): Promise<Call> {
  const number = ++calls;
  const room = `call ${number}`;
  const options = { auth: { acks: true } };
  const caller = await inRoom(url, room, 'Anna', options);
  const callee = await inRoom(url, room, 'Boris', options);
  const ufrags = { offer: `offr${number}`, answer: `answ${number}` };
  return {
    url,
    caller,
    callee,
    offer: offer({ session: `${1000 + number}`, ufrag: ufrags.offer }),
    answer: answer({ session: `${2000 + number}`, ufrag: ufrags.answer }),
    ufrags,
  };
}

/** The caller offers, and the callee's page takes it. */
export async function offers({ caller, callee, offer: description }: Call): Promise<void> {
  caller.emit('offer', { target: callee.id, offer: description });
  const [, acknowledge] = await callee.nextArgs('offer');
  acknowledged(acknowledge);
}

/** The callee answers, and candidates go both ways. */
export async function answers(call: Call): Promise<void> {
  const { caller, callee, answer: description } = call;
  callee.emit('answer', { target: caller.id, answer: description });
  const [, acknowledge] = await caller.nextArgs('answer');
  acknowledged(acknowledge);
  caller.emit('ice-candidate', { target: callee.id, candidate: candidate(call.ufrags.offer) });
  callee.emit('ice-candidate', { target: caller.id, candidate: candidate(call.ufrags.answer) });
  await Promise.all([caller.next('ice-candidate'), callee.next('ice-candidate')]);
}

/** Waits for a verdict of this outcome. */
export function verdictOf({ callee }: Call, outcome: VerdictMessage['outcome']): Promise<VerdictMessage> {
  return callee.next<VerdictMessage>('verdict', (verdict) => verdict.outcome === outcome);
}

/** What the probes of both pages report of a call that comes as far as it says. */
export async function probesReport(call: Call, ice: 'reached' | 'failed'): Promise<void> {
  const [offered, answered] = [call.offer, call.answer].map(({ sdp }) => {
    const { session = '', version = '', ufrag = '' } = describeSdp(sdp, sdp.length);
    return { session, version, ufrag };
  });
  const at = Date.now();
  const path: Partial<Report>[] =
    ice === 'reached'
      ? [{ step: 'ice-connected' }, { step: 'dtls-connected' }, { step: 'media-flowing' }]
      : [{ step: 'ice-connected', result: 'failed', failure: { name: 'failed' } }];
  const told = [
    {
      probe: 'probeofthecaller',
      peer: call.caller,
      refs: { local: offered, remote: answered },
      own: ['offer-created', 'answer-applied', 'candidate-applied'],
    },
    {
      probe: 'probeofthecallee',
      peer: call.callee,
      refs: { local: answered, remote: offered },
      own: ['offer-applied', 'answer-created', 'candidate-applied'],
    },
  ];
  for (const { probe, peer, refs, own } of told) {
    const reports = [...own.map((step) => ({ step })), ...path].map((report) => ({
      result: 'reached',
      at,
      ...refs,
      ...report,
    }));
    const batch = { probe, sentAt: at, socket: fingerprint(peer.socket.io.engine.id), reports };
    await fetch(`${call.url}/reports`, { method: 'POST', body: JSON.stringify(batch) });
  }
}
