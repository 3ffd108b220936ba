import type { FaultSwitch } from './http/everywhere/fault-switch.js';
import { faultSchema, type Faults } from './relay/faults.js';

/** The faults of the relay, as the API may switch them. */
export function faultSwitchOf(faults: Faults): FaultSwitch {
  return {
    schema: faultSchema,
    add: ({ key, fault }) => faults.add({ key, fault: faultSchema.parse(fault) }),
    list: () => faults.list(),
    clear: () => faults.clear(),
    met: (key) => faults.met(key),
    onMet: (told) => (faults.onMet = told),
  };
}
