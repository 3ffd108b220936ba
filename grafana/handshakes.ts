import { stages } from '../protocol/stages.js';
import { metricNames as metrics } from '../src/telemetry/names.js';
import { dashboard } from './dashboard.js';
import { toAlerts, toCause, toCauseOfSeries, toFailed, toFailedTraces, toOutcome, toOwner } from './links.js';
import { alarm, bars, lines, named, noGateway, numbers, rows, stack } from './panels.js';
import {
  asTable,
  atOnce,
  failedIn,
  heldIn,
  inAll,
  overTime,
  perMinute,
  perMinuteFromFirst,
  quantile,
  series,
  withExemplars,
} from './queries.js';

const { handshakes, withdrawn, rungs, rungsWithdrawn, stops, stopsWithdrawn, causes, causesWithdrawn } = metrics;
const failures = [toFailed, toFailedTraces];

/** As HoplineHandshakesFail has it. */
const tooMany = 0.25;

const now = [
  alarm(
    {
      title: 'Calls that failed',
      description:
        'Handshakes that failed in the last five minutes, as a share of those that were neither given up nor replaced; red from a quarter on.',
      unit: 'percentunit',
      nothing: 'No call has ended in five minutes',
      width: 5,
      links: failures,
      queries: [overTime(failedIn('5m'), 'failed')],
    },
    tooMany,
  ).decimals(0),
  named({
    title: 'Top cause, and who owes it',
    description:
      'Why most handshakes of the last five minutes stopped, and who owes the missing rung; it leads to them in the console.',
    unit: 'short',
    nothing: 'Nothing has stopped in five minutes',
    width: 9,
    queries: [
      atOnce(
        `topk(1, ${heldIn('5m', causes, causesWithdrawn, {}, 'cause', 'owed_by')} > 0)`,
        '{{cause}}, owed by: {{owed_by}}',
      ),
    ],
  }).dataLinks([toCauseOfSeries]),
  numbers({
    title: 'Calls now',
    description:
      'Rooms with somebody in them, who is there, and handshakes without a verdict: if these only grow, nobody answers.',
    unit: 'short',
    nothing: noGateway,
    width: 6,
    queries: [
      overTime(`sum(${series(metrics.rooms)})`, 'rooms'),
      overTime(`sum(${series(metrics.participants)})`, 'people'),
      overTime(`sum(${series(metrics.handshakesOpen)})`, 'connecting'),
    ],
  }),
  alarm(
    {
      title: 'Firing alerts',
      description: 'Alerts of Hopline that fire now; the dashboard of the gateways names them.',
      unit: 'short',
      nothing: 'No rule is loaded',
      width: 4,
      links: [toAlerts],
      queries: [overTime('count(ALERTS{alertname=~"Hopline.+", alertstate="firing"}) or vector(0)', 'firing')],
    },
    1,
  ),
];

const causesOverTime = [
  stack({
    title: 'Causes',
    description: 'Handshakes that stopped, per minute and by cause; `not-known` is where nobody could see why.',
    unit: 'cpm',
    nothing: 'No handshake has stopped in the time shown',
    width: 12,
    links: failures,
    queries: [overTime(perMinuteFromFirst(causes, 'cause'), '{{cause}}')],
  }),
  stack({
    title: 'Who owes the missing rung',
    description: 'Handshakes that stopped, per minute and by who owes the rung that is missing.',
    unit: 'cpm',
    nothing: 'No handshake has stopped in the time shown',
    width: 12,
    queries: [overTime(perMinuteFromFirst(causes, 'owed_by'), '{{owed_by}}')],
  }),
];

