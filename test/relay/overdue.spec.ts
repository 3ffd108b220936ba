import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { anybody } from '../../src/entry/grant.js';
import { Verdicts } from '../../src/relay/verdicts.js';
import type { Connection } from '../../src/relay/connection.js';
import { Connections } from '../../src/relay/connections.js';
import { alive, anna, boris, callOf, diagnosisOf, morning, overdueOf, refOf, storyOf } from '../support/stories.js';

const { offerReceived, offerForwarded, offerDelivered } = storyOf(refOf('o1'));
const silent = [offerReceived, offerForwarded, offerDelivered, alive(boris, 5500)];

const unused = () => {};

/** Verdicts for the two of a story, and what each of them is sent; Anna's page draws the ladder. */
function telling() {
  const connections = new Connections();
  const sent: [string, string, VerdictMessage][] = [];
  for (const who of [anna, boris]) {
    const connection: Connection = {
      session: who.id,
      unreachable: false,
      page: { browser: 'b1' },
      language: who === boris ? 'ru' : 'en',
      drawsLadder: who === anna,
      wantsVerdicts: who === anna,
      grant: anybody,
      answersPings: true,
      emit: (event, ...args) => void sent.push([who.username, event, args[0] as VerdictMessage]),
      introduce: unused,
      deliver: () => ({ transport: false, page: false }),
      ask: unused,
      cut: unused,
      move: unused,
    };
    connections.add(who.id, connection);
  }
  return {
    verdicts: new Verdicts(connections),
    sent,
    heard: () => sent.splice(0).map(([who, event]) => `${who} ${event}`),
  };
}

describe('a handshake that becomes overdue', () => {
  it('is told to both as a verdict that is pending, each in its language and with its own advice', () => {
    const { verdicts, sent } = telling();

    verdicts.onProgress(overdueOf(silent, 5500));

    const told = sent.filter(([, event]) => event === 'verdict').map(([, , message]) => message);
    const overdue = { stage: 'answer-received', cause: 'no-answer', owedBy: 'callee', since: morning + 5005 };
    expect(told).toEqual([
      expect.objectContaining({ outcome: 'pending', you: 'caller', overdue: expect.objectContaining(overdue) }),
      expect.objectContaining({ outcome: 'pending', you: 'callee', overdue: expect.objectContaining(overdue) }),
    ]);
    expect(told.map((message) => message.overdue?.advice)).toEqual([
      expect.stringMatching(/'s page has your call/),
      expect.stringMatching(/^Звонок дошёл до вашей страницы/),
    ]);
    expect(told.filter((message) => 'cause' in message || 'settledAt' in message)).toEqual([]);
  });

  it('is told once, and again only when something else is overdue; the ladder goes on for who draws it', () => {
    const { verdicts, heard } = telling();
    const overdue = overdueOf(silent, 5500);
    const late = overdue.verdict.overdue;
    if (!late) throw new Error('the answer is overdue');
    const other = {
      ...overdue.verdict,
      overdue: { ...late, verdict: { ...late.verdict, stage: 'offer-handled' as const } },
    };

    const told = ['Anna ladder', 'Anna verdict', 'Boris verdict'];
    for (const verdict of [overdue.verdict, overdue.verdict, other]) verdicts.onProgress({ ...overdue, verdict });
    expect(heard()).toEqual([...told, 'Anna ladder', ...told]);

    const { overdue: _, ...onTime } = overdue.verdict;
    verdicts.onProgress({ ...overdue, verdict: onTime });
    verdicts.onProgress(overdue);
    expect(heard()).toEqual(['Anna ladder', ...told]);
  });

  it('has its verdicts so far with each one that is told', () => {
    const { verdicts, sent } = telling();
    const history = [
      { at: morning + 9000, outcome: 'failed', cause: 'no-answer' },
      { at: morning + 9900, outcome: 'signaled', because: 'answer-received' },
    ] as const;

    verdicts.onVerdict({ ...diagnosisOf(callOf(refOf('o2')), 70), history });

    expect(sent.map(([, , message]) => message.history)).toEqual([history, history]);
  });
});
