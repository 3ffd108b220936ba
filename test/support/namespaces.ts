import { execFile, execFileSync, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A machine behind the router. */
export interface Host {
  readonly address: string;
  /** What a command line begins with, to be run there. */
  readonly within: readonly string[];
}

/** Two networks of their own, and a router between them and this machine; see `openNetworks`. */
export interface TwoNetworks {
  readonly left: Host;
  readonly right: Host;
  /** Where the two meet: a server there is reached from both. */
  readonly router: Host;
  /** This machine, as the two see it. */
  readonly here: string;
  /** Drops, from now on and instead of what was dropped before, the packets that match; nftables expressions. */
  drop(...matches: string[]): Promise<void>;
  close(): void;
}

const pools = 512;

/**
 * Lays two networks, each in a network namespace of its own, whose only way out is a router in a third one. Packets
 * from them come in at the router by the interfaces `left` and `right`. Addresses are of 198.18.0.0/15, which is
 * set aside for such tests (RFC 2544).
 *
 * @throws Error with what `ip` or `nft` says, where this is not permitted or one of them is missing.
 */
export async function openNetworks(): Promise<TwoNetworks> {
  const pool = await reserve();
  const subnet = `198.${18 + (pool >> 8)}.${pool & 255}`;
  const names = { left: `hopline${pool}l`, right: `hopline${pool}r`, router: `hopline${pool}` };
  const close = () => {
    process.removeListener('exit', close);
    for (const name of Object.values(names)) quietly(['netns', 'del', name]);
    quietly(['link', 'del', veth(pool)]);
  };
  process.once('exit', close);
  try {
    for (const name of Object.values(names)) await run('ip', ['netns', 'add', name]);
    await batch([
      `link set outside${pool} netns ${names.router} name outside`,
      `addr add ${subnet}.1/26 dev ${veth(pool)}`,
      `link set ${veth(pool)} up`,
      `link add left netns ${names.router} type veth peer name eth0 netns ${names.left}`,
      `link add right netns ${names.router} type veth peer name eth0 netns ${names.right}`,
    ]);
    await setUp(names.router, `${subnet}.2/26 outside`, `${subnet}.65/26 left`, `${subnet}.129/26 right`);
    await setUp(names.left, `${subnet}.66/26 eth0`);
    await setUp(names.right, `${subnet}.130/26 eth0`);
    await batch([`route add ${subnet}.64/26 via ${subnet}.2`, `route add ${subnet}.128/26 via ${subnet}.2`]);
    await batch([`route add default via ${subnet}.1`], names.router);
    await batch([`route add default via ${subnet}.65`], names.left);
    await batch([`route add default via ${subnet}.129`], names.right);
    await filter(names.router, []);
  } catch (error) {
    close();
    throw error;
  }
  return {
    left: { address: `${subnet}.66`, within: within(names.left) },
    right: { address: `${subnet}.130`, within: within(names.right) },
    router: { address: `${subnet}.2`, within: within(names.router) },
    here: `${subnet}.1`,
    drop: (...matches) => filter(names.router, matches),
    close,
  };
}

/** The name of an interface exists once on a machine: the one that makes it has the pool of addresses that goes with it. */
async function reserve(): Promise<number> {
  const first = process.pid % pools;
  let refused: unknown;
  for (let tries = 0; tries < 16; tries++) {
    const pool = (first + tries * 31) % pools;
    try {
      await run('ip', ['link', 'add', veth(pool), 'type', 'veth', 'peer', 'name', `outside${pool}`]);
      return pool;
    } catch (error) {
      refused = error;
    }
  }
  throw refused;
}

const within = (name: string) => ['ip', 'netns', 'exec', name];
const veth = (pool: number) => `hopline${pool}`;

/** No IPv6: the two are to have one address each. */
async function setUp(name: string, ...interfaces: string[]): Promise<void> {
  const settings = 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 || true';
  await run('ip', ['netns', 'exec', name, 'sh', '-c', settings]);
  const lines = interfaces
    .map((line) => line.split(' '))
    .flatMap(([address, device]) => [`addr add ${address} dev ${device}`, `link set ${device} up`]);
  await batch(['link set lo up', ...lines], name);
}

function batch(lines: readonly string[], name?: string): Promise<void> {
  return fed(['ip', ...(name === undefined ? [] : ['-n', name]), '-batch', '-'], lines);
}

/** Before routing, so that what is for a server on the router itself can be dropped too. */
function filter(router: string, matches: readonly string[]): Promise<void> {
  return fed(
    [...within(router), 'nft', '-f', '-'],
    [
      'table inet hopline',
      'delete table inet hopline',
      'table inet hopline {',
      'chain way { type filter hook prerouting priority raw; policy accept;',
      ...matches.map((match) => `${match} drop`),
      '}',
      '}',
    ],
  );
}

/** Runs a command that reads lines. */
async function fed([command = '', ...args]: readonly string[], lines: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (said += text));
  child.stdin.on('error', () => {}).end(`${lines.join('\n')}\n`);
  await new Promise<void>((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => (code === 0 ? done() : failed(new Error(`${command}: ${said.trim()}`))));
  });
}

function quietly(args: string[]): void {
  try {
    execFileSync('ip', args, { stdio: 'ignore' });
  } catch {
    // It was not there.
  }
}
