import { stages } from '../../../protocol/stages.js';
import { sides } from '../../../protocol/verdict.js';
import { exchanged, otherSide } from '../handshake.js';
import { missing, neverSet, ofSides, seconds, connectionDead, connectionProven, type RemarkedCause } from './cause.js';

export const candidatesOneWay: RemarkedCause<'candidates-one-way'> = {
  code: 'candidates-one-way',
  rule: 'Candidates came from one side only, ICE has not connected by the probe of either side, and the connection of the silent side works; where that is not proved, as over HTTP polling, nobody is named. Without a probe it is a remark, no failure: the silent browser may reach the other one, which learns from that where it is.',
  owedBy: 'the silent side',
  restsOn: ['gateway:answer-received', 'side:alive'],
  refutedBy: ['caller:ice-connected', 'callee:ice-connected'],
  late: true,
  find: (view) => {
    const silent = sides.filter((side) => view.handshake[side].received === 0);
    const [side] = silent;
    if (
      !missing(view, 'candidates-exchanged') ||
      view.handshake.ambiguous ||
      silent.length !== 1 ||
      !side ||
      connectionDead(view, side)
    )
      return undefined;
    const facts = { side };
    if (neverSet(view, side)) return { owedBy: side, evidence: 'probe', facts, sure: true, variant: 'unset' };
    return {
      owedBy: connectionProven(view, side) ? side : 'not-known',
      evidence: 'gateway',
      facts: { ...facts, seconds: seconds(view.waits['candidates-exchanged']) },
    };
  },
  remarks: ({ handshake, ladderState: { rungs } }) => {
    const isUnseen = rungs[index]?.status === 'unseen' && handshake.marks['answer-received'] !== undefined;
    if (!isUnseen || handshake.ambiguous) return [];
    return ofSides(
      'candidates-silent',
      handshake,
      ({ forwarded }, side) => forwarded === 0 && exchanged(handshake[otherSide(side)]),
    );
  },
};

const index = stages.indexOf('candidates-exchanged');
