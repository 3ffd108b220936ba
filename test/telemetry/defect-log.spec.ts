import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { DefectLog } from '../../src/telemetry/defect-log.js';

describe('defects', () => {
  it('are written thirty a minute, and counted beyond that', () => {
    const lines: { where: string; omitted?: number }[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
    let at = 0;
    const log = new DefectLog(logger, () => at);
    const tell = (where: string) => log.tell({ where }, new Error('a secret'), 'a defect was caught');

    for (let defect = 0; defect < 500; defect++) tell('first');
    at = 60_000;
    tell('later');
    tell('last');

    expect(lines).toHaveLength(32);
    expect(lines.slice(29).map(({ where, omitted }) => [where, omitted])).toEqual([
      ['first', undefined],
      ['later', 470],
      ['last', undefined],
    ]);
    expect(JSON.stringify(lines)).not.toContain('a secret');
  });
});
