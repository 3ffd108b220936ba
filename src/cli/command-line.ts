import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { commands, type CheckValues, type CommandName, type WatchValues } from './commands.js';
import { url, type Flag } from './flag.js';

/** What the command line asks for. */
export type ParsedCommand =
  | { command: 'start' }
  | { command: 'watch'; url: string; values: WatchValues }
  | { command: 'check'; url: string; values: CheckValues }
  | { command: 'help'; of: CommandName | undefined }
  | { command: 'version' };

/** The command line breaks a rule: the message names the argument and the rule. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** @param of the command whose help says more */
  constructor(
    message: string,
    readonly of: CommandName | undefined,
  ) {
    super(message);
  }
}

/**
 * Reads the arguments behind `hopline`. Without a command they start the gateway, which has no options: its settings are
 * those of the environment.
 *
 * @throws UsageError naming the argument that breaks its rule, and the rule.
 */
export function readCommandLine(args: readonly string[]): ParsedCommand {
  const [first, ...rest] = args;
  if (first === undefined) return { command: 'start' };
  if (isHelp(first) || first === 'help') return { command: 'help', of: rest.find(isCommand) };
  if (first === '--version' || first === '-v') return { command: 'version' };
  if (!isCommand(first)) {
    const what = first.startsWith('-') ? 'there is no such option' : 'there is no such command';
    throw new UsageError(`${first}: ${what}; hopline alone starts the gateway, as its environment says`, undefined);
  }
  if (rest.some(isHelp)) return { command: 'help', of: first };
  const { positionals, values } = read(first, rest);
  const [given, ...others] = positionals;
  if (given === undefined) throw new UsageError(`URL: must be given: ${commands[first].url}`, first);
  if (others[0] !== undefined) throw new UsageError(`${others[0]}: one URL is taken, and this is another`, first);
  const parsed = url.safeParse(given, { reportInput: false });
  if (!parsed.success) throw new UsageError(`URL: ${ruleOf(parsed.error)}`, first);
  // The rules of its flags are what the type of its values is made of.
  return { command: first, url: parsed.data, values } as ParsedCommand;
}

const isHelp = (argument: string) => argument === '--help' || argument === '-h';
const isCommand = (argument: string): argument is CommandName => Object.hasOwn(commands, argument);
const ruleOf = (error: z.ZodError) => error.issues[0]?.message ?? 'is not valid';

function read(command: CommandName, args: string[]): { positionals: string[]; values: Record<string, unknown> } {
  const flags: Readonly<Record<string, Flag>> = commands[command].flags;
  const options = Object.entries(flags).map(([name, { takes, multiple }]) => {
    const option = {
      type: takes === undefined ? ('boolean' as const) : ('string' as const),
      multiple: multiple ?? false,
    };
    return [name, option] as const;
  });
  const { positionals, values, tokens } = parseArgs({
    args,
    options: Object.fromEntries(options),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = flags[token.name];
    if (!flag) throw new UsageError(`${token.rawName}: hopline ${command} has no such option`, command);
    // Not strict, an option without its value is a boolean: only here it is known which.
    if (flag.takes !== undefined && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))))
      throw new UsageError(`--${token.name}: must be given a value: ${flag.says}`, command);
    if (flag.takes === undefined && token.value !== undefined)
      throw new UsageError(`--${token.name}: takes no value`, command);
  }
  return {
    positionals,
    values: Object.fromEntries(
      Object.entries(flags).map(([name, flag]) => [name, checked(name, flag, values[name], command)]),
    ),
  };
}

function checked(name: string, { rule }: Flag, given: unknown, command: CommandName): unknown {
  const parsed = rule.safeParse(given, { reportInput: false });
  if (parsed.success) return parsed.data;
  throw new UsageError(`--${name}: ${ruleOf(parsed.error)}`, command);
}
