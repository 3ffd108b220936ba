import { randomBytes } from 'node:crypto';
import { BlockList } from 'node:net';
import { Finding } from './findings.js';
import { open, type Target, type Transport } from './transport.js';
import { Redirected, TurnClient, type Credentials } from './turn-client.js';
import type { Endpoint } from './stun.js';

/** What came of one URL: a relay, or the finding that says why not. */
export interface RelayCheckResult {
  readonly finding?: Finding;
  /**
   * What is to be said of a relay all the same. `unproven`: there was no second one to send to. `open`: it asks nobody for
   * credentials.
   */
  readonly remarks: readonly ('unproven' | 'open')[];
  /** From the first packet to the last answer, or to the finding. */
  readonly tookMs: number;
}

/** @param now in ms since the Unix epoch, the time that the credentials are made for. */
export type MakeCredentials = (now: number) => Credentials;

/** For each step: a browser waits longer, but nobody would wait for it. */
const patienceMs = 3000;
const tenYearsMs = 315_576_000_000;
const sendings = 5;
const betweenSendingsMs = 200;

/**
 * Gets a relay as a browser would, and a second one that the first sends a packet to: two participants who both need the
 * relay meet in this way. Both are given back.
 */
export async function checkRelay(
  target: Target,
  credentialsFor: MakeCredentials,
  now: number,
): Promise<RelayCheckResult> {
  const began = performance.now();
  const clients: TurnClient[] = [];
  try {
    const first = await allocate(target, credentialsFor(now), clients).catch(async (error: unknown) => {
      const refused = error instanceof Finding && error.reason === 'unauthorized';
      // With all the time of the world it is taken: so the secret is right, and a clock is wrong.
      const late = refused && (await succeeds(allocate(target, credentialsFor(now + tenYearsMs), clients)));
      throw late ? new Finding('clock') : error;
    });
    if (isLocal(addressOf(first.relayed)) && !isLocal(first.remote)) throw new Finding('private-relay');
    const second = await allocate(target, credentialsFor(now), clients).catch(() => undefined);
    if (second) await prove(first, second);
    const remarks = [
      ...(second ? [] : (['unproven'] as const)),
      ...(first.client.authenticated ? [] : (['open'] as const)),
    ];
    return { remarks, tookMs: performance.now() - began };
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    return { finding: error, remarks: [], tookMs: performance.now() - began };
  } finally {
    await Promise.allSettled(clients.map((client) => client.release().finally(() => client.close())));
  }
}

interface Relay {
  client: TurnClient;
  relayed: Endpoint;
  /** The address of the server. */
  remote: string;
}

/** Follows one redirection, as a browser does, and no more. */
async function allocate(target: Target, credentials: Credentials, clients: TurnClient[]): Promise<Relay> {
  const ask = async (to: Target): Promise<Relay> => {
    const transport: Transport = await open(to, patienceMs);
    const client = new TurnClient(transport, patienceMs);
    clients.push(client);
    return { client, relayed: await client.allocate(credentials), remote: transport.remote };
  };
  return ask(target).catch((error: unknown) => {
    if (!(error instanceof Redirected)) throw error;
    const { servername = target.host } = target;
    return ask({ ...target, host: addressOf(error.to), port: error.to.port, servername }).catch((again: unknown) => {
      throw again instanceof Redirected ? new Finding('answered', '300') : again;
    });
  });
}

async function prove(from: Relay, to: Relay): Promise<void> {
  await Promise.all([from.client.permit(to.relayed), to.client.permit(from.relayed)]).catch((error: unknown) => {
    throw error instanceof Finding && error.reason === 'forbidden' ? new Finding('own-relay-denied') : error;
  });
  const sent = randomBytes(16);
  const arrived = new Promise<true>((arrive) => {
    to.client.onData((data) => void (sent.equals(data) && arrive(true)));
  });
  for (let sending = 0; sending < sendings; sending++) {
    from.client.send(sent, to.relayed);
    if (await Promise.race([arrived, after(betweenSendingsMs)])) return;
  }
  throw new Finding('not-forwarded');
}

const after = (ms: number) => new Promise<false>((over) => setTimeout(over, ms, false));
const succeeds = (action: Promise<unknown>) =>
  action.then(
    () => true,
    () => false,
  );

/** Addresses that mean another machine, or none, elsewhere (RFC 1918, 6598, 3927, 4193, 4291). */
const local = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  local.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  local.addSubnet(net, prefix, 'ipv6');

const isLocal = (address: string) => local.check(address, address.includes(':') ? 'ipv6' : 'ipv4');

function addressOf({ ip }: Endpoint): string {
  if (ip.length === 4) return ip.join('.');
  return (ip.toString('hex').match(/.{4}/g) ?? []).join(':');
}
