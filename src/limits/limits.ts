import type { IncomingMessage, Server } from 'node:http';
import type { LimitSettings } from '../config/limits.js';
import type { Bounds } from '../bounds/bounds.js';
import { refusal, type Refusal } from '../../protocol/rejects.js';
import { AddressLimiters } from './address-limiter.js';
import type { Addresses } from './addresses.js';
import { limitBodies, type BodyLimits } from './bodies.js';
import { ConnectionLimiter } from './connection-limiter.js';
import { Guesses } from './guesses.js';
import { limitRequests, type RequestLimits } from './requests.js';
import { RefusalLog, type ShowRefusal } from './refusal-log.js';
import type { CountRefused } from './limit-names.js';
import { LogShares } from './log-shares.js';
import { ParticipantAddresses } from './participant-addresses.js';
import { limitStrangers, type StrangerLimits } from './strangers.js';
import { MessageLimiters } from './message-limiters.js';
import type { MakeWindow } from './windows.js';

export interface LimitOptions {
  settings: LimitSettings;
  bounds: Pick<Bounds, 'addresses'>;
  addresses: Addresses;
  refused: CountRefused;
  show: ShowRefusal;
  /** Who is counted together is a proxy, as it seems, that TRUST_PROXY does not name. */
  undeclaredProxy: () => void;
  /** The admin token is guessed; so many were wrong, or not looked at. */
  guessing: (tokens: number) => void;
  makeWindow: MakeWindow;
  /** Handshakes that a participant has open as caller, by callee. */
  openHandshakes: (caller: string) => readonly { caller: string; callee: string }[];
  /** Is the page of a batch of reports somebody's? Nothing of the batch is checked yet. */
  isOfSomebody: (batch: unknown) => boolean;
}

/** What one client, one participant and one address may do. */
export class Limits {
  readonly connections: ConnectionLimiter;
  readonly messages: MessageLimiters;
  readonly requests: RequestLimits;
  readonly bodies: BodyLimits;
  readonly strangers: StrangerLimits;

  /** Counts what was refused elsewhere. */
  readonly refused: CountRefused;
  readonly guesses: Guesses;
  readonly log: LogShares;
  readonly addresses: ParticipantAddresses;

  constructor(private readonly options: LimitOptions) {
    this.refused = options.refused;
    const { settings, addresses, refused, show, undeclaredProxy, makeWindow } = options;
    const limit = options.bounds.addresses;
    this.addresses = new ParticipantAddresses(limit);
    const refusalLog = new RefusalLog(refused, show);
    this.connections = new ConnectionLimiter({
      addresses,
      connections: settings.LIMIT_CONNECTIONS,
      connects: makeWindow('connects', settings.LIMIT_CONNECTS),
      connectsPerSecond: settings.LIMIT_CONNECTS,
      refusalLog,
      undeclaredProxy,
    });
    const rates = { messages: settings.LIMIT_MESSAGES, bytes: settings.LIMIT_BYTES, joins: settings.LIMIT_JOINS };
    const together = new AddressLimiters({
      messages: settings.LIMIT_MESSAGES_ADDRESS,
      bytes: settings.LIMIT_BYTES_ADDRESS,
      held: settings.LIMIT_HELD,
    });
    this.messages = new MessageLimiters({ addresses, rates, together }, refused, (address) =>
      this.connections.flooded(address),
    );
    this.bodies = limitBodies({ addresses, together, refusalLog });
    this.guesses = new Guesses(addresses, {
      onRefused: () => refusalLog.enter('guesses', 'requested', 'rate-limited'),
      onGuessing: options.guessing,
    });
    this.log = new LogShares({
      perSecond: settings.LIMIT_LOG,
      limit,
      addressOf: (participant) => this.addresses.of(participant),
      refused: () => refused('log'),
    });
    this.requests = limitRequests({
      addresses,
      reports: makeWindow('reports', settings.LIMIT_REPORTS),
      api: makeWindow('api', settings.LIMIT_API),
      refusalLog,
    });
    this.strangers = limitStrangers({
      addresses,
      perSecond: settings.LIMIT_REPORTS_STRANGERS,
      limit,
      isKnown: options.isOfSomebody,
      refusalLog,
    });
  }

  /** Counts a request for a session: for its connection or, where there is none of that name, as a connect of its address. */
  async askFor(session: string, request: IncomingMessage): Promise<Refusal | undefined> {
    return this.messages.asked(session) ? undefined : this.connections.connects(request);
  }

  /** May a participant open one more handshake? Undefined where it may. */
  handshake(caller: string, callee: string): Refusal | undefined {
    const { settings, refused, openHandshakes } = this.options;
    const own = openHandshakes(caller).filter((ref) => ref.caller === caller);
    const withCallee = own.filter((ref) => ref.callee === callee).length >= settings.LIMIT_HANDSHAKES_PAIR;
    if (!withCallee && own.length < settings.LIMIT_HANDSHAKES) return undefined;
    refused(withCallee ? 'handshakes-pair' : 'handshakes');
    return refusal('handshakes-exhausted');
  }
}

/** What a client may take over the request it makes, in ms; without these, one that sends a byte now and then stays for minutes. */
const patience = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 2000,
  maxHeadersCount: 100,
};

/** Bounds how long a request may be on its way to a server that does not listen yet. Not a setting: no page needs more. */
export function boundRequests(server: Server): void {
  Object.assign(server, patience);
}
