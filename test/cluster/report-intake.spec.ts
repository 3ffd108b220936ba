import { describe, expect, it } from '@jest/globals';
import type { ReportBatch } from '../../protocol/reports.js';
import { now } from '../../src/hops/clock.js';
import { Clocks } from '../../src/cluster/clocks.js';
import { ReportIntake } from '../../src/cluster/report-intake.js';

/** An intake that knows two other instances: one whose clock is ten minutes fast, one that is five seconds slow. */
function intake() {
  const clocks = new Clocks();
  const asked = now();
  clocks.note('fast', { asked, came: asked + 600_002, left: asked + 600_002, answered: asked + 4 });
  clocks.note('slow', { asked, came: asked - 4995, left: asked - 4995, answered: asked + 10 });
  const taken: { batch: ReportBatch; receivedAt: number }[] = [];
  const reports = new ReportIntake('self', clocks, (batch, _, receivedAt) => {
    taken.push({ batch, receivedAt });
    return { receivedAt, accepted: batch.reports.length };
  });
  return { reports, taken };
}

const batch = (more: Partial<ReportBatch> = {}): ReportBatch => ({
  probe: 'pageofanna',
  sentAt: 1000,
  reports: [{ step: 'offer-created', result: 'reached', at: 900 }],
  ...more,
});
const carried = (more: Partial<ReportBatch>, receivedAt: number, by: string) => ({
  batch: batch(more),
  receivedAt,
  by,
  tries: 0,
});

describe('times of reports that another instance has received', () => {
  it('are put on the clock of the home', () => {
    const { reports, taken } = intake();
    const at = now() - 1000;

    reports.take(carried({}, at + 600_000, 'fast'));
    reports.take(carried({}, at - 5000, 'slow'));

    expect(taken.map(({ receivedAt }) => Math.round(receivedAt - at))).toEqual([0, 0]);
  });

  it('are put there from the clock that the page has compared its own with, and are as uncertain as both', () => {
    const { reports, taken } = intake();
    const clock = { offsetMs: 50_000, uncertaintyMs: 3 };

    reports.take(carried({ clock: { ...clock, by: 'fast' } }, now(), 'slow'));
    reports.take(carried({ clock: { ...clock, by: 'self' } }, now(), 'slow'));
    reports.take(carried({ clock }, now(), 'slow'));

    expect(taken.map((one) => one.batch.clock)).toEqual([
      { offsetMs: expect.closeTo(-550_000, 5), uncertaintyMs: expect.closeTo(5, 5) },
      { offsetMs: 50_000, uncertaintyMs: 3 },
      { offsetMs: expect.closeTo(55_000, 5), uncertaintyMs: expect.closeTo(8, 5) },
    ]);
  });

  it('are not compared by the clock of an instance that is gone', () => {
    const { reports, taken } = intake();

    reports.take(carried({ clock: { offsetMs: 1, uncertaintyMs: 1, by: 'gone' } }, now(), 'self'));

    expect(taken[0]?.batch).toEqual(batch());
  });
});
