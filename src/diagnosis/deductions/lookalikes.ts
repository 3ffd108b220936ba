import type { HopParticipant } from '../../domain/hop.js';

/** Who is in a room with somebody of the same name from the same browser. */
export class Lookalikes {
  private readonly keys = new Map<string, string>();
  private readonly alike = new Map<string, Set<string>>();

  add({ id, username, browser }: HopParticipant, room: string | undefined): void {
    this.delete(id);
    if (browser === undefined || room === undefined) return;
    const key = JSON.stringify([room, browser, username]);
    this.keys.set(id, key);
    this.alike.set(key, (this.alike.get(key) ?? new Set()).add(id));
  }

  delete(id: string): void {
    const key = this.keys.get(id);
    if (key === undefined) return;
    this.keys.delete(id);
    const ids = this.alike.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.alike.delete(key);
  }

  /** Another one than this, the one that has been there for longest. */
  of(id: string): string | undefined {
    const [first, second] = this.alike.get(this.keys.get(id) ?? '') ?? [];
    return first === id ? second : first;
  }
}
