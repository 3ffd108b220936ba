import { protocolWords, rungName } from '../../protocol/words.js';
import type { CallResult } from './call.js';
import type { Round } from './round.js';

const words = protocolWords.en;
/** What the page and the probe see, the robots have seen. */
const seers = { gateway: 'gateway', transport: 'ping', page: 'robot', probe: 'robot' } as const;
const marks: Record<CallResult['ladder'][number]['status'], string> = {
  reached: '│',
  implied: '┆',
  pending: '·',
  missing: '╳',
  unseen: '?',
  'nothing-to-send': '○',
};

/** A round for people: for each way, the ladder with its times, or what is wrong and what to do. */
export function roundText({ url, error, calls, ok, at }: Round): string {
  const without = (['stun', 'turn'] as const).filter((name) => !calls.some(({ way }) => way === name));
  const lines = [
    `${new Date(at).toISOString()}  ${url}  ${ok ? 'ok' : 'FAILED'}`,
    ...(error === undefined ? [] : [`  ${error}`]),
    ...calls.flatMap(callLines),
    ...(error === undefined
      ? without.map((name) => `${name.toUpperCase()}: not tried, as the gateway offers none`)
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function callLines({ way, server, ok, ladder, connectMs, sentence, advice, outcome, cause }: CallResult): string[] {
  const name = [way.toUpperCase(), server].filter(Boolean).join('  ');
  const what = [outcome && words.outcome[outcome], cause].filter(Boolean).join(' · ') || 'not called';
  const head = `${name}: ${ok ? `${what} in ${connectMs} ms` : `FAILED  ${what}`}`;
  const rungs = ladder.map(({ stage, status, tookMs, seenBy }) => {
    const took = tookMs === undefined ? '' : `${tookMs.toFixed(tookMs < 10 ? 1 : 0)} ${words.ms}`;
    const seen = seenBy ? seers[seenBy] : '';
    return `    ${marks[status]} ${rungName(stage, words).padEnd(26)} ${took.padStart(9)}  ${seen}`.trimEnd();
  });
  const said = [sentence, advice && `${words.whatToDo}: ${advice}`].filter((line) => line !== undefined && line !== '');
  return [head, ...rungs, ...said.map((line) => `    ${line}`)];
}
