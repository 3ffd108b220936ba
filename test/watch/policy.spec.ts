import { describe, expect, it } from '@jest/globals';
import { meetPolicy, nonceFor } from '../../src/watch/proxy/policy.js';

const source = 'http://localhost:4600/__hopline/';
const beside = (sources: readonly string[]) =>
  sources.flatMap((one) => (one === 'http://b:5000' ? [one, 'http://b:1'] : [one]));

/** The policy as a page that is changed gets it. */
function met(policy: string): string {
  const nonce = nonceFor([policy], 'ours') ?? 'ours';
  return meetPolicy(policy, { scripts: { source, nonce }, connects: source, beside });
}

describe('a Content-Security-Policy', () => {
  it.each([
    ["script-src 'self'", `script-src 'self' ${source}`],
    ["script-src 'unsafe-inline' https:", `script-src 'unsafe-inline' https: ${source}`],
    ["script-src 'nonce-abc'", "script-src 'nonce-abc'"],
    ["script-src 'sha256-abc='", "script-src 'sha256-abc=' 'nonce-ours'"],
    [
      "script-src 'strict-dynamic' 'nonce-abc' 'unsafe-inline'",
      "script-src 'strict-dynamic' 'nonce-abc' 'unsafe-inline'",
    ],
    ["script-src 'none'", `script-src ${source}`],
    ["default-src 'self'", `default-src 'self'; script-src 'self' ${source}`],
    ["default-src 'none'", `default-src 'none'; script-src ${source}; connect-src ${source}`],
    ["script-src-elem 'self'; script-src 'none'", `script-src-elem 'self' ${source}; script-src 'none'`],
    ["connect-src 'self' http://b:5000", "connect-src 'self' http://b:5000 http://b:1"],
    ['connect-src http://b:5000', `connect-src http://b:5000 http://b:1 ${source}`],
    ['img-src *; upgrade-insecure-requests', 'img-src *; upgrade-insecure-requests'],
    [
      "script-src 'nonce-abc', script-src 'self', script-src 'nonce-abc' x",
      `script-src 'nonce-abc',script-src 'self' ${source},script-src 'nonce-abc' x`,
    ],
    ['', ''],
  ])('%s allows what is put in: %s', (policy, allowed) => {
    expect(met(policy)).toBe(allowed);
  });
});
