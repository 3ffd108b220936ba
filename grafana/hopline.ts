import {
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { stages } from '../protocol/stages.js';
import { metricNames as metrics } from '../src/telemetry/names.js';
import { bars, heat, lines, numbers, rows, stack } from './panels.js';
import {
  asHeatmap,
  asTable,
  atOnce,
  buckets,
  inAll,
  ofGateways,
  overTime,
  perMinute,
  perSecond,
  quantile,
  quantileInAll,
  withExemplars,
} from './queries.js';

const noGateway = 'No gateway is scraped';

const handshakes = [
  numbers({
    title: 'Handshakes open',
    description:
      'Handshakes that have begun and have no verdict yet; a number that only grows means that nobody answers.',
    unit: 'short',
    nothing: noGateway,
    width: 6,
    queries: [overTime(`sum(${metrics.handshakesOpen.name})`, 'open')],
  }),
  numbers({
    title: 'Participants and rooms',
    description: 'Who is connected now, over all gateways; a room on two gateways counts twice.',
    unit: 'short',
    nothing: noGateway,
    width: 6,
    queries: [
      overTime(`sum(${metrics.participants.name})`, 'participants'),
      overTime(`sum(${metrics.rooms.name})`, 'rooms'),
    ],
  }),
  numbers({
    title: 'Verdicts in the time shown',
    description: 'Handshakes that got their verdict in the time shown, by outcome.',
    unit: 'short',
    nothing: noGateway,
    width: 12,
    queries: [atOnce(inAll(metrics.handshakes, 'outcome'), '{{outcome}}')],
  }).decimals(0),
  bars(
    {
      title: 'Where handshakes stop',
      description: 'The highest rung that each handshake with a verdict has reached, from the bottom of the ladder up.',
      unit: 'short',
      nothing: 'No handshake has got its verdict in the time shown',
      width: 12,
      queries: [atOnce(inAll(metrics.furthest, 'stage'), '{{stage}}')],
    },
    stages,
  ),
  rows(
    {
      title: 'Causes, and who owes',
      description: 'Why handshakes stopped in the time shown, and who owes the missing rung.',
      unit: 'short',
      nothing: 'No handshake has stopped in the time shown',
      width: 12,
      queries: [asTable(inAll(metrics.causes, 'cause', 'owed_by'))],
    },
    { cause: 'Cause', owed_by: 'Owed by', Value: 'Handshakes' },
    'Handshakes',
  ).decimals(0),
  stack({
    title: 'Handshakes by outcome',
    description: 'Verdicts per minute by outcome: the share of `failed` is what the users feel.',
    unit: 'cpm',
    nothing: noGateway,
    width: 12,
    queries: [overTime(perMinute(metrics.handshakes, 'outcome'), '{{outcome}}')],
  }),
  lines({
    title: 'Time to the verdict',
    description:
      'From the first hop of a handshake to its verdict, for 95 of 100, by outcome; a point leads to its trace.',
    unit: 's',
    nothing: 'No handshake has got its verdict in the time shown',
    width: 12,
    queries: [withExemplars(quantile(0.95, metrics.handshakeDuration, 'outcome'), '{{outcome}}')],
  }),
  stack({
    title: 'Evidence behind the verdicts',
    description:
      'Verdicts per minute by the strongest evidence they rest on, which says how far the gateway could see.',
    unit: 'cpm',
    nothing: noGateway,
    width: 12,
    queries: [overTime(perMinute(metrics.evidence, 'evidence'), '{{evidence}}')],
  }),
  lines({
    title: 'Verdicts taken back',
    description: 'Verdicts per minute that later evidence took back, by the outcome they had named.',
    unit: 'cpm',
    nothing: noGateway,
    width: 12,
    queries: [overTime(perMinute(metrics.withdrawn, 'outcome'), '{{outcome}}')],
  }),
];

const hops = [
  stack({
    title: 'Hops by stage',
    description: 'Hops per second by stage; a stage that is much lower than the one before it is where messages stay.',
    unit: 'ops',
    nothing: noGateway,
    width: 12,
    queries: [overTime(perSecond(metrics.hops, 'stage'), '{{stage}}')],
  }),
  stack({
    title: 'Refusals by reason',
    description: 'Messages per second that the gateway refused, by the reason that their senders were told.',
    unit: 'ops',
    nothing: noGateway,
    width: 12,
    queries: [overTime(perSecond(metrics.rejections, 'reason'), '{{reason}}')],
  }),
  heat({
    title: 'How long hops take',
    description: 'Every hop by the time it took; a point leads to the trace of its handshake.',
    unit: 'short',
    nothing: 'No hop in the time shown',
    width: 12,
    queries: [asHeatmap(buckets(metrics.hopDuration))],
  }),
  rows(
    {
      title: 'Hop latency by stage',
      description: 'The time that 50, 95 and 99 of 100 hops of a stage took at most, over the whole time shown.',
      unit: 's',
      nothing: 'No hop in the time shown',
      width: 12,
      queries: [0.5, 0.95, 0.99].map((q) => asTable(quantileInAll(q, metrics.hopDuration, 'stage'))),
    },
    { stage: 'Stage', 'Value #A': 'p50', 'Value #B': 'p95', 'Value #C': 'p99' },
    'p99',
  ),
  ...[0.5, 0.95, 0.99].map((q) =>
    lines({
      title: `Hop latency over time, p${q * 100}`,
      description: `The time that ${q * 100} of 100 hops of a stage took at most; a point leads to the trace of its handshake.`,
      unit: 's',
      nothing: 'No hop in the time shown',
      width: 8,
      queries: [withExemplars(quantile(q, metrics.hopDuration, 'stage'), '{{stage}}')],
    }),
  ),
];

const gateway = [
  lines({
    title: 'Spans',
    description: 'Spans per second by what became of them; `failed` and `dropped` ones are missing in Jaeger.',
    unit: 'ops',
    nothing: 'No span yet: is OTEL_EXPORTER_OTLP_ENDPOINT set?',
    width: 12,
    queries: [overTime(perSecond(metrics.spans, 'result'), '{{result}}')],
  }),
  lines({
    title: 'Limits and defects',
    description: 'Handshakes given up because too many were open, and defects caught in a watcher, per minute.',
    unit: 'cpm',
    nothing: noGateway,
    width: 12,
    queries: [
      overTime(`60 * sum(rate(${metrics.handshakesEvicted.name}[$__rate_interval]))`, 'handshakes evicted'),
      overTime(perMinute(metrics.watcherFailures, 'watcher'), 'defect in {{watcher}}'),
    ],
  }),
  lines({
    title: 'Event loop lag',
    description: 'How late Node gets to its work, per gateway; what is late here is late in every hop.',
    unit: 's',
    nothing: noGateway,
    width: 8,
    queries: [
      overTime(ofGateways('nodejs_eventloop_lag_p50_seconds'), 'p50 {{instance}}'),
      overTime(ofGateways('nodejs_eventloop_lag_p99_seconds'), 'p99 {{instance}}'),
    ],
  }),
  lines({
    title: 'Memory',
    description:
      'Memory of each gateway, resident and in use on the JavaScript heap; it should not grow with time alone.',
    unit: 'bytes',
    nothing: noGateway,
    width: 8,
    queries: [
      overTime(ofGateways('process_resident_memory_bytes'), 'resident {{instance}}'),
      overTime(ofGateways('nodejs_heap_size_used_bytes'), 'heap {{instance}}'),
    ],
  }),
  lines({
    title: 'CPU',
    description: 'The share of one core that each gateway uses; all of its JavaScript has one core.',
    unit: 'percentunit',
    nothing: noGateway,
    width: 8,
    queries: [overTime(`rate(${ofGateways('process_cpu_seconds_total')}[$__rate_interval])`, '{{instance}}')],
  }),
];

/** Which hop is missing, over all handshakes; the single one is in its trace. */
export function hopline(): Dashboard {
  const dashboard = new DashboardBuilder('Hopline')
    .uid('hopline')
    .description('Where WebRTC handshakes stop, why, who owes the missing hop, and how the gateway itself is.')
    .tags(['hopline', 'webrtc'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .refresh('10s');
  const sections = { Handshakes: handshakes, Hops: hops, 'The gateway itself': gateway };
  let id = 0;
  for (const [title, panels] of Object.entries(sections)) {
    dashboard.withRow(new RowBuilder(title).id(++id));
    for (const panel of panels) dashboard.withPanel(panel.id(++id));
  }
  return dashboard.build();
}
