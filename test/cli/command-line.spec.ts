import { describe, expect, it } from '@jest/globals';
import { readCommandLine, UsageError } from '../../src/cli/command-line.js';
import { commands, type CommandName } from '../../src/cli/commands.js';
import { helpOf, usageOf } from '../../src/cli/help.js';
import { settings } from '../../src/config/config.js';

const names = Object.keys(commands) as CommandName[];

function complaint(...args: string[]): string {
  try {
    readCommandLine(args);
  } catch (error) {
    if (error instanceof UsageError) return usageOf(error);
    throw error;
  }
  return 'taken';
}

describe('the command line', () => {
  it('starts the gateway where it is empty', () => {
    expect(readCommandLine([])).toEqual({ command: 'start' });
  });

  it('reads a check', () => {
    const asked = readCommandLine([
      'check',
      'gateway.test:3000',
      '--way',
      'turn',
      '--way=host',
      '--json',
      '--every',
      '60',
    ]);
    expect(asked).toEqual({
      command: 'check',
      url: 'http://gateway.test:3000',
      values: expect.objectContaining({ way: ['turn', 'host'], json: true, every: 60, timeout: 15, token: undefined }),
    });
  });

  it.each([
    [['serve'], 'serve: there is no such command'],
    [['--port', '1'], '--port: there is no such option'],
    [['check'], 'URL: must be given'],
    [['check', 'ftp://gateway.test'], 'URL: must be an http or https URL'],
    [['check', 'a', 'b'], 'b: one URL is taken, and this is another'],
    [['check', 'a', '--every', '1'], '--every: must be at least 5'],
    [['check', 'a', '--every', 'soon'], '--every: must be a whole number from 5 to 86400'],
    [['check', 'a', '--every'], '--every: must be given a value'],
    [['check', 'a', '--every', '--json'], '--every: must be given a value'],
    [['check', 'a', '--json=yes'], '--json: takes no value'],
    [['check', 'a', '--way', 'relay'], '--way: must be host, stun or turn'],
    [['check', 'a', '--metrics', '70000'], '--metrics: must be at most 65535'],
    [['check', 'a', '--loud'], '--loud: hopline check has no such option'],
    [['check', 'a', '-x'], '-x: hopline check has no such option'],
  ])('says of %j which argument breaks which rule', (args, said) => {
    expect(complaint(...args)).toContain(`hopline: ${said}`);
  });

  it('never repeats a secret that it was given', () => {
    expect(complaint('check', 'a', '--tokens=secret-text')).not.toContain('secret-text');
  });

  it.each([['--help'], ['-h'], ['help']])('answers %s with everything there is', (argument) => {
    const asked = readCommandLine([argument]);
    expect(asked).toEqual({ command: 'help', of: undefined });
    const help = helpOf(undefined);
    for (const name of names) expect(help).toContain(`hopline ${name} URL`);
    for (const key of Object.keys(settings)) expect(help).toMatch(new RegExp(`^  ${key}(?:=|\\s)`, 'm'));
    expect(help.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  it.each(names)('answers %s --help with each of its options', (name) => {
    expect(readCommandLine([name, 'a', '--help'])).toEqual({ command: 'help', of: name });
    expect(readCommandLine(['help', name])).toEqual({ command: 'help', of: name });
    for (const flag of Object.keys(commands[name].flags)) expect(helpOf(name)).toContain(`--${flag}`);
  });
});
