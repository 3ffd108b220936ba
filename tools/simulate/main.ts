/**
 * What it takes to run the gateway for very many: instances, memory, Redis, telemetry, and what breaks first; a model of
 * rooms, of consistent hashing and of what comes after an instance is lost. Its inputs are in figures.ts; those
 * that `npm run bench` has measured are taken from what it wrote last.
 *
 *   npm run simulate [-- --participants 1000000] [-- --set roomSize=2] [-- --instances 50] [-- --seed 1] [-- --inputs]
 *                    [-- --bench dist/bench/relay.json] [-- --json] [-- --measure]
 */
import { parseArgs } from 'node:util';
import { figuresFrom, isName, type Figures } from './figures.js';
import { inputsTable, reportOf } from './report.js';
import { simulate } from './simulate.js';

const { values: options } = parseArgs({
  options: {
    participants: { type: 'string' },
    instances: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    bench: { type: 'string', default: 'dist/bench/relay.json' },
    inputs: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    measure: { type: 'boolean', default: false },
  },
});

/** @throws Error where a setting is not the name of an input and a number from 0 on */
function changed(settings: readonly string[]): Partial<Figures> {
  const entries = settings.map((setting) => {
    const [name = '', value = ''] = setting.split('=');
    if (!isName(name)) throw new Error(`--set ${setting}: there is no input ${name}; --inputs lists them.`);
    if (value === '' || !(Number(value) >= 0)) throw new Error(`--set ${setting}: it needs a number from 0 on.`);
    return [name, Number(value)] as const;
  });
  return Object.fromEntries(entries);
}

if (options.measure) {
  const { measure } = await import('./measure.js');
  console.log(await measure());
} else {
  const settings = [...(options.participants ? [`participants=${options.participants}`] : []), ...options.set];
  const figures = { ...figuresFrom(options.bench), ...changed(settings) };
  const instances = options.instances === undefined ? {} : { instances: Number(options.instances) };
  const result = simulate(figures, { ...instances, seed: Number(options.seed) });
  if (options.json) console.log(JSON.stringify(result, undefined, 2));
  else if (options.inputs) console.log(inputsTable(figures));
  else console.log(reportOf(result));
}
