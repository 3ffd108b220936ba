import { describeSdp, fingerprint } from '../../protocol/facts.js';
import type { Report, ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import type { Peer } from './clients.js';

let pages = 0;

/** A page with a probe: its batches go to whichever instance the test says. */
export class ProbedPage {
  private readonly probe = `probeofpage${++pages}`;
  /** Hash of its Engine.IO session; a page whose probe has not seen it has none. */
  session: string | undefined;
  /** That its reports name in their URL, if they do. */
  room: string | undefined;

  constructor(peer?: Peer) {
    if (peer) this.connected(peer);
  }

  connected(peer: Peer): void {
    this.session = fingerprint(peer.socket.io.engine.id);
  }

  batch(reports: readonly (Pick<Report, 'step'> & Partial<Report>)[], more: Partial<ReportBatch> = {}): ReportBatch {
    const at = Date.now();
    return {
      probe: this.probe,
      sentAt: at,
      ...(this.session !== undefined && { socket: this.session }),
      reports: reports.map((report) => ({ result: 'reached', at, ...report })),
      ...more,
    };
  }

  /** From now on it reports, even if that is nothing, when the gateway wants to hear of it; its clock is the gateway's. */
  listens(peer: Peer, url: string): void {
    const clock = { offsetMs: 0, uncertaintyMs: 1 };
    peer.socket.on('report-wanted', () => void this.post(url, this.batch([], { clock })).catch(() => undefined));
  }

  /** Sends a batch; answers with the response as it is. */
  post(url: string, batch: ReportBatch): Promise<Response> {
    const room = this.room === undefined ? '' : `?room=${encodeURIComponent(this.room)}`;
    return fetch(`${url}/reports${room}`, { method: 'POST', body: JSON.stringify(batch) });
  }

  /** Sends reports, and tells how many belong to a handshake that is known. */
  async report(url: string, ...reports: (Pick<Report, 'step'> & Partial<Report>)[]): Promise<number> {
    const response = await this.post(url, this.batch(reports));
    if (!response.ok) throw new Error(await response.text());
    return ((await response.json()) as ReportReceipt).accepted;
  }
}

/** What a report names a description by. */
export function refOf({ sdp }: { sdp: string }): NonNullable<Report['local']> {
  const { session = '', version = '', ufrag = '' } = describeSdp(sdp, sdp.length);
  return { session, version, ufrag };
}
