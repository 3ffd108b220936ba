import { z } from 'zod';

/** The policy of the pages forbids to make code of text, which zod would try, and settle for the slower way: not even that. */
z.config({ jitless: true });
