/** What can be asked at the ends of a call, wherever its hops come from. */
export interface Ends {
  /** Asks a participant's connection for a sign of life: it comes as a hop `alive`. */
  ask(participant: string): void;
  /** Asks the probe on a participant's page for a report, where there is a way to do that. */
  requestReport(participant: string): void;
  /** What can be seen at a participant's end, now. */
  sight(participant: string): { transport: boolean; page: boolean };
  /** Does a participant's page draw the ladder as it grows? */
  drawsLadder(participant: string): boolean;
}

/** A source of hops beside the relay: somebody else's server, which is watched. */
export interface Source extends Ends {
  close(): void;
}
