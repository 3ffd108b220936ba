import { sides } from '../../../protocol/verdict.js';
import { missing, seconds, connectionDead, connectionProven, type Cause } from './cause.js';

export const candidatesOneWay: Cause<'candidates-one-way'> = {
  code: 'candidates-one-way',
  rule: 'Candidates came from one side only, and the connection of the silent side works; where that is not proved, as over HTTP polling, nobody is named.',
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
    return {
      owedBy: connectionProven(view, side) ? side : 'not-known',
      evidence: 'gateway',
      facts: { side, seconds: seconds(view.waits['candidates-exchanged']) },
    };
  },
};
