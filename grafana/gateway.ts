import { metricNames as metrics } from '../src/telemetry/names.js';
import { dashboard } from './dashboard.js';
import { toRunbook } from './links.js';
import { lines, noGateway, numbers, rows } from './panels.js';
import { asTable, ofNode, overTime, perSecond, series } from './queries.js';

const noTurn = 'No coturn is scraped';
const rate = (selected: string) => `rate(${selected}[$__rate_interval])`;

const health = [
  rows(
    {
      title: 'Alerts',
      description: 'Alerts that fire now; the dashboard with the runbook says of each what it means and what to do.',
      unit: 'short',
      nothing: 'Nothing is wrong: no alert fires',
      width: 12,
      links: [toRunbook],
      queries: [
        asTable('max by (alertname, severity, instance, stage, reason, watcher) (ALERTS{alertstate="firing"})'),
      ],
    },
    {
      alertname: 'Alert',
      severity: 'Severity',
      instance: 'Gateway',
      stage: 'Stage',
      reason: 'Reason',
      watcher: 'Watcher',
    },
    'Severity',
  ),
  rows(
    {
      title: 'Gateways',
      description: 'Each gateway with its version, and how long it has been running.',
      unit: 's',
      nothing: noGateway,
      width: 12,
      queries: [
        asTable(
          `sum by (instance, version) (${series(metrics.buildInfo)} * on (instance) group_left () (time() - ${ofNode('process_start_time_seconds')}))`,
        ),
      ],
    },
    { instance: 'Gateway', version: 'Version', Value: 'Running for' },
    'Gateway',
  ),
  numbers({
    title: 'Participants and rooms',
    description: 'Who is in rooms now, over the chosen gateways; each room is on one of them.',
    unit: 'short',
    nothing: noGateway,
    width: 12,
    queries: [
      overTime(`sum(${series(metrics.participants)})`, 'participants'),
      overTime(`sum(${series(metrics.rooms)})`, 'rooms'),
    ],
  }),
  lines({
    title: 'Participants by gateway',
    description:
      'Participants in rooms of each gateway, wherever they are connected; a sudden fall means that connections were lost, or that rooms have moved.',
    unit: 'short',
    nothing: noGateway,
    width: 12,
    queries: [overTime(series(metrics.participants), '{{instance}}')],
  }),
  lines({
    title: 'Instances reached',
    description: 'Of how many instances each one knows, itself included; 0: it does not reach Redis, 1: it is alone.',
    unit: 'short',
    nothing: noGateway,
    width: 12,
    queries: [overTime(series(metrics.instances), '{{instance}}')],
  }),
];

const node = [
  lines({
    title: 'Event loop lag',
    description:
      'How late Node gets to its work, per gateway; what is late here is late in every hop, beyond some 10 ms that come from measuring.',
    unit: 's',
    nothing: noGateway,
    width: 8,
    queries: [
      overTime(ofNode('nodejs_eventloop_lag_p50_seconds'), 'p50 {{instance}}'),
      overTime(ofNode('nodejs_eventloop_lag_p99_seconds'), 'p99 {{instance}}'),
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
      overTime(ofNode('process_resident_memory_bytes'), 'resident {{instance}}'),
      overTime(ofNode('nodejs_heap_size_used_bytes'), 'heap {{instance}}'),
    ],
  }),
  lines({
    title: 'CPU',
    description: 'The share of one core that each gateway uses; all of its JavaScript has one core.',
    unit: 'percentunit',
    nothing: noGateway,
    width: 8,
    queries: [overTime(rate(ofNode('process_cpu_seconds_total')), '{{instance}}')],
  }),
];

const watching = [
  lines({
    title: 'Spans',
    description: 'Spans per second by what became of them; `failed` and `dropped` ones are missing in Jaeger.',
    unit: 'ops',
    nothing: noGateway,
    width: 8,
    queries: [overTime(perSecond(metrics.spans, 'result'), '{{result}}')],
  }),
  lines({
    title: 'Spans that wait for export',
    description: 'Length of the export queue of each gateway; at TRACE_QUEUE further spans are dropped.',
    unit: 'short',
    nothing: noGateway,
    width: 8,
    queries: [overTime(series(metrics.spansWaiting), '{{instance}}')],
  }),
  lines({
    title: 'Reports of probes',
    description: 'Reports per second: matched with a handshake, held until theirs is known, or unmatched for good.',
    unit: 'ops',
    nothing: noGateway,
    width: 8,
    queries: [overTime(perSecond(metrics.reports, 'result'), '{{result}}')],
  }),
  lines({
    title: 'Defects caught',
    description: 'Defects in a watcher or a step, per minute; the message went on, but what it says is not complete.',
    unit: 'cpm',
    nothing: 'No defect since the gateways have started',
    width: 12,
    queries: [overTime(`60 * ${perSecond(metrics.watcherFailures, 'watcher')}`, '{{watcher}}')],
  }),
  lines({
    title: 'Handshakes given up',
    description:
      'Handshakes per minute that got no verdict, because so many were kept, in all or of one participant or address.',
    unit: 'cpm',
    nothing: noGateway,
    width: 12,
    queries: [overTime(`60 * ${rate(series(metrics.handshakesEvicted))}`, '{{instance}}')],
  }),
];

/** A metric of coturn (coturn, src/apps/relay/prom_server.c), which has it only once there was anything to count. */
const ofTurn = (value: string) => `sum(${value}) or 0 * (sum(up{job="coturn"}) > 0)`;

const turn = [
  lines({
    title: 'TURN allocations',
    description: 'Relay addresses that coturn has given out and that are in use now.',
    unit: 'short',
    nothing: noTurn,
    width: 8,
    queries: [overTime(ofTurn('turn_total_allocations'), 'in use')],
  }),
  lines({
    title: 'TURN traffic',
    description: 'Bytes per second of relayed sessions, counted as each ends: from the clients and to them.',
    unit: 'Bps',
    nothing: noTurn,
    width: 8,
    queries: [
      overTime(ofTurn(rate('turn_total_traffic_rcvb')), 'from clients'),
      overTime(ofTurn(rate('turn_total_traffic_sentb')), 'to clients'),
    ],
  }),
  lines({
    title: 'STUN requests',
    description: 'Binding requests per second that coturn got, and those that it answered with an error.',
    unit: 'reqps',
    nothing: noTurn,
    width: 8,
    queries: [
      overTime(ofTurn(rate('stun_binding_request')), 'requests'),
      overTime(ofTurn(rate('stun_binding_error')), 'errors'),
    ],
  }),
];

/** Whether the gateway itself is well, and what watches it, and TURN. */
export const gatewayDashboard = dashboard(
  'hopline-gateway',
  'Hopline: gateway',
  'How the gateways are: load, memory, what is lost of telemetry, and the TURN server beside them.',
  { Health: health, Node: node, 'What watches': watching, TURN: turn },
);
