import { alone } from './scenarios/instances.js';
import { matrix, waits } from './scenarios/matrix.js';
import { asTests } from './support/scenario-tests.js';

/** Every scenario once, against the built gateway; `npm run scenarios -- --repeat 20` plays them again and again. */
await asTests(alone(waits), matrix, 10);
