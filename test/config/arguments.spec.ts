import { expect, it } from '@jest/globals';
import { readArguments } from '../../src/config/arguments.js';
import { ConfigError, readConfig } from '../../src/config/config.js';

it('reads --https as HTTPS=local, and nothing as nothing', () => {
  expect(readArguments(['--https'])).toEqual({ HTTPS: 'local' });
  expect(readArguments([])).toEqual({});
});

it.each([['--htps'], ['https'], ['--https=yes']])('stops at %s, and says what there is', (argument) => {
  expect(() => readArguments([argument])).toThrow(ConfigError);
  expect(() => readArguments([argument])).toThrow(/There is one: --https$/);
});

it('takes no certificate of its own in production', () => {
  expect(() => readConfig({ HTTPS: 'local', NODE_ENV: 'production', AUTH_MODE: 'none' })).toThrow(
    /^The configuration is not valid:\n {2}HTTPS: must be off where NODE_ENV is production/,
  );
  expect(() => readConfig({ HTTPS: 'yes' })).toThrow(/HTTPS: /);
});
