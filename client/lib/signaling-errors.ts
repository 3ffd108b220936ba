import { rejects, type Refusal, type RejectCode } from '../../protocol/rejects.js';

/** The gateway took the message and refused it: `code` is one of a closed list, `message` is its sentence. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: RejectCode;

  constructor(
    refusal: Refusal,
    readonly event: string,
    readonly target?: string,
  ) {
    super(refusal.message);
    this.code = refusal.code;
  }
}

/** The gateway did not acknowledge the message in time: whether it was relayed is not known. */
export class NoAckError extends Error {
  override readonly name = 'NoAckError';

  constructor(
    readonly event: string,
    readonly timeoutMs: number,
  ) {
    super(`The gateway did not acknowledge "${event}" within ${timeoutMs} ms.`);
  }
}

/** There is no connection to the gateway, so nothing was sent. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  constructor(cause?: Error) {
    super('The gateway cannot be reached.', { cause });
  }
}

export type SignalingFailure = RefusedError | NoAckError | UnreachableError;

/** Narrows what a promise of the signaling client rejected with. */
export function isSignalingFailure(error: unknown): error is SignalingFailure {
  return error instanceof RefusedError || error instanceof NoAckError || error instanceof UnreachableError;
}

/** What the gateway said where it let the connection in no further; undefined where it said nothing. */
export function refusalOf(error: Error): RefusedError | undefined {
  const { data } = error as { data?: Partial<Refusal> };
  const { code, message } = data ?? {};
  if (typeof message !== 'string' || code === undefined || !Object.hasOwn(rejects, code)) return undefined;
  return new RefusedError({ code, message }, 'connect');
}

/** Is there nothing to be gained by trying again? What is over with a token is not where another one can be had. */
export function isFinal(error: SignalingFailure, renewable: boolean): boolean {
  if (!(error instanceof RefusedError)) return false;
  return !rejects[error.code].retryable || (error.code === 'token-expired' && !renewable);
}
