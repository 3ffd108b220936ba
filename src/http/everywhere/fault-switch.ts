import type { z } from 'zod';

/** A fault under the name that it has at every instance. */
export interface KeyedFault {
  key: string;
  fault: object;
}

/** What the API may do with faults; the relay makes them. */
export interface FaultSwitch {
  schema: z.ZodType<object>;
  /** False when the participant of the fault is not connected to this instance. */
  add(fault: KeyedFault): boolean;
  list(): KeyedFault[];
  clear(): void;
  /** A message has triggered the fault at another instance. */
  triggered(key: string): void;
  /** Called from now on when a message has triggered a fault here. */
  onTriggered(told: (key: string) => void): void;
}
