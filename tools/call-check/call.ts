import type { CauseCode } from '../../protocol/causes.js';
import type { HandshakeView, Outcome, Owner, RungView } from '../../protocol/verdict.js';
import { Robot, type Meeting } from './robot.js';
import { faultOf, type Way, type WayName } from './ways.js';

/** What came of one call over one way. */
export interface CallResult {
  readonly way: WayName;
  readonly server?: string;
  readonly ok: boolean;
  /** The verdict of the gateway; absent where no call was made, or none came in time. */
  readonly outcome?: Outcome;
  readonly cause?: CauseCode;
  readonly owedBy?: Owner;
  /** What is wrong, and what to do about it. */
  readonly sentence?: string;
  readonly advice?: string;
  /** From the offer to the first data that went both ways, in ms. */
  readonly connectMs?: number;
  readonly ladder: readonly Pick<RungView, 'stage' | 'status' | 'tookMs' | 'seenBy'>[];
}

/**
 * Asks the server of a way, and has two robots call each other over it.
 *
 * @throws MeetingError when the gateway does not let them meet.
 */
export async function callOver(way: Way, meeting: Meeting): Promise<CallResult> {
  const about = { way: way.name, ...(way.server !== undefined && { server: way.server }) };
  const fault = await faultOf(way);
  if (fault !== undefined) return { ...about, ok: false, sentence: fault, ladder: [] };
  const robots: Robot[] = [];
  try {
    const join = async (name: string) => {
      const robot = await Robot.join(name, way, meeting);
      robots.push(robot);
      return robot;
    };
    const callee = await join('hopline-check callee');
    const caller = await join('hopline-check caller');
    return { ...about, ...(await called(caller, callee, meeting.timeoutMs)) };
  } finally {
    await Promise.all(robots.map((robot) => robot.leave()));
  }
}

async function called(caller: Robot, callee: Robot, timeoutMs: number): Promise<Omit<CallResult, 'way' | 'server'>> {
  let newest: HandshakeView | undefined;
  let connectMs: number | undefined;
  const began = performance.now();
  const { promise: settled, resolve } = Promise.withResolvers<boolean>();
  const look = () => {
    const { outcome = 'pending' } = newest ?? {};
    // Signaling alone is no call: the robots are connected in a moment, or their verdict changes.
    if (outcome === 'connected' ? connectMs !== undefined : outcome !== 'pending' && outcome !== 'signaled')
      resolve(true);
  };
  caller.onLadder = (view) => {
    newest = view;
    look();
  };
  caller.onData = () => {
    connectMs ??= performance.now() - began;
    look();
  };
  const tooLate = setTimeout(() => resolve(false), timeoutMs);
  await caller.call(callee.id).catch(() => undefined);
  const inTime = await settled;
  clearTimeout(tooLate);
  return resultOf(newest, connectMs, inTime ? undefined : `The call was not through within ${timeoutMs / 1000} s.`);
}

function resultOf(view: HandshakeView | undefined, connectMs: number | undefined, late: string | undefined) {
  if (!view) return { ok: false, sentence: `${late ?? ''} The gateway says nothing of it.`.trim(), ladder: [] };
  const { outcome, sentence, advice } = view;
  const { cause, owedBy } = view.overdue ?? view;
  const ok = outcome === 'connected' && connectMs !== undefined;
  return {
    ok,
    outcome,
    ...(cause && { cause }),
    ...(owedBy && { owedBy }),
    ...(!ok && {
      sentence: [late, view.overdue?.sentence ?? sentence].filter(Boolean).join(' '),
      advice: view.overdue?.advice ?? advice,
    }),
    ...(connectMs !== undefined && { connectMs: Math.round(connectMs) }),
    ladder: view.ladder.map(({ stage, status, tookMs, seenBy }) => ({
      stage,
      status,
      ...(tookMs !== undefined && { tookMs }),
      ...(seenBy && { seenBy }),
    })),
  };
}
