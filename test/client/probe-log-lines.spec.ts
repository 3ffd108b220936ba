import { afterEach, expect, it, jest } from '@jest/globals';
import { logLines } from '../../client/probe/log-lines.js';
import { nativeConsole } from '../../client/probe/natives.js';

afterEach(() => void jest.restoreAllMocks());

it.each([
  ['en', /offer refused \(\d+\): larger than a message may be: .* \(1009\)$/],
  ['ru', /offer отклонён \(\d+\): больше, чем может быть сообщение: .* \(1009\)$/],
] as const)('a socket that was closed for a message over the bound names its largest event: %s', (language, line) => {
  const warned = jest.spyOn(nativeConsole, 'warn').mockImplementation(() => undefined);
  jest.spyOn(nativeConsole, 'info').mockImplementation(() => undefined);
  const write = logLines(language);
  const socket = {};
  for (const [event, size] of [
    ['hello', 10],
    ['offer', 200_000],
    ['ice-candidate', 100],
  ] as const)
    write({ at: 0, packet: `42${JSON.stringify([event, { target: 'b', x: 'x'.repeat(size) }])}`, went: true, socket });

  write({ at: 0, overBound: socket });

  expect(warned.mock.calls).toEqual([[expect.stringMatching(line)]]);
});
