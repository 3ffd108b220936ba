import type { Side } from '../../protocol/verdict.js';
import type { Hop } from '../../src/domain/hop.js';
import {
  acknowledging,
  alive,
  answered,
  answerForwarded,
  answerReceived,
  candidate,
  ids,
  left,
  met,
  negotiated,
  offerDelivered,
  offered,
  offerForwarded,
  offerReceived,
  probe,
  probeAlive,
  probeStarted,
  storyWaits,
  verdictAt,
} from './hops.js';

const offerMade = [met(0), probeStarted('caller', 0), ...made('caller', 'offer-created', 10), probeAlive('caller', 20)];
const answerMade = [
  probeStarted('callee', 0),
  ...offered,
  probe('callee', 'offer-applied', 10),
  ...made('callee', 'answer-created', 30),
];

function made(side: Side, kind: 'offer-created' | 'answer-created', at: number): Hop[] {
  return [probe(side, kind, at), probe(side, 'candidates-gathered', at + 1)];
}

/** What stops there although a pong has come: what the page's probe says then, and what is found where it says nothing more. */
interface Story {
  readonly stage: string;
  readonly side: Side;
  readonly hops: readonly Hop[];
  readonly dueAt: number;
  readonly found: object;
  /** What the probe still had to tell, and what is true then. */
  readonly told: Hop;
  readonly truth: object;
}

const stories: readonly Story[] = [
  {
    stage: 'offer-received',
    side: 'caller',
    hops: offerMade,
    dueAt: 2011,
    found: { cause: 'never-offered', owedBy: 'caller', variant: 'unsent' },
    told: probe('caller', 'offer-sent', 50),
    truth: { cause: 'message-lost', owedBy: 'caller-network', variant: 'sent' },
  },
  {
    stage: 'offer-handled',
    side: 'callee',
    hops: [probeStarted('callee', 0), offerReceived(0), offerForwarded(1, acknowledging), offerDelivered(3)],
    dueAt: 2003,
    found: { cause: 'offer-ignored', owedBy: 'callee' },
    told: probe('callee', 'offer-applied', 1500),
    truth: { outcome: 'pending', stage: 'answer-created' },
  },
  {
    stage: 'answer-received',
    side: 'callee',
    hops: answerMade,
    dueAt: 2031,
    found: { cause: 'answer-not-sent', owedBy: 'callee', variant: 'made' },
    told: probe('callee', 'answer-sent', 50),
    truth: { cause: 'message-lost', owedBy: 'callee-network', variant: 'sent' },
  },
  {
    stage: 'answer-handled',
    side: 'caller',
    hops: [
      ...negotiated(['caller']).filter(({ kind }) => kind !== 'answer-applied' && kind !== 'candidate-applied'),
      answerForwarded(51, acknowledging),
    ],
    dueAt: 2053,
    found: { outcome: 'failed', cause: 'answer-ignored', owedBy: 'caller' },
    told: probe('caller', 'answer-applied', 1500),
    truth: { outcome: 'pending', stage: 'ice-connected' },
  },
  {
    stage: 'candidates-exchanged',
    side: 'caller',
    hops: [...answered, ...negotiated(['caller'], candidate('callee', 61)).slice(answered.length)],
    dueAt: 5055,
    found: { cause: 'candidates-one-way', owedBy: 'caller' },
    told: probe('caller', 'ice-connected', 900),
    truth: { outcome: 'pending', stage: 'dtls-connected' },
  },
];

describe('a page, before it is named for what its probe may still have to tell', () => {
  it.each(stories)('is asked for a report: $stage', ({ stage, side, hops, dueAt, found, told, truth }) => {
    const answering = [...hops, alive(side, dueAt + 10)];
    expect(verdictAt(dueAt + 20, answering)).toMatchObject({
      outcome: 'pending',
      stage,
      reportWantedFrom: [ids[side]],
    });
    const reported = [...answering, probeAlive(side, dueAt + 30)];
    expect(verdictAt(dueAt + 30, reported)).toMatchObject(found);
    expect(verdictAt(dueAt + 30, [...reported, told])).toMatchObject(truth);
  });

  it.each(stories)('is not waited for longer than for a report: $stage', ({ side, hops, dueAt }) => {
    const answering = [...hops, alive(side, dueAt + 10)];
    expect(verdictAt(dueAt + storyWaits.report - 1, answering).outcome).toBe('pending');
    expect(verdictAt(dueAt + storyWaits.report, answering)).toMatchObject({ outcome: 'failed', reportWantedFrom: [] });
  });

  it('is named all the same for what it owes, with a word about its probe, where that does not answer', () => {
    const story = [...answerMade, alive('callee', 2040)];
    expect(verdictAt(2031 + storyWaits.report, story)).toMatchObject({
      cause: 'answer-not-sent',
      gaps: [{ side: 'callee', why: 'probe-silent' }],
    });
  });

  it('is not asked where its connection is dead, or it has gone: nobody waits for it', () => {
    expect(verdictAt(4031, answerMade)).toMatchObject({
      cause: 'message-lost',
      owedBy: 'callee-network',
      reportWantedFrom: [],
    });
    const gone = [...answerMade, alive('callee', 2040), left('callee', 2100)];
    expect(verdictAt(2100, gone)).toMatchObject({ cause: 'answer-not-sent', reportWantedFrom: [] });
  });

  it('is not asked for what the gateway has seen meanwhile', () => {
    expect(verdictAt(2100, [...answerMade, answerReceived(2050)])).toMatchObject({
      stage: 'answer-forwarded',
      reportWantedFrom: [],
    });
  });
});
