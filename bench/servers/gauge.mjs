/**
 * Loaded into every server under test before its own code: says over the IPC channel where it listens, how much CPU time
 * it has used and how much memory it holds, and records a CPU profile on demand. It costs nothing between the questions.
 */
import { channel } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

// The gateway plays calls through one of its own before it is there: where it is reached, it has been told.
const wanted = Number(process.env.PORT);
channel('tracing:net.server.listen:asyncEnd').subscribe(({ server }) => {
  const { port } = server.address();
  if (!wanted || port === wanted) process.send({ port });
});

let session;
const answers = {
  /** User and system time of all threads, in µs. */
  cpu: () => process.cpuUsage(),
  /** After a full collection, in bytes. */
  memory: () => {
    for (let round = 0; round < 3; round++) globalThis.gc();
    return process.memoryUsage();
  },
  profile: async () => {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
  },
  profiled: async ({ file }) => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    writeFileSync(file, JSON.stringify(profile));
  },
};

async function answer(question) {
  process.send({ id: question.id, answer: (await answers[question.ask](question)) ?? {} });
}
process.on('message', (question) => void answer(question));
// The one who measures has gone, and be it by an error: nobody needs this server any more.
process.on('disconnect', () => process.exit());
