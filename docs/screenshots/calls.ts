import { io, type Socket } from 'socket.io-client';
import { describeSdp, fingerprint } from '../../protocol/facts.js';
import type { Report } from '../../protocol/reports.js';
import { answer, candidate, offer } from '../../test/support/sdp.js';

let sessions = 1000;

/** Waits for the next event of that name. */
const heard = (socket: Socket, event: string) => new Promise((resolve) => socket.once(event, resolve));

/** Somebody in a room, as a page without a browser. */
export interface Person {
  socket: Socket;
  id: string;
}

export async function join(url: string, room: string, name: string): Promise<Person> {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  await heard(socket, 'connect');
  const come = heard(socket, 'room-users');
  socket.emit('join-room', room, name);
  await come;
  return { socket, id: socket.id ?? '' };
}

/** An offer that nobody answers. */
export async function callSilent(caller: Person, callee: Person): Promise<void> {
  const offered = heard(callee.socket, 'offer');
  caller.socket.emit('offer', {
    target: callee.id,
    offer: offer({ session: String(sessions++), ufrag: `u${sessions}` }),
  });
  await offered;
}

/** An offer that is answered, and whose answer gets lost: a fault on demand has to take it. Both pages have a probe. */
export async function callLost(caller: Person, callee: Person, url: string): Promise<void> {
  const own = offer({ session: String(sessions++), ufrag: `a${sessions}` });
  const made = answer({ session: String(sessions++), ufrag: `b${sessions}` });
  await report({ url }, caller, { own: own.sdp, peers: made.sdp, steps: ['probe-started', 'offer-created'] });
  const offered = heard(callee.socket, 'offer');
  caller.socket.emit('offer', { target: callee.id, offer: own });
  await offered;
  const steps = ['probe-started', 'offer-applied', 'answer-created', 'answer-sent'] as const;
  await report({ url }, callee, { own: made.sdp, peers: own.sdp, steps });
  callee.socket.emit('answer', { target: caller.id, answer: made });
}

/** An offer to somebody who is not there. */
export function callNobody(caller: Person): void {
  caller.socket.emit('offer', { target: 'has-left-long-ago', offer: offer({ session: String(sessions++) }) });
}

/** Offer, answer and candidates; with `probes`, both pages report as far as to this step. */
export async function call(
  caller: Person,
  callee: Person,
  probes?: { url: string; until: Report['step'] },
): Promise<void> {
  const parts = [
    { session: String(sessions++), ufrag: `a${sessions}` },
    { session: String(sessions++), ufrag: `b${sessions}` },
  ];
  const [offered, answered] = [offer(parts[0]), answer(parts[1])];
  const say = (who: Person, ...steps: Report['step'][]) =>
    probes
      ? report(probes, who, {
          own: who === caller ? offered.sdp : answered.sdp,
          peers: who === caller ? answered.sdp : offered.sdp,
          steps,
        })
      : undefined;
  await say(caller, 'probe-started', 'offer-created');
  const gotOffer = heard(callee.socket, 'offer');
  caller.socket.emit('offer', { target: callee.id, offer: offered });
  await gotOffer;
  await say(callee, 'probe-started', 'offer-applied', 'answer-created');
  const gotAnswer = heard(caller.socket, 'answer');
  callee.socket.emit('answer', { target: caller.id, answer: answered });
  await gotAnswer;
  await say(caller, 'answer-applied');
  const gotBoth = Promise.all([heard(caller.socket, 'ice-candidate'), heard(callee.socket, 'ice-candidate')]);
  for (const address of ['192.0.2.7', '192.0.2.8', '192.0.2.9']) {
    caller.socket.emit('ice-candidate', { target: callee.id, candidate: candidate(parts[0]?.ufrag, address) });
    callee.socket.emit('ice-candidate', { target: caller.id, candidate: candidate(parts[1]?.ufrag, address) });
  }
  await gotBoth;
  const path = ['ice-connected', 'dtls-connected', 'media-flowing'] as const;
  const climbed = path.slice(0, path.findIndex((step) => step === probes?.until) + 1);
  for (const who of [caller, callee]) await say(who, ...climbed);
}

interface Seen {
  own: string;
  peers: string;
  steps: readonly Report['step'][];
}

async function report({ url }: { url: string }, who: Person, { own, peers, steps }: Seen): Promise<void> {
  const at = performance.timeOrigin + performance.now();
  const [local, remote] = [refOf(own), refOf(peers)];
  // A probe knows whose page it is on by the session of its page's socket.
  const session = fingerprint(who.socket.io.engine.id ?? '');
  const reports = steps.map((step): Report => {
    if (step === 'probe-started')
      return { step, result: 'reached', at, connection: 1, local, ice: { relayOnly: false, turn: false } };
    return {
      step,
      result: 'reached',
      at,
      connection: 1,
      ...(step !== 'offer-applied' && { local }),
      ...(step !== 'offer-created' && { remote }),
      ...(step === 'answer-sent' && { socket: session }),
    };
  });
  const probe = `probe${who.id}`.toLowerCase().replace(/[^0-9a-z]/g, '0');
  const body = JSON.stringify({
    probe,
    socket: session,
    sentAt: at,
    clock: { offsetMs: 0, uncertaintyMs: 1 },
    reports,
  });
  const { ok, status } = await fetch(`${url}/reports`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain' },
  });
  if (!ok) throw new Error(`the gateway took no reports: ${status}`);
}

/** What a report says of a description. */
function refOf(sdp: string): NonNullable<Report['local']> {
  const { session, version, ufrag } = describeSdp(sdp, sdp.length);
  return { ...(session && { session }), ...(version && { version }), ...(ufrag && { ufrag }) };
}
