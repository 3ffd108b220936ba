import { describe, expect, it } from '@jest/globals';
import type { Hop } from '../../src/domain/hop.js';
import { diagnosisOf, overdueOf, refOf, storyOf } from '../support/stories.js';
import { refusalLines, SparingLog } from '../../src/projections/sparing-log.js';

const hop = (result: Hop['result'], at: number): Hop => ({
  kind: 'event-received',
  result,
  seenBy: 'gateway',
  at,
  tookMs: 0,
});

function sparing() {
  const lines: (Hop['result'] | number)[] = [];
  const log = new SparingLog({ name: 'log', onHop: ({ result }) => void lines.push(result) }, (count) => {
    lines.push(count);
  });
  return { log, lines };
}

describe('a log', () => {
  it('writes the first refusals of a second one by one, and then how many more there were', () => {
    const { log, lines } = sparing();

    for (let refused = 0; refused < refusalLines + 900; refused++) log.onHop(hop('refused', 5000.5));
    log.onHop(hop('reached', 5999));
    log.onHop(hop('reached', 6000));
    log.onHop(hop('failed', 6001));

    expect(lines).toEqual([...Array<string>(refusalLines).fill('refused'), 'reached', 900, 'reached', 'failed']);
  });

  it('writes what is overdue, and every verdict', () => {
    const told: string[] = [];
    const log = new SparingLog(
      { name: 'log', onProgress: () => void told.push('progress'), onVerdict: () => void told.push('verdict') },
      () => {},
    );

    const { offerReceived } = storyOf(refOf('s1'));
    log.onProgress(overdueOf([offerReceived], 5000));
    log.onVerdict(diagnosisOf([offerReceived], 5000));

    expect(told).toEqual(['progress', 'verdict']);
  });

  it('writes everything that went well, and loses no number in the end', () => {
    const { log, lines } = sparing();

    for (let reached = 0; reached < 500; reached++) log.onHop(hop('reached', 5000));
    for (let refused = 0; refused < refusalLines + 1; refused++) log.onHop(hop('refused', 5000));
    log.close();
    log.close();

    expect(lines).toHaveLength(500 + refusalLines + 1);
    expect(lines.at(-1)).toBe(1);
  });
});
