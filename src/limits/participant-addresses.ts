import { BoundedMap } from '../bounds/bounded-map.js';

/** Participants and addresses of which something is known. */
export const addressBound = { limit: 65_536, of: 'addresses' } as const;

/** From which address a participant came, those that have left included: their verdicts come later. */
export class ParticipantAddresses {
  private readonly addresses = new BoundedMap<string, string>(addressBound);

  /** A participant is connected, from an address. */
  entered(participant: string, address: string): void {
    this.addresses.set(participant, address);
  }

  /** Undefined for one that was never here, and for one that came very long ago. */
  of(participant: string): string | undefined {
    return this.addresses.get(participant);
  }
}
