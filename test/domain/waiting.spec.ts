import type { CauseCode } from '../../protocol/causes.js';
import { sides, type Outcome, type Owner } from '../../protocol/verdict.js';
import type { Hop } from '../../src/domain/hop.js';
import {
  alive,
  answered,
  answerReceived,
  candidate,
  handshakeOf,
  left,
  negotiated,
  offered,
  path,
  polling,
  probe,
  probeAlive,
  probeStarted,
  threw,
  time,
  verdictOn,
} from './hops.js';

/** Two pages that called each other. */
const crossed = { rival: 'h2' };
const wrongState = { name: 'InvalidStateError', signalingState: 'have-local-offer' };

/** A story in which what one fact says contradicts what a silence suggests, when it comes first, and later. */
interface Story {
  readonly says: string;
  readonly hops: readonly Hop[];
  readonly with?: typeof crossed;
  readonly times: readonly [number, number];
  readonly verdict: { readonly outcome: Outcome; readonly cause: CauseCode; readonly owedBy?: Owner };
}

const answering = [
  probe('callee', 'offer-applied', 10),
  probe('callee', 'answer-created', 40),
  probe('callee', 'answer-sent', 45),
];

const stories: readonly Story[] = [
  {
    says: 'an answer was made for another offer, and the connection works: it is not one that was never sent',
    hops: [...negotiated(['caller']), probe('callee', 'answer-misplaced', 45), alive('callee', 5100)],
    times: [5100, 20_000],
    verdict: { outcome: 'failed', cause: 'offer-ignored' },
  },
  {
    says: 'a caller closed the page before the callee, which is no secure context, had to answer',
    hops: [
      ...offered,
      ...candidate('caller', 63, 'srflx', polling),
      threw('callee', 'context-checked', 2, { name: 'insecure' }),
      left('caller', 2000, 'closed'),
    ],
    times: [2000, 40_000],
    verdict: { outcome: 'abandoned', cause: 'abandoned' },
  },
  {
    says: 'a caller left before the callee, which has no microphone, had to answer',
    hops: [
      ...offered,
      ...candidate('caller', 63, 'srflx', polling),
      probeStarted('callee', 0, undefined, polling),
      threw('callee', 'media-captured', 2, { name: 'NotFoundError' }),
      left('caller', 1000, 'left'),
      probeAlive('callee', 5100),
    ],
    times: [1000, 5100],
    verdict: { outcome: 'abandoned', cause: 'abandoned' },
  },
  {
    says: 'a callee left over its refused microphone, and its probe says no more',
    hops: [
      ...offered,
      ...candidate('caller', 63, 'srflx', polling),
      probeStarted('callee', 0, undefined, polling),
      threw('callee', 'media-captured', 10, { name: 'NotAllowedError' }),
      left('callee', 1000, 'left'),
    ],
    times: [1000, 40_000],
    verdict: { outcome: 'failed', cause: 'media-denied' },
  },
  {
    says: 'a callee left over the error of a page that is no secure context, and its probe says no more',
    hops: [
      ...offered,
      ...candidate('caller', 63, 'srflx', polling),
      probeStarted('callee', 0, undefined, polling),
      threw('callee', 'context-checked', 10, { name: 'TypeError' }),
      left('callee', 1000, 'closed'),
    ],
    times: [1000, 40_000],
    verdict: { outcome: 'failed', cause: 'insecure-context' },
  },
  {
    says: 'the connection of the caller broke before the callee had to answer',
    hops: [...offered, left('caller', 2000, 'lost'), alive('callee', 5100)],
    times: [2000, 40_000],
    verdict: { outcome: 'failed', cause: 'message-lost' },
  },
  {
    says: 'the connection of the caller broke before the answer came that the callee has sent',
    hops: [...offered, ...answering, left('caller', 30, 'lost')],
    times: [60, 40_000],
    verdict: { outcome: 'failed', cause: 'message-lost', owedBy: 'caller-network' },
  },
  {
    says: 'the connection of the caller broke before the callee threw on its answer',
    hops: [
      ...offered,
      probe('callee', 'offer-applied', 10),
      threw('callee', 'answer-created', 40, { name: 'OperationError' }),
      left('caller', 30, 'lost'),
    ],
    times: [60, 40_000],
    verdict: { outcome: 'failed', cause: 'message-lost', owedBy: 'caller-network' },
  },
  {
    says: 'the connection of the caller broke before the callee answered somebody else',
    hops: [...offered, left('caller', 30, 'lost'), { ...answerReceived(50), to: { id: 'carol' } }],
    times: [60, 40_000],
    verdict: { outcome: 'failed', cause: 'message-lost', owedBy: 'caller-network' },
  },
  {
    says: 'a callee left before the caller, in the wrong state, had to take its answer',
    hops: [
      ...answered,
      left('callee', 56, 'left'),
      threw('caller', 'answer-applied', 60, { name: 'InvalidStateError', signalingState: 'stable' }),
    ],
    times: [70, 40_000],
    verdict: { outcome: 'abandoned', cause: 'abandoned' },
  },
  {
    says: 'a callee left before the caller had to take an answer on which it threw, nobody knows why',
    hops: [...answered, left('callee', 56, 'left'), threw('caller', 'answer-applied', 60, { name: 'unknown' })],
    times: [70, 40_000],
    verdict: { outcome: 'abandoned', cause: 'abandoned' },
  },
  {
    says: 'a caller without a microphone tried to apply an answer while both called: the step was taken',
    hops: [
      ...offered,
      threw('caller', 'media-captured', 5, { name: 'NotAllowedError' }),
      threw('caller', 'answer-applied', 54, { name: 'InvalidStateError', signalingState: 'stable' }),
    ],
    with: crossed,
    times: [54, 2100],
    verdict: { outcome: 'failed', cause: 'glare' },
  },
  {
    says: 'one of two connections that answered threw besides while both called',
    hops: [
      ...negotiated(['caller']),
      threw('callee', 'offer-applied', 8, wrongState),
      probe('callee', 'connection-doubled', 45),
      probe('callee', 'answer-misplaced', 45),
    ],
    with: crossed,
    times: [63, 40_000],
    verdict: { outcome: 'failed', cause: 'answer-unexpected' },
  },
  {
    says: 'the caller was expelled, after what it threw on an offer that went the other way',
    hops: [
      ...answered,
      ...sides.flatMap((side) => path(side, 100, 'ice-connected')),
      ...candidate('caller', 63, 'srflx', polling),
      threw('caller', 'offer-applied', 8, { name: 'OperationError' }),
      probe('callee', 'answer-misplaced', 45),
      left('caller', 2000, 'expelled'),
    ],
    times: [2000, 40_000],
    verdict: { outcome: 'failed', cause: 'rejected' },
  },
];

describe('a cause that a fact has settled does not change by waiting alone', () => {
  it.each(stories)('$says', ({ hops, with: more, times, verdict }) => {
    for (const at of times) {
      const handshake = { ...handshakeOf(hops.filter((told) => told.at <= time(at))), ...more };
      expect(verdictOn(handshake, at)).toMatchObject(verdict);
    }
  });
});
