import type { HandshakeRef } from '../domain/hop.js';

const none: readonly string[] = [];

/** By participant, its handshakes that its going, or its silence, can still change: open ones, and connected ones. */
export class LiveIndex {
  private readonly ids = new Map<string, readonly string[]>();

  of(participant: string | undefined): readonly string[] {
    return this.ids.get(participant ?? '') ?? none;
  }

  add({ id, caller, callee }: HandshakeRef): void {
    for (const participant of [caller, callee]) this.ids.set(participant, [...this.of(participant), id]);
  }

  remove({ id, caller, callee }: HandshakeRef): void {
    for (const participant of [caller, callee]) {
      const rest = this.of(participant).filter((other) => other !== id);
      if (rest.length > 0) this.ids.set(participant, rest);
      else this.ids.delete(participant);
    }
  }
}
