import { cluster } from '../scenarios/instances.js';
import { waits } from '../scenarios/matrix.js';
import { refusals } from '../scenarios/refusals.js';
import { asTests } from '../support/scenario-tests.js';

/** Caller, callee and room on an instance each; `npm run scenarios -- --cluster` plays the whole matrix. */
await asTests(cluster('neither', waits), refusals, 6);
