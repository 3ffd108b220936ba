import type { HopKind } from '../src/domain/hop.js';
import { metricNames as metrics } from '../src/telemetry/names.js';
import { dashboard } from './dashboard.js';
import { heat, lines, noGateway, rows, stack } from './panels.js';
import { asHeatmap, asTable, buckets, overTime, perSecond, quantile, quantileInAll, withExemplars } from './queries.js';

const noHop = 'No such hop in the time shown';

const flow = [
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
];

/** What the gateway sees of a message, rung by rung, and what the duration of each hop is. */
const seen: Readonly<Partial<Record<HopKind, string>>> = {
  'offer-received': 'How long offers took to be read and checked',
  'answer-received': 'How long answers took to be read and checked',
  'candidate-received': 'How long candidates took to be read and checked',
  'offer-forwarded': 'How long offers took to be written to the other connection',
  'answer-forwarded': 'How long answers took to be written to the other connection',
  'candidate-forwarded': 'How long candidates took to be written to the other connection',
  'offer-delivered': 'How long it took until offers were proved to be in the browser',
  'answer-delivered': 'How long it took until answers were proved to be in the browser',
  'candidate-delivered': 'How long it took until candidates were proved to be in the browser',
  'offer-handled': 'How long it took until pages had acknowledged offers',
  'answer-handled': 'How long it took until pages had acknowledged answers',
};

const heatmaps = Object.entries(seen).map(([stage, what]) =>
  heat({
    title: stage,
    description: `${what}; a point leads to the trace of its handshake.`,
    unit: 'short',
    nothing: noHop,
    width: 8,
    queries: [asHeatmap(buckets(metrics.hopDuration, { stage }))],
  }),
);

const latency = [
  rows(
    {
      title: 'Hop latency by stage',
      description: 'The time that 50, 95 and 99 of 100 hops of a stage took at most, over the whole time shown.',
      unit: 's',
      nothing: noHop,
      width: 12,
      queries: [0.5, 0.95, 0.99].map((q) => asTable(quantileInAll(q, metrics.hopDuration, 'stage'))),
    },
    { stage: 'Stage', 'Value #A': 'p50', 'Value #B': 'p95', 'Value #C': 'p99' },
    'p99',
  ),
  lines({
    title: 'Hop latency over time',
    description: 'The time that 99 of 100 hops of a stage took at most; a point leads to the trace of its handshake.',
    unit: 's',
    nothing: noHop,
    width: 12,
    queries: [withExemplars(quantile(0.99, metrics.hopDuration, {}, 'stage'), '{{stage}}')],
  }),
];

/** What happens to single messages. */
export const hopsDashboard = dashboard(
  'hopline-hops',
  'Hopline: hops',
  'How many messages pass each stage, why some are refused, and how long each hop takes.',
  { Messages: flow, 'How long a hop takes': latency, 'Hop by hop': heatmaps },
);
