import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { ClusterPort } from './cluster-port.js';
import { Instances } from './instances.js';
import { OtherInstances } from './other-instances.js';
import { hostAndPort, ownAddress } from './own-address.js';
import type { Redis } from './redis.js';
import { sharedKey } from './shared-key.js';

export interface NeighboursOptions {
  redis: Redis;
  redisUrl: string;
  /** Where the other instances reach this one: `host` where it cannot find that by itself. */
  own: { host: string | undefined; listenHost: string; port: number };
  /** How long an instance is there that says nothing, in ms. */
  leaseMs: number;
  /** Bounds how long a request of another instance may be on its way. */
  boundRequests: (server: Server) => void;
  onDefect: (where: string, error: unknown) => void;
}

/** The instances as HTTP servers: each listens on a port of its own, and has the key that all share. */
export class Neighbours {
  readonly instances: Instances;
  /** Where the others reach this one. */
  readonly port: ClusterPort;
  /** The way to the others. */
  readonly wire: OtherInstances;
  /** That of the first instance, as soon as Redis is reached. */
  private key: Buffer = randomBytes(32);
  private address: string | undefined;
  private opening: Promise<void> | undefined;

  constructor(
    self: string,
    private readonly options: NeighboursOptions,
  ) {
    const { redis, leaseMs, boundRequests, onDefect } = options;
    const key = () => this.key.toString('base64');
    this.instances = new Instances(redis, self, leaseMs);
    this.wire = new OtherInstances(this.instances, key);
    this.port = new ClusterPort({ key, bound: boundRequests, onDefect: (error) => onDefect('cluster-port', error) });
  }

  /**
   * Listens for the others, as soon as it is known at which address they reach this one.
   *
   * @throws where that cannot be listened on
   */
  open(): Promise<void> {
    this.opening ??= this.listen().finally(() => (this.opening = undefined));
    return this.opening;
  }

  /** Redis is reached: says in it where this instance is. */
  async enter(): Promise<void> {
    this.key = await sharedKey(this.options.redis, 'cluster-key', this.key);
    await this.open();
    if (this.address !== undefined) this.instances.enter(this.address);
  }

  close(): void {
    this.instances.close();
    this.wire.close();
    this.port.close();
  }

  private async listen(): Promise<void> {
    const { redisUrl, own } = this.options;
    if (this.address !== undefined) return;
    const host = own.host ?? (await ownAddress(redisUrl));
    if (host === undefined) return;
    const port = await this.port.open(own.host === undefined ? host : own.listenHost, own.port);
    this.address = hostAndPort(host, port);
  }
}
