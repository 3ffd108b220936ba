import { settings } from '../config/config.js';
import { commands, type Command, type CommandName } from './commands.js';
import type { UsageError } from './command-line.js';

/** Columns that a line of help takes at most. */
const width = 100;

/** What `hopline --help` says, or `hopline <command> --help`. */
export function helpOf(name: CommandName | undefined): string {
  return name === undefined ? wholeHelp() : commandHelp(name, commands[name]);
}

/** What is said of a command line that breaks a rule. */
export function usageOf({ message, of }: UsageError): string {
  return `hopline: ${message}\nSee hopline ${of === undefined ? '' : `${of} `}--help.\n`;
}

function wholeHelp(): string {
  const asked = Object.entries(commands).map(([name, { says }]): Row => [`hopline ${name} URL`, says]);
  const keys = Object.entries(settings).map(([key, rule]): Row => {
    const standard = rule.safeParse(undefined).data;
    const shown = Array.isArray(standard) ? standard.join(',') : `${standard ?? ''}`;
    return [shown === '' ? key : `${key}=${shown}`, (rule.description ?? '').replaceAll('`', '')];
  });
  return [
    'Finds out why a WebRTC call does not connect: the step that failed, whose side it is on, what to do.\n\n',
    table([
      ['hopline', 'Starts the gateway: a signaling server that you have nothing to add to'],
      ...asked,
      ['hopline --version', 'Its version'],
      ['hopline <command> --help', 'The options of a command'],
    ]),
    '\nSettings of the gateway, by environment variables:\n\n',
    table(keys),
  ].join('');
}

function commandHelp(name: CommandName, { says, url, flags, examples }: Command): string {
  const options = Object.entries(flags).map(([flag, { takes, says: meaning }]): Row => {
    return [`--${flag}${takes === undefined ? '' : ` ${takes}`}`, meaning];
  });
  const lines = examples.map((example) => `  ${example}\n`).join('');
  return `hopline ${name} URL [options]\n\n${says}.\n\n${table([['URL', url], ...options])}\nExamples:\n\n${lines}`;
}

type Row = readonly [name: string, says: string];

/** Two columns; a name that is too long for its own has its line to itself. */
function table(rows: readonly Row[]): string {
  const column = Math.min(30, Math.max(...rows.map(([name]) => name.length)));
  const indent = ' '.repeat(column + 4);
  const lines = rows.map(([name, says]) => {
    const head = name.length > column ? `  ${name}\n${indent}` : `  ${name.padEnd(column)}  `;
    return `${head}${wrapped(says, width - indent.length).join(`\n${indent}`)}\n`;
  });
  return lines.join('');
}

function wrapped(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
