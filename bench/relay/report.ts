import type { Findings } from './findings.js';
import { passingTable } from './passing-table.js';
import type { Speed } from './race.js';
import { bare, gateway, raisedRates, unwatched } from './servers.js';
import { number, range, ratioTo, spreadOf, table } from './table.js';
import { targetTable } from './targets.js';

const cpu = ({ cpuUs }: Speed) => cpuUs;

/** A report in Markdown: one number a target first, and what is behind it after that. */
export function report(findings: Findings): string {
  return [
    `${findings.machine}\n${findings.how}`,
    targetTable(findings),
    limitsLine,
    serverTable(findings),
    ...notes(findings),
    ...details(findings),
  ].join('\n\n');
}

const limitsLine = `Limits are on, and everybody has an address of their own (127.x.y.z). For a closed loop these are raised, and nothing else: ${Object.entries(
  raisedRates,
)
  .map(([key, value]) => `\`${key}=${value}\``)
  .join(', ')}.`;

function serverTable({ chosen, speeds, weights }: Findings): string {
  const of = (name: string, value: (speed: Speed) => number | undefined) =>
    spreadOf((speeds.get(name) ?? []).flatMap((speed) => value(speed) ?? []));
  return table(
    [
      'server',
      'µs of CPU a message',
      '× bare Socket.IO',
      'messages/s',
      'core used',
      'p50 ms',
      'p99 ms',
      'kB a connection',
    ],
    chosen.map(({ name, title }) => [
      title,
      range(of(name, cpu), 2),
      range(ratioTo(speeds.get(name) ?? [], speeds.get(bare.name), cpu), 2),
      number(of(name, ({ messagesPerSecond }) => messagesPerSecond).median, 0),
      percent(of(name, ({ busy }) => busy).median),
      number(of(name, ({ p50 }) => p50).median, 2),
      number(of(name, ({ p99 }) => p99).median, 2),
      number(weights.get(name)?.idleKb, 1),
    ]),
  );
}

const percent = (share: number) => (Number.isNaN(share) ? '–' : `${number(share * 100, 0)} %`);

function notes({ rate, speeds }: Findings): string[] {
  const telemetry = ratioTo(speeds.get(gateway.name) ?? [], speeds.get(unwatched.name), cpu);
  const exported = (name: string) =>
    spreadOf((speeds.get(name) ?? []).flatMap(({ exported: sent = 0, spans }) => (spans ? sent / spans : []))).median;
  return [
    `Messages a second and the share of the core are of a stretch without a rest, 2 s after its beginning.${rate > 0 ? ` Latency is that at ${number(rate, 0)} messages/s, half of what bare Socket.IO carries.` : ''}`,
    ...(telemetry ? [`Telemetry and diagnosis: ${percent(1 - 1 / telemetry.median)} of the gateway’s CPU.`] : []),
    `Spans exported at full speed: ${percent(exported(gateway.name))}; with every healthy trace drawn: ${percent(exported('traced'))}.`,
  ];
}

function details({ crowds, joins, passing, shares }: Findings): string[] {
  const tables: string[] = [];
  if (crowds.length > 0) {
    const rows = crowds.map(({ title, ...us }) => [title, number(us.gateway, 2), number(us.bare, 2)]);
    tables.push(table(['µs of CPU a message', 'gateway', 'bare Socket.IO'], rows));
  }
  if (joins.length > 0) {
    const rows = joins.map(({ members, us }) => [`${members}`, number(us, 0), number(us / members, 2)]);
    tables.push(table(['a leave and a join in a room of', 'µs of CPU', 'µs a member'], rows));
  }
  if (passing.length > 0) tables.push(passingTable(passing));
  if (shares.length > 0) tables.push(table(['where the gateway’s busy time goes', 'share'], shares));
  return tables;
}
