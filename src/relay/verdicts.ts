import { preferredLanguage } from '../../protocol/languages.js';
import { sides } from '../../protocol/verdict.js';
import { viewOf } from '../domain/tell.js';
import type { Diagnosis, Projection } from '../hops/projection.js';
import type { Ways } from './ways.js';

/** Tells both participants of a handshake its verdict, each in its language and with its own advice. */
export class Verdicts implements Projection {
  readonly name = 'verdicts';

  constructor(private readonly ways: Ways) {}

  /** Pages that draw the ladder as it grows say so at connect: `auth: { ladder: true }`. */
  onProgress(diagnosis: Diagnosis): void {
    this.send(diagnosis, 'ladder');
  }

  onVerdict(diagnosis: Diagnosis): void {
    this.send(diagnosis, 'verdict');
  }

  private send({ handshake, verdict, settledAt }: Diagnosis, event: 'ladder' | 'verdict'): void {
    for (const side of sides) {
      const { id, username } = handshake[side];
      // Whoever a message named without being in its sender's room has no name here: the call is no business of theirs.
      const way = username === '' ? undefined : this.ways.get(id);
      if (!way || (event === 'ladder' && !way.drawsLadder)) continue;
      const language = preferredLanguage(way.language);
      way.emit(event, { ...viewOf(handshake, verdict, settledAt, language, side), you: side });
    }
  }
}
