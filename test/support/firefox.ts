import { spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { defaultArgs, launch, type Browser } from 'puppeteer-core';
import { programOf } from './browser.js';

/** Where it is installed; throws where it is not. */
export const firefox = (): string => programOf('firefox-esr', 'firefox');

const settings = {
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
};

/** The installed Firefox, whose connections may reach each other on one machine. */
export function startFirefox(more: Record<string, unknown> = {}): Promise<Browser> {
  return launch({ browser: 'firefox', executablePath: firefox(), extraPrefsFirefox: { ...settings, ...more } });
}

/** Starts it inside of something, such as a network namespace, to whose loopback a way is laid: it knows no pipe. */
export async function startFirefoxWithin(
  within: readonly string[],
  more: Record<string, unknown> = {},
): Promise<Browser> {
  const [command = '', ...before] = within;
  const server = createServer((socket) => {
    const way = spawn(command, [...before, process.execPath, '-e', wayTo(port)], { stdio: ['pipe', 'pipe', 'ignore'] });
    socket.on('error', () => way.kill()).pipe(way.stdin.on('error', () => socket.destroy()));
    way.stdout.pipe(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  try {
    const browser = await launch({
      browser: 'firefox',
      executablePath: programOf(command),
      ignoreDefaultArgs: true,
      args: [...before, firefox(), ...(await defaultArgs({ browser: 'firefox' }))],
      debuggingPort: port,
      extraPrefsFirefox: { ...settings, ...more },
    });
    browser.once('disconnected', () => server.close());
    return browser;
  } catch (error) {
    server.close();
    throw error;
  }
}

const wayTo = (port: number) =>
  `const socket = require('node:net').connect(${port}, '127.0.0.1');
   process.stdin.pipe(socket).pipe(process.stdout);
   socket.on('close', () => process.exit());`;
