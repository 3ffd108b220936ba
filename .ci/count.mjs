import { readFileSync } from 'node:fs';

/** A suite that could not even run counts as one failure: Jest counts none of its tests. */
function count(file) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

function countOrNothing(file) {
  try {
    return count(file);
  } catch (error) {
    console.error(`No result of the tests: ${error.message}`);
    return { passed: 0, failed: 0 };
  }
}

const { passed, failed } = countOrNothing(process.argv[2]);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = passed + failed === 0 || failed > 0 ? 1 : 0;
