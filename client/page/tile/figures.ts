/** What the browser measures of a connection (W3C webrtc-stats). What it does not say is absent. */
export interface Figures {
  path?: 'direct' | 'relayed';
  /** In ms. */
  roundTripMs?: number;
  /** Packets that did not arrive here since the figures before, as a share from 0 to 1. */
  loss?: number;
  /** In bits a second, since the figures before. */
  received?: number;
  sent?: number;
  /** In pixels; absent where there is no picture. */
  picture?: Size;
  ownPicture?: Size;
}

export interface Size {
  width: number;
  height: number;
}

/** The counters that figures are the differences of. */
interface Totals {
  at: number;
  bytesIn: number;
  bytesOut: number;
  packetsIn: number;
  lost: number;
}

/** The fields that are read, of whatever type of statistics. */
interface Stats {
  type: string;
  timestamp: number;
  selectedCandidatePairId?: string;
  selected?: boolean;
  localCandidateId?: string;
  remoteCandidateId?: string;
  candidateType?: string;
  currentRoundTripTime?: number;
  roundTripTime?: number;
  bytesReceived?: number;
  bytesSent?: number;
  packetsReceived?: number;
  packetsLost?: number;
  frameWidth?: number;
  frameHeight?: number;
}

/** Follows the figures of one connection. */
export class FigureMeter {
  readonly #connection: RTCPeerConnection;
  #before: Totals | undefined;

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  /** The figures of now; rates only from the second time on. */
  async read(): Promise<Figures> {
    const all = await this.#connection.getStats();
    const list: Stats[] = [];
    all.forEach((stats: Stats) => list.push(stats));
    const before = this.#before;
    const now = totalsOf(list);
    this.#before = now;
    return { ...pathOf(list, (id) => all.get(id) as Stats | undefined), ...picturesOf(list), ...ratesOf(before, now) };
  }
}

const ofType = (list: readonly Stats[], type: string) => list.filter((stats) => stats.type === type);

function totalsOf(list: readonly Stats[]): Totals {
  const [inbound, outbound] = [ofType(list, 'inbound-rtp'), ofType(list, 'outbound-rtp')];
  const sum = (some: readonly Stats[], of: (stats: Stats) => number | undefined) =>
    some.reduce((total, stats) => total + (of(stats) ?? 0), 0);
  return {
    at: Math.max(0, ...list.map(({ timestamp }) => timestamp)),
    bytesIn: sum(inbound, ({ bytesReceived }) => bytesReceived),
    bytesOut: sum(outbound, ({ bytesSent }) => bytesSent),
    packetsIn: sum(inbound, ({ packetsReceived }) => packetsReceived),
    lost: sum(inbound, ({ packetsLost }) => packetsLost),
  };
}

function ratesOf(before: Totals | undefined, now: Totals): Pick<Figures, 'loss' | 'received' | 'sent'> {
  const seconds = before ? (now.at - before.at) / 1000 : 0;
  if (!before || seconds <= 0) return {};
  // A stream that has ended takes its counts along; and packets that come late are taken back from the lost ones.
  const [came, lost] = [now.packetsIn - before.packetsIn, Math.max(0, now.lost - before.lost)];
  return {
    received: Math.max(0, ((now.bytesIn - before.bytesIn) * 8) / seconds),
    sent: Math.max(0, ((now.bytesOut - before.bytesOut) * 8) / seconds),
    ...(came >= 0 && came + lost > 0 && { loss: lost / (came + lost) }),
  };
}

function pathOf(list: readonly Stats[], get: (id: string) => Stats | undefined): Pick<Figures, 'path' | 'roundTripMs'> {
  const [transport] = ofType(list, 'transport').filter(({ selectedCandidatePairId }) => selectedCandidatePairId);
  const pair =
    get(transport?.selectedCandidatePairId ?? '') ?? ofType(list, 'candidate-pair').find(({ selected }) => selected);
  const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => get(id ?? '')?.candidateType);
  const [heard] = ofType(list, 'remote-inbound-rtp').flatMap(({ roundTripTime }) => roundTripTime ?? []);
  const seconds = pair?.currentRoundTripTime ?? heard;
  return {
    ...(ends.every(Boolean) && { path: ends.includes('relay') ? 'relayed' : 'direct' }),
    ...(seconds !== undefined && { roundTripMs: seconds * 1000 }),
  };
}

function picturesOf(list: readonly Stats[]): Pick<Figures, 'picture' | 'ownPicture'> {
  const [picture, ownPicture] = [sizeIn(ofType(list, 'inbound-rtp')), sizeIn(ofType(list, 'outbound-rtp'))];
  return { ...(picture && { picture }), ...(ownPicture && { ownPicture }) };
}

function sizeIn(streams: readonly Stats[]): Size | undefined {
  return streams.flatMap(({ frameWidth: width, frameHeight: height }) =>
    width && height ? [{ width, height }] : [],
  )[0];
}
