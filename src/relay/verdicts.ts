import { preferredLanguage } from '../../protocol/languages.js';
import { sides, type Outcome } from '../../protocol/verdict.js';
import { viewOf } from '../locales/tell.js';
import { OverdueNews } from '../hops/overdue-news.js';
import type { Diagnosis, HopWatcher } from '../hops/hop-watcher.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';

/**
 * Tells both participants of a handshake its verdict, and before it what is overdue, each in its language and with its own
 * advice. That a call went well goes to the pages that asked for it: of all that there is to tell it is by far the most.
 */
export class Verdicts implements HopWatcher {
  readonly name = 'verdicts';
  private readonly overdue = new OverdueNews();

  constructor(private readonly connections: Connections) {}

  /** Pages that draw the ladder as it grows say so at connect: `auth: { ladder: true }`. */
  onProgress(diagnosis: Diagnosis): void {
    this.send(diagnosis, 'ladder', whoDraws);
    if (this.overdue.isNew(diagnosis)) this.send(diagnosis, 'verdict', everybody);
  }

  onVerdict(diagnosis: Diagnosis): void {
    this.send(diagnosis, 'verdict', isPlainlyWell(diagnosis) ? whoAsked : everybody);
  }

  private send(
    { handshake, verdict, settledAt, history }: Diagnosis,
    event: 'ladder' | 'verdict',
    hears: (connection: Connection) => boolean,
  ): void {
    const refused = handshake.refused.offer?.code;
    // Whose offer came from outside any room may not learn whom it would have met, and these have no business with it.
    if (refused === 'not-in-room') return;
    const gone = refused === 'target-missing' || refused === 'target-left';
    for (const side of gone ? (['caller'] as const) : sides) {
      const { id, username } = handshake[side];
      // Somebody whom a message named, and who is not in its sender's room, has no name here: the call is no business of theirs.
      const connection = username === '' ? undefined : this.connections.get(id);
      if (!connection || !hears(connection)) continue;
      const language = preferredLanguage(connection.language);
      connection.emit(event, { ...viewOf(handshake, verdict, settledAt, language, side, history), you: side });
    }
  }
}

const everybody = () => true;
const whoAsked = ({ wantsVerdicts }: Connection) => wantsVerdicts;
const whoDraws = ({ drawsLadder }: Connection) => drawsLadder;

/**
 * It went well, and nobody was told anything else of it before: a failure, or a delay, that is withdrawn is put right for
 * everybody. What a lost instance had told before nobody knows.
 */
function isPlainlyWell({ handshake, verdict, history = [] }: Diagnosis): boolean {
  return handshake.lostAt === undefined && isWell(verdict) && history.every(isWell);
}

function isWell({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome === 'signaled' || outcome === 'connected';
}
