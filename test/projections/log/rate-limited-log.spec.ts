import { describe, expect, it } from '@jest/globals';
import type { Hop } from '../../../src/domain/hop.js';
import { anna, boris, diagnosisOf, overdueOf, refOf, storyOf } from '../../support/stories.js';
import {
  refusalLines,
  RateLimitedLog,
  type RateLimitedLogOptions,
} from '../../../src/projections/log/rate-limited-log.js';

const hop = (result: Hop['result'], at: number): Hop => ({
  kind: 'event-received',
  result,
  seenBy: 'gateway',
  at,
  tookMs: 0,
});

/** A log with nothing but results and numbers left out; what is of debug interest only has no line. */
function rateLimited(allow: RateLimitedLogOptions['allow'] = () => true) {
  const lines: (Hop['result'] | number | 'verdict')[] = [];
  const log = new RateLimitedLog(
    {
      name: 'log',
      minds: ({ kind }) => kind !== 'alive',
      onHop: ({ result }) => void lines.push(result),
      onVerdict: () => void lines.push('verdict'),
    },
    { allow, tellOmitted: (count) => void lines.push(count) },
  );
  return { log, lines };
}

describe('a log', () => {
  it('writes the first refusals of a second one by one, and then how many more there were', () => {
    const { log, lines } = rateLimited();

    for (let refused = 0; refused < refusalLines + 900; refused++) log.onHop(hop('refused', 5000.5));
    log.onHop(hop('reached', 5999));
    log.onHop(hop('reached', 6000));
    log.onHop(hop('failed', 6001));

    expect(lines).toEqual([...Array<string>(refusalLines).fill('refused'), 'reached', 900, 'reached', 'failed']);
  });

  it('writes what is overdue, and every verdict', () => {
    const told: string[] = [];
    const lines = {
      name: 'log',
      minds: () => true,
      onProgress: () => void told.push('progress'),
      onVerdict: () => void told.push('verdict'),
    };
    const log = new RateLimitedLog(lines, { allow: () => true, tellOmitted: () => undefined });

    const { offerReceived } = storyOf(refOf('s1'));
    log.onProgress(overdueOf([offerReceived], 5000));
    log.onVerdict(diagnosisOf([offerReceived], 5000));

    expect(told).toEqual(['progress', 'verdict']);
  });

  it('writes everything that went well, and loses no number in the end', () => {
    const { log, lines } = rateLimited();

    for (let reached = 0; reached < 500; reached++) log.onHop(hop('reached', 5000));
    for (let refused = 0; refused < refusalLines + 1; refused++) log.onHop(hop('refused', 5000));
    log.close();
    log.close();

    expect(lines).toHaveLength(500 + refusalLines + 1);
    expect(lines.at(-1)).toBe(1);
  });

  it('writes of each participant what is allowed, and how much it left out once a second', () => {
    const asked: [string | undefined, number][] = [];
    const { log, lines } = rateLimited((participant, count) => {
      asked.push([participant, count]);
      return participant === anna.id;
    });

    log.onHop({ ...hop('reached', 5000), from: anna });
    log.onHop({ ...hop('reached', 5001), kind: 'alive', from: boris });
    log.onHop({ ...hop('reached', 5002), from: boris });
    log.onHop({ ...hop('refused', 5003), from: boris });
    const { offerReceived, offerForwarded, offerDelivered } = storyOf(refOf('s1'));
    const failed = diagnosisOf([offerReceived, offerForwarded, offerDelivered], 60_000);
    expect(failed.verdict.outcome).toBe('failed');
    log.onVerdict(failed);
    log.onVerdict({
      ...failed,
      handshake: { ...failed.handshake, ref: { ...failed.handshake.ref, caller: boris.id } },
    });
    log.onHop({ ...hop('reached', 6000), from: anna });

    expect(lines).toEqual(['reached', 'verdict', 12, 'reached']);
    // What has no line is nobody's.
    expect(asked).toEqual([
      [anna.id, 1],
      [boris.id, 1],
      [boris.id, 1],
      [anna.id, 10],
      [boris.id, 10],
      [anna.id, 1],
    ]);
  });
});
