import { readCommandLine, UsageError, type ParsedCommand } from './cli/command-line.js';
import { helpOf, usageOf } from './cli/help.js';
import { version } from './installed.js';

/** Each command loads what it needs, and no other does. */
async function run(asked: ParsedCommand): Promise<void> {
  switch (asked.command) {
    case 'help':
      process.stdout.write(helpOf(asked.of));
      return;
    case 'version':
      process.stdout.write(`${version()}\n`);
      return;
    case 'start':
      await import('./main.js');
      return;
    case 'watch':
      await runWatch(asked);
      return;
    case 'check':
      process.exitCode = (await runCheck(asked)) ? 0 : 1;
      return;
  }
}

async function runWatch({ url, values }: Extract<ParsedCommand, { command: 'watch' }>): Promise<void> {
  const { startWatch } = await import('./start-watch.js');
  const { ConfigError } = await import('./config/config.js');
  try {
    const watched = await startWatch(
      {
        target: new URL(url),
        with: values.with.map((other) => new URL(other)),
        port: values.port,
        consolePort: values['console-port'],
        host: values.host,
        https: values.https,
        probe: !values['no-probe'],
      },
      process.env,
    );
    process.stdout.write(watched.announcement);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void watched.close().then(() => process.exit(0)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function runCheck({ url, values }: Extract<ParsedCommand, { command: 'check' }>): Promise<boolean> {
  const { check } = await import('../tools/call-check/check.js');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return check({
    url,
    token: values.token,
    room: values.room,
    ways: values.way,
    timeoutMs: values.timeout * 1000,
    json: values.json,
    everyMs: values.every === undefined ? undefined : values.every * 1000,
    metricsPort: values.metrics,
    print: (text) => void process.stdout.write(text),
    announce: (text) => void process.stderr.write(text),
    signal: stop.signal,
  });
}

try {
  await run(readCommandLine(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(usageOf(error));
  process.exitCode = 2;
}
