/**
 * Looks for the dearest input of each kind, in a gateway that listens nowhere and whose stores are full.
 *
 *   npm run fuzz:dearest [-- 3000 [seed]]
 */
import { constants, setPriority } from 'node:os';
import { dearest, houses } from './dearest.js';
import { fullHouse } from './full-house.js';

const rounds = Number(process.argv[2] ?? 3000);
const seed = Number(process.argv[3] ?? Date.now() % 1e6);

try {
  // What an input costs is asked, and not what else the machine does meanwhile.
  setPriority(constants.priority.PRIORITY_HIGHEST);
} catch {
  // Only root may: on a machine that does nothing else, it is the same.
}

console.log(
  `${rounds} inputs, seed ${seed}; of each kind the dearest, its longest iteration of the event loop in ms, median of ${houses} full gateways`,
);
for (const { input, ms } of await dearest(fullHouse, rounds, seed))
  console.log(`${input.kind.padEnd(14)}${ms.toFixed(2).padStart(8)}   seed ${input.seed}`);
process.exit();
