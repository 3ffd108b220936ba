import { once } from 'node:events';
import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Instances } from './instances.js';

/** The other instances, asked over HTTP at the addresses that they have in Redis. */
export class OtherInstances {
  /** Of its own: the one that all share may be told to go through a proxy. */
  private readonly agent = new Agent({ keepAlive: true });

  /** @param key that lives in Redis, in base64 */
  constructor(
    private readonly instances: Instances,
    private readonly key: () => string,
  ) {}

  /** Where they are reached. */
  get addresses(): readonly string[] {
    return [...this.instances.others.values()];
  }

  /** What one of them answers, as text. Rejects where it does not, or refuses. */
  async open(address: string, options: RequestOptions, body = ''): Promise<AsyncIterable<string>> {
    const headers = { authorization: `Bearer ${this.key()}` };
    const asked = request(`http://${address}`, { ...options, headers, agent: this.agent });
    asked.on('timeout', () => asked.destroy());
    // Told by what waits for the response too; an error that nobody listens to would end the process.
    asked.on('error', () => undefined);
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    if (response.statusCode === 200) return response.setEncoding('utf8');
    response.resume();
    throw new Error(`It has answered with ${response.statusCode}.`);
  }

  close(): void {
    this.agent.destroy();
  }
}
