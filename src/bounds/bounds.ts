/**
 * How much is kept at most of what grows with the number of people and of calls. Each is a setting, `MAX_` and its name; what is
 * forgotten above it is counted by the same name in `hopline_forgotten_total`, where docs/limits.md does not say otherwise.
 */
export interface Bounds {
  readonly rooms: number;
  readonly handshakes: number;
  /** Of these, those that one participant began. */
  readonly 'handshakes-participant': number;
  /** Bytes that wait for a connection that does not read. */
  readonly unread: number;
  /** Addresses that limits know the share of, and participants that they know the address of. */
  readonly addresses: number;
  /** Members that have left a room, of each room. */
  readonly departed: number;
  /** Pages of which the reports that were taken are known again. */
  readonly pages: number;
  /** Reports of one page: of those that were taken, and of those that wait for what they speak of. */
  readonly reports: number;
  /** `RTCPeerConnection`s of one page. */
  readonly 'connections-of-page': number;
  readonly refusals: number;
  readonly 'failing-pairs': number;
  /** Traces that were drawn; of those that were left out, a tenth of that. */
  readonly traces: number;
  /** Participants of whom the newest handshakes are known. */
  readonly strays: number;
  /** Handshakes of those who are passed through. */
  readonly 'handed-over': number;
  readonly 'watched-names': number;
  readonly 'watched-signals': number;
  /** Who looks on in the console. */
  readonly readers: number;
}

export const defaultBounds: Bounds = {
  rooms: 100_000,
  handshakes: 10_000,
  'handshakes-participant': 1000,
  unread: 1_048_576,
  addresses: 65_536,
  departed: 64,
  pages: 4096,
  reports: 128,
  'connections-of-page': 256,
  refusals: 1000,
  'failing-pairs': 1000,
  traces: 10_000,
  strays: 10_000,
  'handed-over': 4096,
  'watched-names': 20_000,
  'watched-signals': 20_000,
  readers: 64,
};
