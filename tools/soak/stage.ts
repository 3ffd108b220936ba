import { describeSdp, fingerprint } from '../../protocol/facts.js';
import type { Report, ReportBatch } from '../../protocol/reports.js';
import { answer, candidate, offer } from '../../test/support/sdp.js';
import { Client } from './client.js';
import { ask } from './readers.js';

export interface Call {
  handshake: string;
  offer: { type: string; sdp: string };
  answer: { type: string; sdp: string };
}

let serial = 0;
const factsOf = ({ sdp }: { sdp: string }) => {
  const { session = '', version = '', ufrag = '' } = describeSdp(sdp, sdp.length);
  return { session, version, ufrag };
};

/** A room of a story's own, on the gateways in turn, and what can be done in it. */
export class Stage {
  readonly room = `room ${++serial}`;
  private readonly clients: Client[] = [];

  /** @param urls of the gateways; neighbours in a room are on different ones, where there are several */
  constructor(private readonly urls: readonly string[]) {}

  async join(username: string, options: { deaf?: boolean } = {}): Promise<Client> {
    const client = await Client.connect(this.url(this.clients.length), options);
    this.clients.push(client);
    const joined = await client.ask<{ ok: boolean }>('join-room', this.room, username);
    if (!joined.ok) throw new Error(`${username} may not join: ${JSON.stringify(joined)}`);
    return client;
  }

  async pair(): Promise<[anna: Client, boris: Client]> {
    return [await this.join('Anna'), await this.join('Boris')];
  }

  /** Everybody goes. */
  async end(): Promise<void> {
    for (const client of this.clients) client.close();
    await Promise.all(this.clients.map(({ closed }) => closed));
  }

  /** Sends an offer that arrives; answers with the id of its handshake. */
  async offer(caller: Client, callee: Client, sent = offer(this.parts())): Promise<string> {
    const { handshake } = await caller.ask<{ handshake: string }>('offer', { target: callee.id, offer: sent });
    await callee.next('offer');
    // Behind the offer comes the ping that proves it, and this comes behind its pong.
    await callee.roundTrip();
    return handshake;
  }

  /** A call that the gateway sees nothing missing of. */
  async call(caller: Client, callee: Client, version = 2): Promise<Call> {
    const parts = this.parts(version);
    const call = { offer: offer(parts), answer: answer({ ...parts, session: `1${parts.session}`, ufrag: 'zY9x' }) };
    const handshake = await this.offer(caller, callee, call.offer);
    await callee.ask('answer', { target: caller.id, answer: call.answer });
    await caller.next('answer');
    await this.candidates(caller, callee);
    return { handshake, ...call };
  }

  async candidates(caller: Client, callee: Client): Promise<void> {
    await caller.ask('ice-candidate', { target: callee.id, candidate: candidate('aB3d') });
    await callee.ask('ice-candidate', { target: caller.id, candidate: candidate('zY9x') });
  }

  /** What the probe of one page reports of a call, over HTTP. */
  async report(client: Client, from: 'caller' | 'callee' | undefined, call?: Call): Promise<void> {
    const batch: ReportBatch = {
      probe: `probe${fingerprint(client.session)}`,
      sentAt: Date.now(),
      clock: { offsetMs: 0, uncertaintyMs: 2 },
      socket: fingerprint(client.session),
      reports: call && from ? reportsOf(call, from) : [],
    };
    const response = await ask(`${this.url(0)}/reports`, { method: 'POST', body: JSON.stringify(batch) });
    if (!response.ok) throw new Error(await response.text());
  }

  async fault(body: object): Promise<void> {
    for (const url of this.urls) {
      const response = await ask(`${url}/api/faults`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (response.status === 201) return;
    }
    throw new Error(`no gateway takes the fault ${JSON.stringify(body)}`);
  }

  private parts(version = 2) {
    return { session: String(10 ** 9 + ++serial), version, ufrag: 'aB3d' };
  }

  private url(index: number): string {
    return this.urls[index % this.urls.length] ?? '';
  }
}

function reportsOf(call: Call, from: 'caller' | 'callee'): Report[] {
  const at = Date.now();
  const [local, remote] = (from === 'caller' ? [call.offer, call.answer] : [call.answer, call.offer]).map(factsOf);
  if (!local || !remote) return [];
  const reached = (step: Report['step'], of: Partial<Report> = { local, remote }): Report => ({
    step,
    result: 'reached',
    at,
    connection: 0,
    ...of,
  });
  return [
    ...(from === 'caller'
      ? [reached('offer-created', { local }), reached('answer-applied')]
      : [reached('offer-applied', { remote }), reached('answer-created')]),
    reached('ice-connected'),
    reached('dtls-connected'),
    reached('media-flowing'),
  ];
}
