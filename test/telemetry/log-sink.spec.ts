import { describe, expect, it } from '@jest/globals';
import { LogSink, type OnChunkWritten } from '../../src/telemetry/log-sink.js';

/** A sink on an outlet that writes when the test says so. */
function sinkOf() {
  const chunks: string[] = [];
  const told: { dropped: number; resumed: number[] } = { dropped: 0, resumed: [] };
  const underWay: OnChunkWritten[] = [];
  let last = '';
  const sink = new LogSink({
    write: (chunk, written) => {
      chunks.push(chunk);
      underWay.push(written);
    },
    writeLast: (text) => (last = text),
  });
  sink.watch({
    onDropped: (lines) => (told.dropped += lines),
    onResumed: (lines) => {
      told.resumed.push(lines);
      sink.write('missing\n');
    },
  });
  return { sink, chunks, told, last: () => last, end: (error?: Error) => underWay.shift()?.(error) };
}

describe('the sink of the log', () => {
  it('writes one chunk at a time, and what came meanwhile in the next', async () => {
    const { sink, chunks, end } = sinkOf();
    for (const line of ['a\n', 'b\n', 'c\n']) sink.write(line);

    expect(chunks).toEqual(['a\n']);
    end();
    expect(chunks).toEqual(['a\n', 'b\nc\n']);
    end();
    await sink.close();
  });

  it('keeps a megabyte where nothing is taken, counts what is on top, and says it when it is', async () => {
    const { sink, chunks, told, end } = sinkOf();
    const line = `${'x'.repeat(1023)}\n`;
    for (let lines = 0; lines < 3000; lines++) sink.write(line);

    // One is under way, 1,024 wait.
    expect(told).toEqual({ dropped: 3000 - 1025, resumed: [] });
    for (let chunk = 0; chunk < 6; chunk++) end();
    expect(told.resumed).toEqual([3000 - 1025]);
    expect(chunks.at(-1)?.endsWith('missing\n')).toBe(true);
    await sink.close();
  });

  it('loses what failed and no more, counts it, and tries again', async () => {
    const { sink, chunks, told, end } = sinkOf();
    sink.write('a\n');
    sink.write('b\n');
    end(new Error('ENOSPC'));
    sink.write('c\n');

    expect([chunks, told]).toEqual([['a\n'], { dropped: 1, resumed: [] }]);
    await new Promise<void>((tried) => {
      const look = () => (chunks.length > 1 ? tried() : setTimeout(look, 10));
      look();
    });
    expect(chunks).toEqual(['a\n', 'b\nc\n']);
    end();
    expect([told.resumed, chunks.at(-1)]).toEqual([[1], 'missing\n']);
    end();
    await sink.close();
  });

  it('is waited for a second at the end, and writes what is left when the process exits', async () => {
    const { sink, last } = sinkOf();
    sink.write('a\n');
    sink.write('b\n');
    const before = performance.now();

    await sink.close();

    expect(performance.now() - before).toBeGreaterThan(900);
    const exiting = process.listeners('exit').at(-1);
    exiting?.call(process, 0);
    expect(last()).toBe('b\n');
    if (exiting) process.off('exit', exiting);
  });
});
