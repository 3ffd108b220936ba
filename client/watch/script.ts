/** `<script src="/__hopline/redirect.js" data-from="…"></script>`, which the proxy puts into a page before everything else. */
import { leadsOf } from './origins.js';
import { quietly } from './quietly.js';
import { redirect } from './redirect.js';

quietly(() => {
  const from = document.currentScript?.dataset['from'];
  if (from) redirect(globalThis, leadsOf(from, location));
});
