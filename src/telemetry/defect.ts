/** What may be written of an error: where it happened, and nothing that it says. */
export interface Defect {
  name: string;
  /** Of the system, such as ECONNREFUSED. */
  code?: string;
  /** Lines of its stack, innermost first. */
  frames: string[];
}

/** Lines of a stack that are kept. */
const depth = 20;

/**
 * Describes an error without its message and its fields: a parser quotes what it could not read, a socket names the
 * address, a library keeps the body it was given. The stack begins with the message, which may look like a stack itself.
 */
export function defectOf(error: unknown): Defect {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const { message, stack = '' } = error;
  const code = 'code' in error && typeof error.code === 'string' && /^[A-Z0-9_]{1,64}$/.test(error.code);
  const afterMessage = message === '' ? 0 : stack.indexOf(message) + message.length;
  const frames = stack
    .slice(afterMessage)
    .split('\n')
    .filter((line) => /^\s+at .+:\d+:\d+\)?$/.test(line))
    .slice(0, depth)
    .map((line) => line.trim());
  return { name: error.constructor.name, ...(code && { code: error.code as string }), frames };
}

/** The same as text, for a process that ends. */
export function tellDefect(error: unknown): string {
  const { name, code, frames } = defectOf(error);
  return [`A defect has ended the gateway: ${name}${code === undefined ? '' : ` (${code})`}`, ...frames].join('\n    ');
}
