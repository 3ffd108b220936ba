import { io } from 'socket.io-client';
import { RTCPeerConnection, type RTCDataChannel } from 'werift';
import type { Ack, Candidate, JoinAck } from '../../protocol/messages.js';
import type { Report } from '../../protocol/reports.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { Reporter, refOf, type GatewaySocket } from './reporter.js';
import type { Way } from './ways.js';

/** Where the robots meet. */
export interface Meeting {
  readonly url: string;
  readonly room: string;
  readonly token: string | undefined;
  readonly timeoutMs: number;
}

/** The gateway cannot be reached, or does not let the robots in: the message is for people. */
export class MeetingError extends Error {
  override readonly name = 'MeetingError';
}

/** One of two who call each other: a page without a browser, which says of itself what the probe would. */
export class Robot {
  /** Of each rung and each verdict. */
  onLadder: (view: VerdictMessage) => void = () => undefined;
  /** Something arrived through the data channel. */
  onData: () => void = () => undefined;
  private readonly pc: RTCPeerConnection;
  private readonly reporter: Reporter;
  private readonly ice: NonNullable<Report['ice']>;
  /** The SDP that was sent, and that came. */
  private local = '';
  private remote = '';
  private readonly early: Candidate[] = [];
  private readonly told = new Set<Report['step']>();

  private constructor(
    private readonly socket: GatewaySocket,
    { name, iceServers }: Way,
  ) {
    const relayOnly = name === 'turn';
    this.ice = { relayOnly, turn: relayOnly };
    this.reporter = new Reporter(socket);
    this.pc = new RTCPeerConnection({
      iceServers: iceServers.map(({ urls: [urls = ''], ...credentials }) => ({ urls, ...credentials })),
      iceTransportPolicy: relayOnly ? 'relay' : 'all',
    });
    this.watchConnection();
    socket.on('verdict', (view) => this.onLadder(view));
    socket.on('ladder', (view) => this.onLadder(view));
    socket.on('offer', ({ offer, sender }, taken) => {
      taken?.();
      void this.answer(sender, offer.sdp).catch(() => this.fails('answer-created'));
    });
    socket.on('answer', ({ answer }, taken) => {
      taken?.();
      void this.answered(answer.sdp).catch(() => this.fails('answer-applied'));
    });
    socket.on(
      'ice-candidate',
      ({ candidate }) => void this.take(candidate).catch(() => this.fails('candidate-applied')),
    );
  }

  /** @throws MeetingError when it is not in the room within the time of the meeting. */
  static async join(username: string, way: Way, { url, room, token, timeoutMs }: Meeting): Promise<Robot> {
    const auth = { acks: true, ladder: true, ...(token !== undefined && { token }) };
    const socket: GatewaySocket = io(url, { auth, forceNew: true, reconnection: false, transports: ['websocket'] });
    const robot = new Robot(socket, way);
    try {
      await connected(socket, timeoutMs);
      const answer: Ack<JoinAck> = await socket.timeout(timeoutMs).emitWithAck('join-room', { room, username });
      if (!answer.ok) throw new MeetingError(`The gateway does not let the robots in. ${answer.error.message}`);
      await robot.reporter.greet();
      return robot;
    } catch (error) {
      await robot.leave();
      throw error instanceof MeetingError ? error : new MeetingError(`No answer from the gateway at ${url}.`);
    }
  }

  get id(): string {
    return this.socket.id ?? '';
  }

  /** Makes an offer, with a data channel, and sends it. */
  async call(target: string): Promise<void> {
    this.open(this.pc.createDataChannel('hopline-check'));
    const { sdp } = await this.pc.createOffer();
    this.local = sdp;
    this.reporter.tell('probe-started', { ...this.refs, ice: this.ice });
    this.reporter.tell('offer-created', this.refs);
    this.trickle(target);
    // Sent before it is set: setting it takes until all candidates are gathered.
    this.socket.emit('offer', { target, offer: { type: 'offer', sdp } });
    await this.pc.setLocalDescription({ type: 'offer', sdp });
  }

  async leave(): Promise<void> {
    await this.pc.close().catch(() => undefined);
    this.socket.disconnect();
  }

