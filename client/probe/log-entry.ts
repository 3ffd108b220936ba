import type { Report } from '../../protocol/reports.js';

/** What goes to the browser's console only. */
export type Note = 'candidate' | 'checking' | 'disconnected';

/** Something for the browser's console: a report, a note beside them, or a Socket.IO packet that came or went. */
export type LogEntry = { at: number } & (
  | { report: Report }
  | { connection: number; note: Note; detail: string | undefined }
  | { packet: string; went: boolean; socket: object }
  | { overBound: object }
);

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
export type NewLogEntry = Without<LogEntry, 'at'>;
