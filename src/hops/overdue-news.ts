import type { HandshakeRef } from '../domain/hop.js';
import type { Diagnosis } from './hop-watcher.js';

/** Tells when a handshake becomes overdue: once for each rung, cause and owner, however often it is looked at meanwhile. */
export class OverdueNews {
  private readonly told = new WeakMap<HandshakeRef, string>();

  /** Is this overdue, and not told yet? */
  isNew({ handshake: { ref }, verdict: { overdue } }: Diagnosis): boolean {
    const { stage = '', cause = '', owedBy = '' } = overdue?.verdict ?? {};
    const what = overdue && `${stage} ${cause} ${owedBy}`;
    if (what === this.told.get(ref)) return false;
    if (what === undefined) this.told.delete(ref);
    else this.told.set(ref, what);
    return what !== undefined;
  }
}