  private async answer(target: string, offered: string): Promise<void> {
    this.remote = offered;
    this.reporter.tell('probe-started', { ...this.refs, ice: this.ice });
    await this.pc.setRemoteDescription({ type: 'offer', sdp: offered });
    this.reporter.tell('offer-applied', this.refs);
    const { sdp } = await this.pc.createAnswer();
    this.local = sdp;
    this.reporter.tell('answer-created', this.refs);
    this.trickle(target);
    this.socket.emit('answer', { target, answer: { type: 'answer', sdp } });
    await Promise.all([this.takeEarly(), this.pc.setLocalDescription({ type: 'answer', sdp })]);
  }

  private async answered(sdp: string): Promise<void> {
    this.remote = sdp;
    await this.pc.setRemoteDescription({ type: 'answer', sdp });
    this.reporter.tell('answer-applied', this.refs);
    await this.takeEarly();
  }

  /** One that comes ahead of its description waits for it. */
  private async take(candidate: Candidate): Promise<void> {
    if (this.pc.remoteDescription === null) this.early.push(candidate);
    else if (candidate?.candidate !== undefined) {
      const { candidate: line, sdpMid, sdpMLineIndex } = candidate;
      await this.pc.addIceCandidate({ candidate: line, sdpMid: sdpMid ?? '0', sdpMLineIndex: sdpMLineIndex ?? 0 });
      this.once('candidate-applied');
    }
  }

  private async takeEarly(): Promise<void> {
    await Promise.all(this.early.splice(0).map((candidate) => this.take(candidate)));
  }

  private trickle(target: string): void {
    const candidates = { host: 0, srflx: 0, prflx: 0, relay: 0 };
    this.pc.onIceCandidate.subscribe((gathered) => {
      if (!gathered) {
        this.reporter.tell('candidates-gathered', { ...this.refs, candidates });
        return;
      }
      const { candidate, sdpMid = '0', sdpMLineIndex = 0 } = gathered;
      const [, type] = /\styp\s+(host|srflx|prflx|relay)/.exec(candidate) ?? [];
      if (type) candidates[type as keyof typeof candidates]++;
      if (type === 'relay') this.once('turn-allocated');
      this.socket.emit('ice-candidate', { target, candidate: { candidate, sdpMid, sdpMLineIndex } });
    });
  }

  private watchConnection(): void {
    this.pc.iceConnectionStateChange.subscribe((state) => {
      if (state === 'connected' || state === 'completed') this.once('ice-connected');
      else if (state === 'failed') this.fails('ice-connected');
    });
    this.pc.connectionStateChange.subscribe((state) => {
      if (state === 'connected') this.once('dtls-connected');
    });
    this.pc.onDataChannel.subscribe((channel) => {
      channel.onMessage.subscribe((data) => {
        channel.send(data);
        this.flows();
      });
    });
  }

  /** The caller's end of the channel: what it sends comes back. */
  private open(channel: RTCDataChannel): void {
    channel.stateChanged.subscribe((state) => {
      if (state === 'open') channel.send('hopline');
    });
    channel.onMessage.subscribe(() => this.flows());
  }

  private flows(): void {
    this.once('media-flowing', { media: { sends: 'nothing-negotiated', receives: false, data: true } });
    this.onData();
  }

  private fails(step: Report['step']): void {
    this.once(step, { failure: { name: step === 'ice-connected' ? 'failed' : 'unknown' } });
  }

  private once(step: Report['step'], more: Partial<Report> = {}): void {
    if (this.told.has(step)) return;
    this.told.add(step);
    this.reporter.tell(step, { ...this.refs, ...more });
  }

  private get refs(): Pick<Report, 'local' | 'remote'> {
    return { ...(this.local && { local: refOf(this.local) }), ...(this.remote && { remote: refOf(this.remote) }) };
  }
}

/** A gateway that turns somebody away says why; where none is there, the transport says next to nothing. */
async function connected(socket: GatewaySocket, timeoutMs: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const tooLate = setTimeout(() => reject(new Error('timeout')), timeoutMs);
    const over = (settle: () => void) => () => (clearTimeout(tooLate), settle());
    socket.once('connect', over(resolve));
    socket.once('connect_error', (error: Error & { data?: { message?: string } }) => {
      const why = error.data?.message;
      over(() => reject(why === undefined ? error : new MeetingError(`The gateway turns the robots away. ${why}`)))();
    });
  });
}
