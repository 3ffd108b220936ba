import type { z } from 'zod';
import { plainName } from './plain-names.js';

/** Issues that a refusal names; the first ones tell what is wrong. */
const named = 3;

/** Which fields break which rules, and never what they hold: a field that is not known is itself what somebody wrote. */
export function rulesOf({ issues }: z.core.$ZodError, whole = 'message'): string[] {
  return issues.slice(0, named).map(({ path, code, message }) => {
    const rule = code === 'unrecognized_keys' ? 'has a field that is not known' : message;
    return `${path.map((part) => plainName(String(part))).join('.') || whole}: ${rule}`;
  });
}
