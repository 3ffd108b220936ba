import type { FaultSwitch } from './http/everywhere/fault-switch.js';
import { faultSchema, type FaultInjector } from './relay/faults.js';

/** The faults of the relay, as the API may switch them. */
export function faultSwitchOf(faults: FaultInjector): FaultSwitch {
  return {
    schema: faultSchema,
    add: ({ key, fault }) => faults.add({ key, fault: faultSchema.parse(fault) }),
    list: () => faults.list(),
    clear: () => faults.clear(),
    triggered: (key) => faults.triggered(key),
    onTriggered: (told) => (faults.onTriggered = told),
  };
}
