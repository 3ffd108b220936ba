import type { CallFile } from '../../../protocol/call-file.js';
import type { HandshakeDetail } from '../../../protocol/console.js';
import type { VerdictMessage } from '../../../protocol/verdict.js';
import type { Finding } from '../checks/findings.js';
import type { Figures } from '../tile/figures.js';

export interface CallFileOptions {
  /** Every handshake with the participant, the newest first. */
  handshakes: readonly VerdictMessage[];
  findings: readonly Finding[];
  figures: Figures;
  browser: string;
  /** Of the page. */
  version: string;
  /** Of the sentences that the API adds, for the one who helps. */
  language: string;
  /** In ms since the Unix epoch. */
  now: number;
}

/** So many handshakes are asked for whole: older ones are as they were told. */
const askedFor = 20;

/** Everything that is known of the calls with one participant. */
export async function callFile(options: CallFileOptions): Promise<CallFile> {
  const { handshakes, findings, figures, browser, version, language, now } = options;
  const [newest, ...older] = handshakes.slice(0, askedFor);
  const first = newest && (await ask(newest.id, language));
  // Where the API is closed to the page, asking again would only be refused again.
  const rest = first ? await Promise.all(older.map(({ id }) => ask(id, language))) : [];
  const details = [first, ...rest];
  return {
    format: 'hopline-call',
    version: 1,
    savedAt: now,
    hopline: version,
    browser,
    handshakes: handshakes.map((told, index) => ({ ...told, ...details[index], you: told.you })),
    checks: findings.map(({ check, code, value }) => ({ check, code, ...(value !== undefined && { value }) })),
    figures,
  };
}

/** A handshake with its hops; undefined where the API is closed to the page, or keeps it no more. */
async function ask(id: string, language: string): Promise<Omit<HandshakeDetail, 'links'> | undefined> {
  try {
    const response = await fetch(`/api/handshakes/${encodeURIComponent(id)}`, {
      headers: { 'Accept-Language': language },
    });
    if (!response.ok) return undefined;
    // Where its trace is, is an address of the operator's own network.
    const { links: _, ...detail } = (await response.json()) as HandshakeDetail;
    return detail;
  } catch {
    return undefined;
  }
}

/** Saves it where the browser saves files. */
export function saveCallFile(file: CallFile): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `hopline-call-${new Date(file.savedAt).toISOString().slice(0, 19).replaceAll(':', '')}.json`;
  link.click();
  // The browser has taken it by the next task.
  setTimeout(() => URL.revokeObjectURL(url));
}
