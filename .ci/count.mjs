import { readFileSync } from 'node:fs';

/** A suite that could not even run counts as one failure: Jest counts none of its tests. */
function count(file) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
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
