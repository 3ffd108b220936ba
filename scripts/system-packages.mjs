import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { prepare, say } from './child.mjs';

/** Commands that tests run, and the Debian package of each. */
const packages = {
  chromium: 'chromium',
  'firefox-esr': 'firefox-esr',
  haproxy: 'haproxy',
  ip: 'iproute2',
  nft: 'nftables',
  openssl: 'openssl',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  promtool: 'prometheus',
  'redis-server': 'redis-server',
  turnserver: 'coturn',
};

function isOnPath(command) {
  return (process.env.PATH ?? '').split(path.delimiter).some((directory) => {
    try {
      accessSync(path.join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** `unit` and `gateway` need nothing but Node; the smoke call takes, where browsers are no commands, the Chrome that is installed. */
const neededBy = { unit: [], gateway: [], smoke: process.platform === 'linux' ? ['chromium'] : [] };

const missing = (kinds) =>
  [...new Set(kinds.flatMap((kind) => neededBy[kind] ?? Object.keys(packages)))].filter(
    (command) => !isOnPath(command),
  );

async function aptGet(what, ...args) {
  const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0'];
  await prepare(what, 'apt-get', [...quiet, ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } });
}

/** What tests of these kinds run: installed where that can be done without asking, named where it cannot. */
export async function installSystemPackages(kinds) {
  const commands = missing(kinds);
  if (commands.length === 0) return;
  const names = commands.map((command) => packages[command]);
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say(`installing ${names.join(', ')} for the tests`);
    await aptGet('apt-get update', 'update');
    await aptGet('apt-get install', 'install', '--no-install-recommends', '--yes', ...names);
  } else {
    say(`tests that need ${commands.join(', ')} will fail: please install ${names.join(', ')} (names as in Debian).`);
  }
}
