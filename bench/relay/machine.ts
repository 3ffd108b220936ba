import { cpus, loadavg, totalmem } from 'node:os';

/** When and on what it is measured. */
export function machineLine(): string {
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const load = `load ${loadavg()[0]?.toFixed(1)}`;
  return `${new Date().toISOString().slice(0, 10)}, ${machine}, ${process.platform}, ${load}, Node ${process.versions.node}`;
}
