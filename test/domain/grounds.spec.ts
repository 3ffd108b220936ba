import { sides } from '../../protocol/verdict.js';
import { causes } from '../../src/domain/causes/list.js';
import type { Handshake } from '../../src/domain/handshake.js';
import type { Hop } from '../../src/domain/hop.js';
import {
  alive,
  answered,
  answerReceived,
  connected,
  handshakeOf,
  left,
  negotiated,
  offered,
  path,
  probe,
  threw,
  verdictOn,
} from './hops.js';

/** Why nothing takes back what they rest on stands at each of these. */
const irrefutable = ['connection-lost', 'nothing-to-send', 'one-connection-for-many', 'same-page-twice'];

const broken = threw('caller', 'connection-kept', 9000, { name: 'failed' });
const up = sides.flatMap((side) => path(side, 100, 'ice-connected', 'dtls-connected'));

/** What one fact suggests, and another one of the same story refutes. */
const stories: readonly [string, readonly Hop[], object, Partial<Handshake>?][] = [
  [
    'that a page without a microphone did not call, where both have described what they send',
    [
      ...answered,
      probe('caller', 'offer-created', 0),
      threw('caller', 'context-checked', 2, { name: 'TypeError' }),
      left('caller', 2000, 'closed'),
    ],
    { cause: 'abandoned' },
  ],
  [
    'that the connection was lost, where that is one of another offer',
    [...connected, probe('callee', 'answer-misplaced', 45), broken],
    { cause: 'answer-unexpected', variant: 'older' },
  ],
  [
    'that a second answer stopped a call that came up and ended as one of the two left',
    [...connected, probe('callee', 'connection-doubled', 45), left('callee', 5000), broken],
    { outcome: 'connected' },
  ],
  [
    'that a second answer stopped a call that came up, also where that went to somebody else',
    [...connected, probe('callee', 'connection-doubled', 45), { ...answerReceived(70), to: { id: 'carol' } }],
    { outcome: 'connected' },
  ],
  [
    'that a call ended for its shared connection which ended as one of the two left',
    [...connected, probe('caller', 'connection-shared', 56), left('callee', 5000), broken],
    { outcome: 'connected' },
  ],
  [
    'that a page has sent no answer, where its probe has seen it sent',
    [...offered, probe('callee', 'answer-sent', 40), alive('callee', 5100)],
    { cause: 'message-lost', owedBy: 'callee-network' },
  ],
  [
    'that neither of two negotiations stands, where the connection is up',
    [...negotiated(), ...up, threw('callee', 'media-flowing', 5000, { name: 'source' })],
    { cause: 'no-media', owedBy: 'callee' },
    { rival: 'h2', contested: true },
  ],
];

const without = (list: 'restsOn' | 'refutedBy') =>
  causes.filter((cause) => cause[list].length === 0).map(({ code }) => code);

describe('the facts of a cause', () => {
  it('are listed, those that it rests on and those that would refute it', () => {
    expect(without('restsOn')).toEqual([]);
    expect(without('refutedBy').toSorted()).toEqual(irrefutable);
  });

  it.each(stories)('refute %s', (_, hops, verdict, more = {}) => {
    expect(verdictOn({ ...handshakeOf(hops), ...more }, 20_000)).toMatchObject(verdict);
  });
});
