/** Participants and addresses that are remembered; the oldest are forgotten. */
const remembered = 65_536;

/** Sets an entry of a map that is a memory: where it is full, the oldest goes. */
export function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > remembered && oldest !== undefined) map.delete(oldest);
}

/** From which address a participant came, those that have left included: their verdicts come later. */
export class ParticipantAddresses {
  private readonly addresses = new Map<string, string>();

  /** A participant is connected, from an address. */
  entered(participant: string, address: string): void {
    remember(this.addresses, participant, address);
  }

  /** Undefined for one that was never here, and for one that came very long ago. */
  of(participant: string): string | undefined {
    return this.addresses.get(participant);
  }
}
