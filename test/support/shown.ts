/// <reference lib="dom" />
import type { Page } from 'puppeteer-core';
import { rungLetters, type HandshakeDetail, type HandshakeRow } from '../../protocol/console.js';
import { stages, type Stage } from '../../protocol/stages.js';
import type { RungView } from '../../protocol/verdict.js';

const none = { host: 0, srflx: 0, prflx: 0, relay: 0 };
const startedAt = new Date(2026, 4, 7, 9, 30, 0).getTime();

/** A ladder that is reached up to a rung, pending above it. */
function reachedTo(last: Stage | undefined, ...others: RungView[]): RungView[] {
  const top = last ? stages.indexOf(last) : -1;
  return stages.map((stage, index): RungView => {
    const other = others.find((one) => one.stage === stage);
    if (other) return other;
    if (stages.indexOf(stage) > top) return { stage, status: 'pending' };
    return { stage, status: 'reached', at: startedAt + 10 * index, tookMs: 10, seenBy: 'probe' };
  });
}

function shown(id: string, more: Partial<HandshakeDetail>): HandshakeDetail {
  return {
    id,
    traceId: id.padEnd(32, '0'),
    room: 'den',
    caller: { id: 'a', username: 'Anna' },
    callee: { id: 'b', username: 'Boris' },
    startedAt,
    outcome: 'pending',
    evidence: 'probe',
    sentence: 'It is so.',
    advice: 'Nothing to do.',
    remarks: [],
    notes: [],
    history: [],
    candidates: { caller: none, callee: none },
    ladder: reachedTo('offer-delivered'),
    timeline: [],
    omitted: 0,
    links: {},
    ...more,
  };
}

/** What a gateway tells of handshakes that are seldom there when one looks. */
export const samples = {
  overdue: shown('overdue', {
    stage: 'answer-received',
    overdue: {
      stage: 'answer-received',
      cause: 'no-answer',
      owedBy: 'callee',
      evidence: 'transport',
      sentence: 'Boris has the call and has not answered for 5 s.',
      advice: 'Ask Boris to accept the call.',
      since: startedAt + 5000,
    },
    history: [
      {
        at: startedAt + 5000,
        outcome: 'pending',
        stage: 'answer-received',
        cause: 'no-answer',
        owedBy: 'callee-network',
      },
      {
        at: startedAt + 5600,
        outcome: 'pending',
        stage: 'answer-received',
        cause: 'no-answer',
        owedBy: 'callee',
        because: 'alive',
      },
    ],
  }),
  notJudged: shown('not-judged', {
    outcome: 'not-judged',
    settledAt: startedAt + 5000,
    ladder: reachedTo(undefined),
    sentence: 'Anna and Boris are both here, and whether they call each other is not known here.',
  }),
  nothingToSend: shown('nothing-to-send', {
    outcome: 'connected',
    settledAt: startedAt + 900,
    sentence: 'Anna and Boris are connected.',
    ladder: reachedTo('dtls-connected', {
      stage: 'media-flowing',
      status: 'nothing-to-send',
      at: startedAt + 900,
      tookMs: 100,
      seenBy: 'probe',
      silent: [{ side: 'callee', why: 'denied' }],
    }),
    remarks: ['nothing-to-send'],
    notes: ['Anna hears nothing: the microphone of Boris is not allowed.'],
    history: [
      { at: startedAt + 600, outcome: 'signaled' },
      { at: startedAt + 900, outcome: 'connected', because: 'media-flowing' },
    ],
    timeline: [
      { kind: 'dtls-connected', result: 'reached', from: 'callee', seenBy: 'probe', at: startedAt + 800, tookMs: 1 },
      { kind: 'media-flowing', result: 'reached', from: 'callee', seenBy: 'probe', at: startedAt + 900, tookMs: 1 },
    ],
  }),
  refused: shown('refused', {
    outcome: 'failed',
    settledAt: startedAt + 2,
    stage: 'offer-received',
    cause: 'rejected',
    owedBy: 'caller',
    evidence: 'gateway',
    sentence: 'The offer of Anna was refused.',
    ladder: reachedTo('offer-created', {
      stage: 'offer-received',
      status: 'missing',
      reason: 'malformed',
      detail: 'offer.sdp: a string is expected',
    }),
  }),
};

function rowOf({ overdue, ladder, ...detail }: HandshakeDetail): HandshakeRow {
  const { id, traceId, room, caller, callee, outcome, cause, owedBy, stage, settledAt } = detail;
  return {
    id,
    traceId,
    room,
    caller,
    callee,
    outcome,
    startedAt: detail.startedAt,
    ...(cause && { cause }),
    ...(owedBy && { owedBy }),
    ...(stage && { stage }),
    ...(settledAt !== undefined && { settledAt }),
    ...(overdue && {
      overdue: { stage: overdue.stage, owedBy: overdue.owedBy, ...(overdue.cause && { cause: overdue.cause }) },
    }),
    rungs: rungLetters(ladder),
  };
}

/** Has the console of a page show these, in the place of what its gateway tells. */
export async function showInConsole(page: Page, details: readonly HandshakeDetail[]): Promise<void> {
  const snapshot = {
    handshakes: details.map(rowOf),
    rooms: [],
    sizes: { participants: 0, rooms: 0, handshakes: details.length },
    funnel: { minutes: 60, outcomes: { connected: 1, 'not-judged': 1 }, rungs: [] },
  };
  await page.evaluateOnNewDocument(
    (told: string, whole: Record<string, string>) => {
      class Told extends EventTarget {
        static readonly CLOSED = 2;
        readonly readyState = 1;
        constructor() {
          super();
          setTimeout(() => this.dispatchEvent(new MessageEvent('snapshot', { data: told })));
        }
        close(): void {}
      }
      const ask = window.fetch.bind(window);
      Object.assign(window, {
        EventSource: Told,
        fetch: (url: string, options?: RequestInit) => {
          const one = whole[/api\/handshakes\/([^/?]+)$/.exec(url)?.[1] ?? ''];
          return one === undefined ? ask(url, options) : Promise.resolve(new Response(one));
        },
      });
    },
    JSON.stringify(snapshot),
    Object.fromEntries(details.map((detail) => [detail.id, JSON.stringify(detail)])),
  );
}

/** Has the call page of somebody get an event from its gateway that no gateway sent. */
export async function tellPage(page: Page, event: string, payload: object): Promise<void> {
  await page.evaluate(
    (packet: string) => {
      const { signalingSockets } = window as unknown as { signalingSockets: WebSocket[] };
      signalingSockets.at(-1)?.onmessage?.(new MessageEvent('message', { data: packet }));
      // Engine.IO's packet type `message`, and Socket.IO's `EVENT`.
    },
    `42${JSON.stringify([event, payload])}`,
  );
}

/** Has a page keep its signaling sockets, for `tellPage`. */
export async function keepSockets(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    const kept: WebSocket[] = [];
    const { WebSocket: Native } = window;
    Object.assign(window, {
      signalingSockets: kept,
      WebSocket: class extends Native {
        constructor(...args: ConstructorParameters<typeof Native>) {
          super(...args);
          kept.push(this);
        }
      },
    });
  });
}
