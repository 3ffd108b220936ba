import { Finding, findingOfAnswer } from './findings.js';
import {
  attributes,
  decode,
  encode,
  encodeXorAddress,
  errorOf,
  isResponse,
  isSuccess,
  longTermKey,
  newTransaction,
  readAddress,
  readXorAddress,
  types,
  type Attribute,
  type Endpoint,
  type StunMessage,
} from './stun.js';
import type { Transport } from './transport.js';

export interface Credentials {
  username: string;
  credential: string;
}

/** The attributes of a request, some of which its transaction hides. */
type Compose = (transaction: string) => readonly Attribute[];

/** REQUESTED-TRANSPORT: the protocol number of UDP (RFC 8656, section 18.6). */
const overUdp: Compose = () => [[attributes.requestedTransport, Buffer.from([17, 0, 0, 0])]];

/** The server sends its clients to another (300, RFC 8489, section 10). */
export class Redirected extends Error {
  override readonly name = 'Redirected';
  constructor(readonly to: Endpoint) {
    super('the server names another');
  }
}

/** RFC 8489, section 6.2.1: the first wait before a message is sent again; each wait after it is twice as long. */
const firstWaitMs = 500;

/** As much of a TURN client (RFC 8656) as it takes to get a relay, to send something through it and to give it back. */
export class TurnClient {
  readonly #waiting = new Map<string, { answer: (message: StunMessage) => void; fail: (why: unknown) => void }>();
  readonly #dataListeners = new Set<(data: Buffer) => void>();
  #ended: unknown;
  #secrets: readonly Attribute[] = [];
  #key: Buffer | undefined;
  #allocated = false;

  constructor(
    private readonly transport: Transport,
    private readonly patienceMs: number,
  ) {
    transport.listen(
      (bytes) => this.#take(bytes),
      (why) => {
        this.#ended ??= why;
        for (const { fail } of this.#waiting.values()) fail(why);
      },
    );
  }

  /**
   * Asks for a relay over UDP: first without credentials, which brings realm and nonce, then with them.
   *
   * @returns its address, as peers have to use it.
   * @throws Finding, or Redirected.
   */
  async allocate({ username, credential }: Credentials): Promise<Endpoint> {
    let answer = await this.#ask(types.allocate, overUdp);
    if (errorOf(answer)?.code === 401) {
      const realm = answer.attributes.get(attributes.realm);
      if (!realm || !answer.attributes.has(attributes.nonce)) throw new Finding('answered', '401 without a realm');
      this.#key = longTermKey(username, realm.toString('utf8'), credential);
      this.#secrets = [
        [attributes.username, Buffer.from(username)],
        [attributes.realm, realm],
      ];
      this.#takeNonce(answer);
      answer = await this.#askSigned(types.allocate, overUdp);
    }
    const alternate = answer.attributes.get(attributes.alternateServer);
    const to = errorOf(answer)?.code === 300 && alternate ? readAddress(alternate) : undefined;
    if (to) throw new Redirected(to);
    const relayed = readXorAddress(succeeded(answer), attributes.relayedAddress);
    if (!relayed) throw new Finding('answered', 'no relayed address');
    this.#allocated = true;
    return relayed;
  }

  /** Did it have to prove who it is? */
  get authenticated(): boolean {
    return this.#key !== undefined;
  }

  /** Lets a peer send to the relay. @throws Finding `forbidden` where the server denies this peer. */
  async permit(peer: Endpoint): Promise<void> {
    const list = (transaction: string): Attribute[] => [[attributes.peerAddress, encodeXorAddress(peer, transaction)]];
    succeeded(await this.#askSigned(types.createPermission, list));
  }

  /** Sends from the relay to a peer; nobody says whether it arrived. */
  send(data: Buffer, peer: Endpoint): void {
    const indication = newTransaction();
    this.transport.send(
      encode(types.send, indication, [
        [attributes.peerAddress, encodeXorAddress(peer, indication)],
        [attributes.data, data],
      ]),
    );
  }

  /** What the relay received from a peer that is permitted. */
  onData(listener: (data: Buffer) => void): void {
    this.#dataListeners.add(listener);
  }

  /** Gives the relay back, rather than let it hold a port until it expires. */
  async release(): Promise<void> {
    if (!this.#allocated || this.#ended !== undefined) return;
    await this.#askSigned(types.refresh, () => [[attributes.lifetime, Buffer.alloc(4)]]);
  }

  close(): void {
    this.transport.close();
  }

  /** A nonce that has gone stale is replaced once; a server that calls its new one stale as well is not understood. */
  async #askSigned(type: number, list: Compose): Promise<StunMessage> {
    const signed = (transaction: string) => [...list(transaction), ...this.#secrets];
    const answer = await this.#ask(type, signed);
    return errorOf(answer)?.code === 438 && this.#takeNonce(answer) ? this.#ask(type, signed) : answer;
  }

  #takeNonce(answer: StunMessage): boolean {
    const nonce = answer.attributes.get(attributes.nonce);
    if (!nonce) return false;
    this.#secrets = [...this.#secrets.filter(([type]) => type !== attributes.nonce), [attributes.nonce, nonce]];
    return true;
  }

  #ask(type: number, list: Compose): Promise<StunMessage> {
    const transaction = newTransaction();
    const bytes = encode(type, transaction, list(transaction), this.#key);
    const { promise, resolve, reject } = Promise.withResolvers<StunMessage>();
    if (this.#ended === undefined) {
      this.#waiting.set(transaction, { answer: resolve, fail: reject });
      this.#transmit(bytes, transaction, firstWaitMs);
    } else reject(this.#ended);
    const end = setTimeout(() => reject(new Finding('silent')), this.patienceMs);
    return promise.finally(() => {
      clearTimeout(end);
      this.#waiting.delete(transaction);
    });
  }

  #transmit(bytes: Buffer, transaction: string, waitMs: number): void {
    if (!this.#waiting.has(transaction)) return;
    this.transport.send(bytes);
    if (this.transport.lossy) setTimeout(() => this.#transmit(bytes, transaction, waitMs * 2), waitMs).unref();
  }

  #take(bytes: Buffer): void {
    const message = decode(bytes);
    if (!message) return;
    if (isResponse(message)) return this.#waiting.get(message.transaction)?.answer(message);
    const data = message.type === types.data ? message.attributes.get(attributes.data) : undefined;
    if (data) for (const listener of this.#dataListeners) listener(data);
  }
}

function succeeded(answer: StunMessage): StunMessage {
  if (isSuccess(answer)) return answer;
  throw findingOfAnswer(errorOf(answer) ?? { code: 0, said: '' });
}
