import { severalInstances } from '../support/clients.js';

/** All that is asked of the relay of one instance, with every client on another one than the client before it. */
severalInstances(2);
for (const name of ['messages', 'presence', 'refusals', 'resent', 'transports', 'verdicts']) {
  await import(`../relay/${name}.gateway.spec.ts`);
}
