import { expect, it } from '@jest/globals';
import { timesOf } from '../../client/page/tile/times.js';
import type { RungView } from '../../protocol/verdict.js';

const rung = (stage: RungView['stage'], at?: number): RungView =>
  at === undefined ? { stage, status: 'unseen' } : { stage, status: 'reached', at };

it('has no step of the offer and the answer behind one that follows from it, whatever a clock says', () => {
  const ladder = [
    rung('offer-created', 15),
    rung('offer-received', 0),
    rung('offer-delivered', 40),
    rung('offer-handled'),
    rung('offer-applied', 38),
    rung('answer-received', 77),
    rung('answer-applied', 182),
    rung('candidates-exchanged', 100),
    rung('ice-connected', 180),
  ];

  expect([...timesOf(ladder)].toReversed()).toEqual([
    ['offer-created', 0],
    ['offer-received', 0],
    ['offer-delivered', 38],
    ['offer-applied', 38],
    ['answer-received', 77],
    ['answer-applied', 182],
    ['candidates-exchanged', 100],
    ['ice-connected', 180],
  ]);
});
