import { preferredLanguage } from '../../protocol/languages.js';
import { sides } from '../../protocol/verdict.js';
import { viewOf } from '../locales/tell.js';
import { OverdueNews } from '../hops/overdue-news.js';
import type { Diagnosis, Projection } from '../hops/projection.js';
import type { Ways } from './ways.js';

/** Tells both participants of a handshake its verdict, and before it what is overdue, each in its language and with its own advice. */
export class Verdicts implements Projection {
  readonly name = 'verdicts';
  private readonly overdue = new OverdueNews();

  constructor(private readonly ways: Ways) {}

  /** Pages that draw the ladder as it grows say so at connect: `auth: { ladder: true }`. */
  onProgress(diagnosis: Diagnosis): void {
    this.send(diagnosis, 'ladder');
    if (this.overdue.isNew(diagnosis)) this.send(diagnosis, 'verdict');
  }

  onVerdict(diagnosis: Diagnosis): void {
    this.send(diagnosis, 'verdict');
  }

  private send({ handshake, verdict, settledAt, history }: Diagnosis, event: 'ladder' | 'verdict'): void {
    const refused = handshake.refused.offer?.code;
    // Whose offer came from outside any room may not learn whom it would have met, and these have no business with it.
    if (refused === 'not-in-room') return;
    const gone = refused === 'target-missing' || refused === 'target-left';
    for (const side of gone ? (['caller'] as const) : sides) {
      const { id, username } = handshake[side];
      // Whoever a message named without being in its sender's room has no name here: the call is no business of theirs.
      const way = username === '' ? undefined : this.ways.get(id);
      if (!way || (event === 'ladder' && !way.drawsLadder)) continue;
      const language = preferredLanguage(way.language);
      way.emit(event, { ...viewOf(handshake, verdict, settledAt, language, side, history), you: side });
    }
  }
}
