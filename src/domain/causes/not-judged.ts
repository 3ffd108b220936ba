import { sides } from '../../../protocol/verdict.js';
import type { Cause } from './cause.js';

export const notJudged: Cause<'not-judged'> = {
  code: 'not-judged',
  rule: 'Both are here and no offer came, and a probe reports a connection with both descriptions, none of which was relayed here: they call each other through another channel. Not a failure, and not judged.',
  owedBy: 'nobody',
  restsOn: ['either:negotiated-elsewhere'],
  refutedBy: ['gateway:offer-received'],
  find: ({ handshake }) => {
    if (handshake.marks['offer-received'] || !sides.some((side) => handshake[side].elsewhere)) return undefined;
    return { outcome: 'not-judged', owedBy: 'nobody', evidence: 'probe' };
  },
};
