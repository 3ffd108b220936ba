import { defaultWaits, type Waits } from '../domain/ladder.js';
import { shout, type Shout } from './shout.js';
import { whole } from './whole.js';

type WaitName = keyof Waits;
type WaitKey = `WAIT_${Shout<WaitName>}`;

const meanings: Partial<Record<WaitName, string>> = {
  answer: 'The longest wait in ms for the answer of a page without a probe, after its offer was delivered',
  probe: 'The longest wait in ms for the first report of a probe, before a handshake counts as `signaled`',
  silence: 'The longest wait in ms for the pong that proves a silence, before anybody is named',
  report: 'The longest wait in ms for the report of a probe that is asked for one, before its page is named',
  ring: 'How long in ms what a person or a gathering page may still bring is overdue, and not failed, after the rung before it',
  candidates: 'The longest wait in ms for the first candidate that a page applies, after the answer',
  permission: 'The longest wait in ms for a person whom the browser asks for the microphone or the camera',
  gathering: 'The longest wait in ms for a page that sends its description once its candidates are gathered',
};

const waits = Object.keys(defaultWaits) as WaitName[];
const keyOf = (wait: WaitName): WaitKey => `WAIT_${shout(wait)}`;

const settingOf = (wait: WaitName) =>
  whole(10, 3_600_000)
    .default(defaultWaits[wait])
    .describe(meanings[wait] ?? `The longest wait in ms for \`${wait}\`, after the rung before it`);

/** One setting per rung of the ladder, and per wait that is not of one rung. */
export const waitSettings = Object.fromEntries(waits.map((wait) => [keyOf(wait), settingOf(wait)])) as Record<
  WaitKey,
  ReturnType<typeof settingOf>
>;

/** The waits of a configuration, as the domain names them. */
export function waitsOf(config: Readonly<Record<WaitKey, number>>): Waits {
  return Object.fromEntries(waits.map((wait) => [wait, config[keyOf(wait)]])) as unknown as Waits;
}
