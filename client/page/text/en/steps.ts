import type { Evidence, Stage } from '../../../../protocol/stages.js';
import type { Outcome, RungStatus } from '../../../../protocol/verdict.js';
import type { RungGroup } from '../../../ui/rung-groups.js';

/** The steps of a connection, in the words of the people in the call. */
export interface StepsText {
  group: Record<RungGroup, string>;
  /** Below the heading of its group. */
  step: Record<Stage, string>;
  /** With its message, where no heading names it. */
  messages: { offer: (step: string) => string; answer: (step: string) => string };
  status: Record<RungStatus | 'overdue' | 'awaited', string>;
  outcome: Record<Outcome, string>;
  /** By whom a step was seen, and what that is, in the order of the legend. */
  seenBy: Record<Evidence, string>;
  legend: { title: string; meaning: Record<Evidence, string> };
  you: string;
  stoppedAt: (step: string) => string;
  lateAt: (step: string) => string;
  waitingFor: (step: string) => string;
  /** The attempt of the same two before this one. */
  before: (state: string, time: string) => string;
  /** Time since the attempt began. */
  ms: (ms: string) => string;
  s: (seconds: string) => string;
}

const message = {
  created: 'created',
  received: 'reached the server',
  forwarded: 'sent on by the server',
  delivered: 'reached the browser',
  handled: 'taken by the page',
  applied: 'accepted by the browser',
};

export const steps: StepsText = {
  group: { offer: 'Call', answer: 'Reply', path: 'Connection' },
  step: {
    'offer-created': message.created,
    'offer-received': message.received,
    'offer-forwarded': message.forwarded,
    'offer-delivered': message.delivered,
    'offer-handled': message.handled,
    'offer-applied': message.applied,
    'answer-created': message.created,
    'answer-received': message.received,
    'answer-forwarded': message.forwarded,
    'answer-delivered': message.delivered,
    'answer-handled': message.handled,
    'answer-applied': message.applied,
    'candidates-exchanged': 'addresses exchanged',
    'ice-connected': 'path found',
    'dtls-connected': 'encrypted',
    'media-flowing': 'sound or picture arrives',
  },
  messages: { offer: (step) => `call ${step}`, answer: (step) => `reply ${step}` },
  status: {
    reached: 'done',
    implied: 'done, by a later step',
    pending: 'not yet',
    missing: 'missing',
    unseen: 'not seen',
    'nothing-to-send': 'nothing to send',
    overdue: 'late',
    awaited: 'waiting',
  },
  outcome: {
    connected: 'connected',
    signaled: 'messages exchanged',
    failed: 'not connected',
    abandoned: 'somebody left',
    superseded: 'replaced by a newer attempt',
    'not-judged': 'not known',
    pending: 'connecting',
  },
  seenBy: { probe: 'browser', page: 'page', transport: 'ping', gateway: 'server' },
  legend: {
    title: 'Who saw a step',
    meaning: {
      probe: 'the browser itself reported it',
      page: 'the page confirmed it',
      transport: 'the browser returned a ping, so the message arrived',
      gateway: 'the server saw it pass',
    },
  },
  you: 'you',
  stoppedAt: (step) => `Stopped at this step: ${step}.`,
  lateAt: (step) => `Late at this step: ${step}.`,
  waitingFor: (step) => `Waiting for this step: ${step}.`,
  before: (state, time) => `Before this, ${time}: ${state}`,
  ms: (ms) => `${ms}\u00A0ms`,
  s: (seconds) => `${seconds}\u00A0s`,
};