const funnel = [
  bars(
    {
      title: 'Reached',
      description:
        'Handshakes that have reached each rung, as was seen or a higher rung proves, from the bottom of the ladder up.',
      unit: 'short',
      nothing: 'No handshake has got its verdict in the time shown',
      width: 8,
      queries: [atOnce(inAll(rungs, rungsWithdrawn, { status: 'reached' }, 'stage'), '{{stage}}')],
    },
    stages,
  ),
  bars(
    {
      title: 'Stopped here',
      description:
        'Handshakes that failed, by the rung that was missing: many at one rung point to the gateway or to TURN, a few to single clients.',
      unit: 'short',
      nothing: 'No handshake has failed in the time shown',
      width: 8,
      links: failures,
      queries: [atOnce(inAll(stops, stopsWithdrawn, {}, 'stage'), '{{stage}}')],
    },
    stages,
  ),
  bars(
    {
      title: 'Passed unseen',
      description:
        'Handshakes in which nobody could see this rung, because a page has no probe or gives no acknowledgements; nothing is missing there.',
      unit: 'short',
      nothing: 'No rung has passed unseen in the time shown',
      width: 8,
      queries: [atOnce(inAll(rungs, rungsWithdrawn, { status: 'unseen' }, 'stage'), '{{stage}}')],
    },
    stages,
  ),
];

const calls = [
  rows(
    {
      title: 'Causes, and who owes',
      description:
        'Why handshakes stopped in the time shown, and who owes the missing rung; a cause leads to its handshakes.',
      unit: 'short',
      nothing: 'No handshake has stopped in the time shown',
      width: 12,
      links: failures,
      queries: [asTable(`${inAll(causes, causesWithdrawn, {}, 'cause', 'owed_by')} > 0`)],
    },
    { cause: 'Cause', owed_by: 'Owed by', Value: 'Handshakes' },
    'Handshakes',
  )
    .decimals(0)
    .dataLinks([toCause, toOwner]),
  stack({
    title: 'Outcomes',
    description: 'Verdicts per minute by outcome: the share of `failed` is what the users feel.',
    unit: 'cpm',
    nothing: noGateway,
    width: 12,
    links: failures,
    queries: [overTime(perMinute(handshakes, 'outcome'), '{{outcome}}')],
  }),
  numbers({
    title: 'Handshakes in the time shown',
    description: 'Handshakes by the outcome that holds, without verdicts that were taken back.',
    unit: 'short',
    nothing: noGateway,
    width: 12,
    queries: [atOnce(inAll(handshakes, withdrawn, {}, 'outcome'), '{{outcome}}')],
  })
    .decimals(0)
    .dataLinks([toOutcome]),
  numbers({
    title: 'Overdue',
    description:
      'Handshakes that are late now and may still come about, by what they are late for: a call that rings is one of them.',
    unit: 'short',
    nothing: 'Nothing is overdue',
    width: 12,
    queries: [overTime(`sum by (cause) (${series(metrics.handshakesOverdue)})`, '{{cause}}')],
  }),
];

const times = [
  lines({
    title: 'Time to media',
    description:
      'From the offer to media both ways, for 50, 95 and 99 of 100 handshakes that have connected; a point leads to its trace.',
    unit: 's',
    nothing: 'No probe has reported media in the time shown',
    width: 12,
    queries: [0.5, 0.95, 0.99].map((q) =>
      withExemplars(quantile(q, metrics.handshakeDuration, { outcome: 'connected' }), `p${q * 100}`),
    ),
  }),
  lines({
    title: 'Time to the verdict',
    description:
      'From the first hop of a handshake to its verdict, for 95 of 100, by outcome; a point leads to its trace.',
    unit: 's',
    nothing: 'No handshake has got its verdict in the time shown',
    width: 12,
    queries: [withExemplars(quantile(0.95, metrics.handshakeDuration, {}, 'outcome'), '{{outcome}}')],
  }),
];

const trust = [
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
    description:
      'Verdicts per minute that later evidence took back, by the outcome they had named: many mean that a wait is too short.',
    unit: 'cpm',
    nothing: noGateway,
    width: 12,
    queries: [overTime(perMinute(withdrawn, 'outcome'), '{{outcome}}')],
  }),
];

/** Which rung is missing, over all handshakes; the single one is in the console and in its trace. */
export const handshakesDashboard = dashboard(
  'hopline-handshakes',
  'Hopline: handshakes',
  'How far WebRTC handshakes come, where they stop, why, and who owes the missing rung.',
  {
    Now: now,
    'Causes over time': causesOverTime,
    'How far they come': funnel,
    'Which calls': calls,
    'How long it takes': times,
    'How sure it is': trust,
  },
);
