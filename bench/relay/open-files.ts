import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Beside the connections: modules, logs, pipes, the sink's. */
const spare = 500;

/** Open files that this process, and every server it starts, may have; Infinity where the system does not say. */
function allowed(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}

/**
 * Has so many connections fit, at both ends, or says why not. Node takes the soft limit up to the hard one as it starts;
 * beyond that only `prlimit` helps, where it may. What a process starts inherits its limits.
 */
export function lackOfFiles(connections: number): string | undefined {
  const wanted = connections + spare;
  if (allowed() >= wanted) return undefined;
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), `--nofile=${wanted}:${wanted}`], { stdio: 'ignore' });
  } catch {
    // Not there, or not allowed: what counts is what came of it.
  }
  if (allowed() >= wanted) return undefined;
  return `${connections.toLocaleString('en')} connections take ${wanted.toLocaleString('en')} open files, and this machine allows ${allowed().toLocaleString('en')} (ulimit -Hn).`;
}
