import { inputs, type Figures } from './figures.js';
import { tracesOf } from './load.js';
import { backStretch, type Tally } from './rooms.js';
import type { Outcome, Result } from './simulate.js';

type Row = readonly string[];

const format = (digits: number) => new Intl.NumberFormat('en', { maximumSignificantDigits: digits });
const rounded = (value: number): string => (Number.isFinite(value) ? format(3).format(value) : '–');
const percent = (share: number): string => `${rounded(share * 100)} %`;
const seconds = (ms: number): string => (Number.isFinite(ms) ? `${rounded(ms / 1000)} s` : 'never');
const bytes = (count: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = count < 1 ? 0 : Math.floor(Math.log10(count) / 3);
  return `${rounded(count / 1000 ** power)} ${units[power]}`;
};

function table(head: Row, rows: readonly Row[]): string {
  return [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

/** What comes out of a simulation, in Markdown. */
export function reportOf(result: Result): string {
  return [perSecond(result), spread(result), breaking(result), ...churn(result), volumes(result)].join('\n\n');
}

/** Every input with its source. */
export function inputsTable(figures: Figures): string {
  const rows = inputs.flatMap(([, group]) =>
    group.map(([name, { unit, what, source }]) => [
      `\`${name}\``,
      `${format(6).format(figures[name])}${unit && ` ${unit}`}`,
      what,
      source,
    ]),
  );
  const [head, , ...body] = table(['input', 'value', 'what', 'from'], rows).split('\n');
  return [head, '| --- | --: | --- | --- |', ...body].join('\n');
}

function perSecond({ figures, rates }: Result): string {
  const rows: Row[] = [
    ['joins', rounded(rates.joins), percent((rates.joins * figures.cpuUsPerJoin) / 1e6)],
    ['relayed messages', rounded(rates.messages), percent((rates.messages * figures.cpuUsPerMessage) / 1e6)],
    ['heartbeats', rounded(rates.heartbeats), percent((rates.heartbeats * figures.cpuUsPerHeartbeat) / 1e6)],
    ['batches of reports', rounded(rates.batches), percent((rates.batches * figures.cpuUsPerBatch) / 1e6)],
  ];
  const title = `${format(6).format(figures.participants)} participants begin ${rounded(rates.handshakes)} handshakes a second:`;
  return `${title}\n\n${table(['in a second', 'how many', 'of one core'], rows)}`;
}

const passedShare = ({ passed, handshakes }: Tally): number => (handshakes === 0 ? 0 : passed / handshakes);

function spread({ outcomes }: Result): string {
  const instances = outcomes[0]?.instances ?? 0;
  const rows = outcomes.map(({ way, needed, tallies, load, touched, recovery, ceiling }) => [
    way.title,
    needed === undefined ? 'no number' : String(needed),
    percent(passedShare(tallies.steady)),
    percent(load.cpuOwn + load.cpuPassing),
    rounded(load.redisCommands),
    percent(load.redisCpu),
    percent(touched),
    seconds(recovery.all),
    rounded(ceiling),
  ]);
  const head = [
    'spread',
    'instances needed',
    'handshakes with somebody passed through',
    'of a core, each',
    'commands/s in Redis',
    'of its core',
    'touched by a loss',
    'all back after',
    'ends at participants',
  ];
  return `Instances needed, with one of them lost; the other columns are for ${instances}:\n\n${table(head, rows)}`;
}

function breaking({ figures, outcomes }: Result): string {
  const rows = (outcomes[0]?.strains ?? []).map(([what, used]) => [
    what,
    percent(used),
    used > 0 ? rounded(figures.participants / used) : '–',
  ]);
  const title = `What breaks first, with these ${outcomes[0]?.instances} instances and the room in the URL:`;
  return `${title}\n\n${table(['limit', 'used', 'reached at participants'], rows)}`;
}

/** What an instance that was lost, and comes back, does to the passing through. */
function churn({ outcomes }: Result): string[] {
  const [affine] = outcomes;
  if (!affine) return [];
  const shares = affine.tallies.back.map(passedShare);
  const lastAbove = shares.findLastIndex((share) => share > 0.005);
  return [
    `An instance that comes back takes its part of the rooms again, and participants who come after that to a room that is there already come to another instance than that, and are passed through to it: ${percent(shares[0] ?? 0)} of the handshakes in the first ${backStretch / 60} minutes, fewer than 0.5 % after ${((lastAbove + 1) * backStretch) / 60}.`,
    `When one is lost, half of its participants are in again after ${seconds(affine.recovery.half)}, 99 % after ${seconds(affine.recovery.most)}, all after ${seconds(affine.recovery.all)}.`,
  ];
}

function volumes({ figures: f, rates, outcomes }: Result): string {
  const { instances, load } = outcomes[0] ?? ({} as Outcome);
  const day = 86_400;
  const traces = tracesOf(f, rates, instances);
  const traceBytes = traces * f.spansPerHandshake * f.bytesPerSpan;
  const signaled = rates.handshakes * (2 * f.descriptionBytes + f.candidatesPerHandshake * f.candidateBytes);
  const rows: Row[] = [
    ['instances', String(instances)],
    ['memory of all instances', bytes(load.memoryMB * 1.048_576e6 * instances)],
    ['balancers', `${load.balancers}, with ${bytes(f.participants * f.kBPerBalanced * 1024)} of memory together`],
    ['signaling, in and out together', `${rounded((2 * signaled * 8) / 1e6)} Mbit/s`],
    ['traces', `${rounded(traces)}/s, of ${f.spansPerHandshake} spans`],
    ['bytes of them', `${bytes(traceBytes)}/s, ${bytes(traceBytes * day)} a day`],
    ['metric series', rounded(instances * f.seriesPerInstance)],
    ['samples', `${rounded((instances * f.seriesPerInstance) / f.scrapeSeconds)}/s`],
    ['scrapes', `${bytes((instances * f.bytesPerScrape) / f.scrapeSeconds)}/s`],
  ];
  return table(['volume', 'of all'], rows);
}
