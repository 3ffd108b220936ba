/**
 * Looks for the dearest input of each kind, in a gateway without sockets whose stores are full.
 *
 *   npm run fuzz:dearest [-- 3000 [seed]]
 */
import { dearest, measuredAgain } from './dearest.js';
import { fullHouse } from './full-house.js';

const rounds = Number(process.argv[2] ?? 3000);
const seed = Number(process.argv[3] ?? Date.now() % 1e6);

const house = await fullHouse();
console.log(
  `${rounds} inputs, seed ${seed}; of the dearest of each kind the least of ${measuredAgain} times, in ms of the loop`,
);
for (const { input, ms } of await dearest(house, rounds, seed))
  console.log(`${input.kind.padEnd(14)}${ms.toFixed(2).padStart(8)}   seed ${input.seed}`);
process.exit();
