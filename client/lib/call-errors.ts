/** What the browser was doing when it threw. */
export type NegotiationStep = 'offering' | 'answering' | 'taking-answer' | 'taking-candidate' | 'changing-track';

const sentences: Record<NegotiationStep, (name: string) => string> = {
  offering: (name) => `The browser could not make an offer to ${name}.`,
  answering: (name) => `The browser could not answer the offer of ${name}.`,
  'taking-answer': (name) => `The browser did not take the answer of ${name}.`,
  'taking-candidate': (name) => `The browser did not take a network address of ${name}.`,
  'changing-track': (name) => `The browser could not change what is sent to ${name}.`,
};

/** The browser refused a step of the negotiation; `cause` is what it threw, mostly a DOMException. */
export class NegotiationError extends Error {
  override readonly name = 'NegotiationError';

  constructor(
    readonly step: NegotiationStep,
    username: string,
    cause: unknown,
  ) {
    super(sentences[step](username), { cause });
  }
}

/** The connection failed, and ICE restarts have not brought it back: nothing more is tried. */
export class ConnectionFailedError extends Error {
  override readonly name = 'ConnectionFailedError';

  constructor(
    username: string,
    readonly restarts: number,
  ) {
    super(`The connection to ${username} failed, and ${restarts} ICE restarts did not bring it back.`);
  }
}
