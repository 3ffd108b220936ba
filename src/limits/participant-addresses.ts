import { BoundedMap } from '../bounds/bounded-map.js';

/** From which address a participant came, those that have left included: their verdicts come later. */
export class ParticipantAddresses {
  private readonly addresses: BoundedMap<string, string>;

  /** @param limit participants of whom the address is known */
  constructor(limit: number) {
    this.addresses = new BoundedMap({ limit, of: 'addresses' });
  }

  /** A participant is connected, from an address. */
  entered(participant: string, address: string): void {
    this.addresses.set(participant, address);
  }

  /** Undefined for one that was never here, and for one that came very long ago. */
  of(participant: string): string | undefined {
    return this.addresses.get(participant);
  }
}
