import { atEnd } from './teardown.js';

/** Sets variables of the environment that a library reads itself, until the test is over. */
export function setVariables(variables: Readonly<Record<string, string>>): void {
  const before = Object.fromEntries(Object.keys(variables).map((key) => [key, process.env[key]]));
  Object.assign(process.env, variables);
  atEnd(() => {
    for (const [key, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  });
}
