import type { RequestOptions } from 'node:http';

/** The way to the other instances, each by the address at which it is reached. */
export interface Wire {
  readonly addresses: readonly string[];
  /** What one of them answers, as text. Rejects where it does not, or refuses. */
  open(
    address: string,
    options: RequestOptions & { headers?: Record<string, string> },
    body?: string,
  ): Promise<AsyncIterable<string>>;
}
