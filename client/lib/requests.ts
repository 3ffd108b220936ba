import type { Socket } from 'socket.io-client';
import type { Ack, ClientToServer, Join, JoinAck, RelayAck, ServerToClient } from '../../protocol/messages.js';
import type { MessageKind } from '../../protocol/stages.js';
import { NoAckError, RefusedError, UnreachableError } from './signaling-errors.js';

type Outgoing<K extends MessageKind> = Parameters<ClientToServer[K]>[0];

/** What this client emits: always with an acknowledgement, save for its farewell. */
type ToGateway = {
  'join-room': (join: Join, ack: (answer: Ack<JoinAck>) => void) => void;
  'leave-room': (room: string) => void;
  'renew-token': (token: string) => void;
} & { [K in MessageKind]: (message: Outgoing<K>, ack: (answer: Ack<RelayAck>) => void) => void };

export type GatewaySocket = Socket<ServerToClient, ToGateway>;
export type Done<T extends object> = (error: Error | null, answer: Ack<T>) => void;
/** The socket while it waits for one acknowledgement. */
export type TimedSocket = ReturnType<GatewaySocket['timeout']>;
type Emit<T extends object> = (socket: TimedSocket, done: Done<T>) => void;

export interface RequestOptions<T extends object> {
  event: string;
  emit: Emit<T>;
  target?: string;
  /** Aborted when there is no use for it any more. */
  signal?: AbortSignal | undefined;
  /** Called at once with what the gateway granted, ahead of whatever event comes behind it. */
  granted?: (answer: T) => void;
}

/**
 * How long each try waits for its acknowledgement, in ms. The second one goes out before the gateway, which hears from
 * the probe that there is a message, would say after 2 s that it is lost.
 */
export const ackWaitsMs: readonly number[] = [1_500, 3_000, 6_000];

/**
 * Emits until the gateway acknowledges. Socket.IO's own `retries` would not do: it sends one message at a time, and
 * after a reconnect everything that is left, to ids that nobody has any more.
 */
export class Requests {
  readonly #socket: GatewaySocket;
  readonly #waitsMs: readonly number[];

  constructor(socket: GatewaySocket, waitsMs: readonly number[]) {
    this.#socket = socket;
    this.#waitsMs = waitsMs;
  }

  /** What the gateway answered; undefined when the request was aborted first. */
  async send<T extends object>(request: RequestOptions<T>): Promise<T | undefined> {
    const { event, target, signal } = request;
    for (const waitMs of this.#waitsMs) {
      if (signal?.aborted) return undefined;
      const answer = await this.#once(request, waitMs);
      if (answer?.ok === false) throw new RefusedError(answer.error, event, target);
      if (answer) return answer;
    }
    if (signal?.aborted) return undefined;
    throw new NoAckError(
      event,
      this.#waitsMs.reduce((sum, waitMs) => sum + waitMs),
    );
  }

  #once<T extends object>({ emit, granted, signal }: RequestOptions<T>, waitMs: number): Promise<Ack<T> | undefined> {
    return new Promise((resolve, reject) => {
      const aborted = () => resolve(undefined);
      signal?.addEventListener('abort', aborted);
      // A timeout() counts for one emit only, so it is asked for anew each time.
      emit(this.#socket.timeout(waitMs), (error, answer) => {
        signal?.removeEventListener('abort', aborted);
        if (error && !this.#socket.connected) reject(new UnreachableError(error));
        else if (error) resolve(undefined);
        else {
          if (answer.ok) granted?.(answer);
          resolve(answer);
        }
      });
    });
  }
}

/** No listener, no acknowledgement: the gateway is not told that the page took what nobody took. */
export function acknowledge(taken: boolean, ack: (() => void) | undefined): void {
  if (taken) ack?.();
}
