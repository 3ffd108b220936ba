import { readCommandLine, UsageError, type Asked } from './cli/command-line.js';
import { helpOf, usageOf } from './cli/help.js';
import { version } from './installed.js';

/** Each command loads what it needs, and no other does. */
async function run(asked: Asked): Promise<void> {
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
    case 'check':
      process.exitCode = (await runCheck(asked)) ? 0 : 1;
      return;
  }
}

async function runCheck({ url, values }: Extract<Asked, { command: 'check' }>): Promise<boolean> {
  const { check } = await import('./check/check.js');
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
