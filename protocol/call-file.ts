import { z } from 'zod';
import { handshakeDetailSchema } from './console.js';
import { sides } from './verdict.js';

/** The newest version of the file. A reader refuses a newer one; a new field alone makes no new version. */
export const callFileVersion = 1;

const size = z.object({ width: z.int(), height: z.int() }).describe('In pixels');

/** What the browser measured of the connection when the file was saved; what it did not say is absent. */
const figuresSchema = z.object({
  path: z.enum(['direct', 'relayed']).optional().describe('`relayed`: through a TURN server'),
  roundTripMs: z.number().optional(),
  loss: z.number().min(0).max(1).optional().describe('Share of the packets that did not arrive here'),
  received: z.number().optional().describe('Bits a second'),
  sent: z.number().optional().describe('Bits a second'),
  picture: size.optional(),
  ownPicture: size.optional(),
});

/**
 * Everything that a page knows of its calls with one participant, as a file to be sent to somebody who helps. It holds the
 * names and ids of the two, their room, times, counts, codes and sentences; no description, candidate, address or credential.
 */
export const callFileSchema = z.object({
  format: z.literal('hopline-call'),
  version: z.literal(callFileVersion),
  savedAt: z.number().describe("Milliseconds since the Unix epoch, by the browser's clock"),
  hopline: z.string().describe('Version of Hopline that the page belongs to'),
  browser: z.string().describe('Browser and system, such as `Firefox 140, Linux`'),
  handshakes: z
    .array(
      handshakeDetailSchema
        .omit({ links: true })
        .partial({ timeline: true, omitted: true })
        .extend({ you: z.enum(sides).describe('Which of the two has saved the file') }),
    )
    .describe('The newest first; without `timeline` where the API was not open to the page'),
  checks: z
    .array(z.object({ check: z.string(), code: z.string(), value: z.number().optional() }))
    .describe('What the checks before the call have found'),
  figures: figuresSchema.optional(),
});
export type CallFile = z.infer<typeof callFileSchema>;
