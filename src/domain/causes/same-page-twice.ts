import { sides } from '../../../protocol/verdict.js';
import { otherSide } from '../handshake.js';
import { ofSides, type RemarkedCause } from './cause.js';
import { held } from './path.js';

export const samePageTwice: RemarkedCause<'same-page-twice'> = {
  code: 'same-page-twice',
  rule: "One page is two members of the room, by its probe, and both of its connections live: a call between the two is a call with oneself; a call with a third that stops is that page's. Where only name and browser are the same, it is a remark.",
  owedBy: 'that page; both, where it calls itself',
  restsOn: ['side:page-shared'],
  // A call with oneself may connect: it is none all the same.
  refutedBy: [],
  find: (view) => {
    const { handshake } = view;
    const twins = sides.filter((side) => handshake[side].twin?.seenBy === 'probe');
    const self = twins.find((side) => handshake[side].twin?.id === handshake[otherSide(side)].id);
    if (self && handshake.marks['offer-received'])
      return { owedBy: 'both', evidence: 'probe', facts: { side: self }, variant: 'self' };
    const [side] = twins;
    return side && held(view) ? { owedBy: side, evidence: 'probe', facts: { side } } : undefined;
  },
  remarks: ({ handshake }) => [
    ...ofSides('page-twice', handshake, ({ twin }) => twin?.seenBy === 'probe'),
    ...ofSides('name-twice', handshake, ({ twin }) => twin?.seenBy === 'gateway'),
  ],
};
