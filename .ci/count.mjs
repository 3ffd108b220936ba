import { readFileSync } from 'node:fs';

/**
 * A suite that could not even run counts as one failure: Jest counts none of its tests. Whatever was skipped is named; a
 * scenario that this machine cannot play has not been proved, and counts as a failure.
 */
function count(file) {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const skipped = result.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'pending')
    .map(({ fullName }) => fullName);
  for (const name of skipped) console.log(`skipped: ${name}`);
  const unproved = skipped.filter((name) => name.includes(': not possible here: ')).length;
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites + unproved,
  };
}

/** A run that left no result, or none of whose tests ran, has failed. */
function countOrFailure(file) {
  try {
    const { passed, failed } = count(file);
    return { passed, failed: passed + failed === 0 ? 1 : failed };
  } catch (error) {
    console.error(`No result of the tests: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

const counts = process.argv.slice(2).map(countOrFailure);
const sum = (key) => counts.reduce((total, one) => total + one[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = counts.length === 0 || sum('failed') > 0 ? 1 : 0;
