import { z } from 'zod';

/** A list, separated by commas; spaces around its entries and empty ones do not count. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
);

/** A list of origins as browsers write them (RFC 6454, section 6.1), or `*`. */
export const origins = list.refine(
  (entries) => entries.every((origin) => origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)),
  'must be a list of origins such as https://app.example, or *',
);

export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });
