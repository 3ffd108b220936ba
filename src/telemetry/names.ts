/** The one file of names: what the metrics page, the documentation, the dashboards and the alert rules all speak of. */

export interface MetricName {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Values of labels come from closed lists, never from what a client sent. */
  readonly labels: readonly string[];
  readonly help: string;
  readonly since: string;
}

export const metricNames = {
  hops: {
    name: 'hopline_hops_total',
    type: 'counter',
    labels: ['stage', 'result'],
    help: 'Hops by stage and by result: reached, refused or failed.',
    since: '0.1.0',
  },
  rejections: {
    name: 'hopline_rejections_total',
    type: 'counter',
    labels: ['reason'],
    help: 'Refused messages by reject code.',
    since: '0.1.0',
  },
  limited: {
    name: 'hopline_limited_total',
    type: 'counter',
    labels: ['limit'],
    help: 'What a limit has refused, by the limit; of a flood not all are hops, and all are here.',
    since: '0.1.0',
  },
  hopDuration: {
    name: 'hopline_hop_duration_seconds',
    type: 'histogram',
    labels: ['stage'],
    help: 'How long a hop took, in seconds; the exemplars are traces of handshakes.',
    since: '0.1.0',
  },
  participants: {
    name: 'hopline_participants',
    type: 'gauge',
    labels: [],
    help: 'Participants in rooms of this instance now.',
    since: '0.1.0',
  },
  rooms: {
    name: 'hopline_rooms',
    type: 'gauge',
    labels: [],
    help: 'Rooms with at least one participant now.',
    since: '0.1.0',
  },
  handshakesOpen: {
    name: 'hopline_handshakes_open',
    type: 'gauge',
    labels: [],
    help: 'Handshakes in progress: begun, and not settled yet.',
    since: '0.1.0',
  },
  handshakesOverdue: {
    name: 'hopline_handshakes_overdue',
    type: 'gauge',
    labels: ['cause'],
    help: 'Handshakes in progress that are late now, and may still come about, by what they are late for; none of them has failed.',
    since: '0.1.0',
  },
  handshakes: {
    name: 'hopline_handshakes_total',
    type: 'counter',
    labels: ['outcome'],
    help: 'Verdicts by outcome.',
    since: '0.1.0',
  },
  rungs: {
    name: 'hopline_handshake_rungs_total',
    type: 'counter',
    labels: ['stage', 'status'],
    help: 'Rungs of handshakes with a verdict: reached (seen, or proved by a higher one), or unseen by anybody on the way.',
    since: '0.1.0',
  },
  stops: {
    name: 'hopline_handshake_stops_total',
    type: 'counter',
    labels: ['stage', 'attempt'],
    help: 'Handshakes that failed, by the rung that was missing and whether it was the first of its two participants.',
    since: '0.1.0',
  },
  causes: {
    name: 'hopline_handshake_causes_total',
    type: 'counter',
    labels: ['cause', 'owed_by'],
    help: 'Handshakes that stopped, by cause and by who owes the missing rung; `not-known` where nobody could see why.',
    since: '0.1.0',
  },
  evidence: {
    name: 'hopline_handshake_evidence_total',
    type: 'counter',
    labels: ['evidence'],
    help: 'Verdicts by the level of their evidence: gateway, transport, page or probe.',
    since: '0.1.0',
  },
  withdrawn: {
    name: 'hopline_verdicts_withdrawn_total',
    type: 'counter',
    labels: ['outcome'],
    help: 'Verdicts that later evidence took back, by the outcome they had named.',
    since: '0.1.0',
  },
  rungsWithdrawn: {
    name: 'hopline_handshake_rungs_withdrawn_total',
    type: 'counter',
    labels: ['stage', 'status'],
    help: 'Rungs of verdicts that were taken back.',
    since: '0.1.0',
  },
  stopsWithdrawn: {
    name: 'hopline_handshake_stops_withdrawn_total',
    type: 'counter',
    labels: ['stage', 'attempt'],
    help: 'Stops of verdicts that were taken back.',
    since: '0.1.0',
  },
  causesWithdrawn: {
    name: 'hopline_handshake_causes_withdrawn_total',
    type: 'counter',
    labels: ['cause', 'owed_by'],
    help: 'Causes of verdicts that were taken back.',
    since: '0.1.0',
  },
  evidenceWithdrawn: {
    name: 'hopline_handshake_evidence_withdrawn_total',
    type: 'counter',
    labels: ['evidence'],
    help: 'Evidence levels of verdicts that were taken back.',
    since: '0.1.0',
  },
  handshakeDuration: {
    name: 'hopline_handshake_duration_seconds',
    type: 'histogram',
    labels: ['outcome'],
    help: 'From the first hop of a handshake to its first verdict, of a connected one to its media, in seconds; with exemplars.',
    since: '0.1.0',
  },
  instances: {
    name: 'hopline_instances',
    type: 'gauge',
    labels: [],
    help: 'Instances that this one is one with, itself included: 1 where it is alone, 0 while it does not reach Redis.',
    since: '0.1.0',
  },
  handshakesEvicted: {
    name: 'hopline_handshakes_evicted_total',
    type: 'counter',
    labels: [],
    help: 'Handshakes that had to go before they had a verdict, because so many were kept, in all or of one participant or address.',
    since: '0.1.0',
  },
  watcherFailures: {
    name: 'hopline_watcher_failures_total',
    type: 'counter',
    labels: ['watcher'],
    help: 'Defects caught in a watcher of the hops or in a step; the message went on all the same.',
    since: '0.1.0',
  },
  reports: {
    name: 'hopline_reports_total',
    type: 'counter',
    labels: ['result'],
    help: 'Reports of probes: matched with a handshake, held until theirs is known, or unmatched for good.',
    since: '0.1.0',
  },
  spans: {
    name: 'hopline_spans_total',
    type: 'counter',
    labels: ['result'],
    help: 'Spans by what became of them: exported, failed (the receiver did not take them) or dropped (the queue was full).',
    since: '0.1.0',
  },
  traces: {
    name: 'hopline_traces_total',
    type: 'counter',
    labels: ['result'],
    help: 'Traces of settled handshakes: drawn, left-out by TRACE_RATIO, or too-many for TRACE_HEALTHY; what went badly always is drawn.',
    since: '0.1.0',
  },
  spansWaiting: {
    name: 'hopline_spans_waiting',
    type: 'gauge',
    labels: [],
    help: 'Spans that wait for export, or are under way; above TRACE_QUEUE they are dropped.',
    since: '0.1.0',
  },
  logLinesDropped: {
    name: 'hopline_log_lines_dropped_total',
    type: 'counter',
    labels: [],
    help: 'Lines of the log that are lost: what it is written to was full, gone, or too slow.',
    since: '0.1.0',
  },
  buildInfo: {
    name: 'hopline_build_info',
    type: 'gauge',
    labels: ['version'],
    help: 'Always 1; the version is the label.',
    since: '0.1.0',
  },
} as const satisfies Record<string, MetricName>;
