import { defaultBounds, type Bounds } from '../bounds/bounds.js';
import { shout, type Shout } from './shout.js';
import { whole } from './whole.js';

type BoundName = keyof Bounds;
type BoundKey = `MAX_${Shout<BoundName>}`;

/** What each bounds, and the least that a gateway can do with. */
const meanings: Readonly<Record<BoundName, readonly [least: number, meaning: string]>> = {
  rooms: [1, 'Rooms the gateway may hold'],
  handshakes: [
    10,
    'Handshakes kept; those of an address that has a tenth of them go first, else the oldest settled ones',
  ],
  'handshakes-participant': [16, 'Of these, handshakes that one participant began'],
  unread: [131_072, 'Bytes that may wait for a connection that does not read; above, it is closed'],
  addresses: [16, 'Addresses whose shares in the limits are known, and participants whose address is'],
  departed: [1, 'Members who have left that a room keeps'],
  pages: [16, 'Pages of which the reports that were taken are known again'],
  reports: [16, 'Reports kept of one page: of those that were taken, and of those that wait for what they speak of'],
  'connections-of-page': [16, 'Connections known of one page; a quarter of that with their calls'],
  refusals: [1, 'Refusals that the console lists'],
  'failing-pairs': [5, 'Pairs that fail that are told apart'],
  traces: [
    10,
    'Traces that were drawn whose late hops are linked to them; of those that were left out, a tenth of that',
  ],
  strays: [16, 'Participants to whose newest handshakes a refused message is linked'],
  'handed-over': [16, 'Handshakes whose hops are kept for the instance that gets their room'],
  'watched-names': [16, '`hopline watch`: ids known of the people of the app'],
  'watched-signals': [64, '`hopline watch`: signals of pages known again when the server sends them'],
  readers: [1, 'Pages that may show the console live; one more gets 503'],
};

const names = Object.keys(defaultBounds) as BoundName[];
const keyOf = (name: BoundName): BoundKey => `MAX_${shout(name)}`;
const mostOf = (name: BoundName) => (name === 'unread' ? 1_073_741_824 : 10_000_000);

const settingOf = (name: BoundName) => {
  const [least, meaning] = meanings[name];
  return whole(least, mostOf(name)).default(defaultBounds[name]).describe(meaning);
};

/** One setting for each bound of what grows with the number of people and calls. */
export const boundSettings = Object.fromEntries(names.map((name) => [keyOf(name), settingOf(name)])) as Record<
  BoundKey,
  ReturnType<typeof settingOf>
>;

/** The bounds of a configuration, as those who keep to them name them. */
export function boundsOf(config: Readonly<Record<BoundKey, number>>): Bounds {
  return Object.fromEntries(names.map((name) => [name, config[keyOf(name)]])) as unknown as Bounds;
}
