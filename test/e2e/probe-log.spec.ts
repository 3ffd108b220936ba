/// <reference lib="dom" />
import { expect, it } from '@jest/globals';
import { logLines } from '../../client/probe/log-lines.js';

it.each(['42["ready"]', '42["ready",null]', '42["join-room","den","Anna"]', '42["room-users",[null]]', '43[1]', '2'])(
  'the log lets any packet of a page pass: %s',
  (packet) => {
    expect(() => logLines('en')({ packet, went: true, socket: {}, at: 0 })).not.toThrow();
  },
);
