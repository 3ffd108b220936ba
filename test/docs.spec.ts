import { pages } from '../docs/pages.js';

/** What the documentation says of the code, the code has written. */
it('documents every setting, rung and cause as the code has them', async () => {
  for (const { is, should } of await pages()) expect(is).toBe(should);
});
