import { expect, it } from '@jest/globals';
import { readConfig } from '../../src/config/config.js';
import { consoleUrl } from '../../src/config/traces.js';

const consoleOf = (env: Record<string, string>) => consoleUrl(readConfig({ AUTH_MODE: 'none', ...env }));

it.each([
  ['as it is said', { CONSOLE_URL: 'https://console.example/hopline/' }, 'https://console.example/hopline'],
  [
    'as it is said, in production too',
    { CONSOLE_URL: 'https://a.example', NODE_ENV: 'production' },
    'https://a.example',
  ],
  ['on the port of everything', { PORT: '4000' }, 'http://localhost:4000'],
  ['on a port of its own', { PORT: '4000', ADMIN_PORT: '4001' }, 'http://localhost:4001'],
])('the console is opened %s', (_, env, url) => {
  expect(consoleOf(env as Record<string, string>)).toBe(url);
});

it.each([
  ['in production, where localhost is the machine of nobody', { NODE_ENV: 'production' }],
  ['on a port that is not known yet', { PORT: '0' }],
])('nobody knows where the console is opened %s', (_, env) => {
  expect(consoleOf(env as Record<string, string>)).toBeUndefined();
});
