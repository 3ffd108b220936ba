/**
 * What it costs that a participant is connected to another instance than the one that has its room: CPU of the instance
 * that passes its messages on, beside a bare Socket.IO relay in the same run, and how much later they arrive.
 *
 *   npm run bench:passing [-- rounds [messages a second]]
 */
import { placement, ServerProcess } from './relay/server-process.js';
import { measurePassing } from './relay/passing.js';
import { passingTable } from './relay/passing-table.js';

const rounds = Number(process.argv[2] ?? 3);
const receiver = await ServerProcess.start({ script: 'bench/servers/otlp-sink.mjs', core: 'load' });
const sink = `http://127.0.0.1:${receiver.port}`;
const course = {
  sink,
  pairs: 50,
  rounds,
  warmUpMs: 3000,
  ms: 3000,
  messagesPerSecond: Number(process.argv[3] ?? 1000),
};
const found = await measurePassing(course, (line) => console.error(line));
await receiver.stop();
console.log(
  `${placement}; ${rounds} rounds of ${course.ms / 1000} s each; latency at ${course.messagesPerSecond} messages/s\n`,
);
console.log(passingTable(found));
