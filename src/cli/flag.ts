import { z } from 'zod';
import { httpUrl } from '../config/lists.js';

/** One option of a command: what it takes, the rule for that, and what it means. */
export interface Flag<T = unknown> {
  /** What stands for its value in the help; absent: it takes none. */
  readonly takes?: string;
  /** It may be given several times. */
  readonly multiple?: true;
  /** From the text of the command line (a list of them where it is `multiple`; a boolean where it takes none) to what it means. */
  readonly rule: z.ZodType<T>;
  readonly says: string;
}

/** What a command gets of its options. */
export type Values<Flags extends Record<string, Flag>> = { [Name in keyof Flags]: z.infer<Flags[Name]['rule']> };

export const toggle = (says: string) => ({ rule: z.boolean().default(false), says }) as const satisfies Flag;

/** Where a server is, as a person names it: without `http://` too. */
export const url = z
  .string()
  .transform((text) => (/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`))
  .pipe(httpUrl);
