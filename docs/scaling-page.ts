import { defaults } from '../tools/simulate/figures.js';
import { inputsTable, reportOf } from '../tools/simulate/report.js';
import { simulate } from '../tools/simulate/simulate.js';

const parts = {
  simulation: () => reportOf(simulate(defaults, { seed: 1 })),
  inputs: () => inputsTable(defaults),
};

/** docs/scaling.md with what `npm run simulate` says with its own inputs. */
export function withSimulation(page: string): string {
  return Object.entries(parts).reduce((text, [name, write]) => {
    const start = `<!-- ${name}: written by npm run docs -->`;
    const [from, to] = [text.indexOf(start), text.indexOf(`<!-- /${name} -->`)];
    if (from === -1 || to === -1) throw new Error(`docs/scaling.md has no place for the ${name}.`);
    return `${text.slice(0, from + start.length)}\n\n${write()}\n\n${text.slice(to)}`;
  }, page);
}
