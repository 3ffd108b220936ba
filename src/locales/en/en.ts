import { answers } from './answers.js';
import type { Locale } from '../locale.js';
import { candidates } from './candidates.js';
import { delivery } from './delivery.js';
import { offers } from './offers.js';
import { media } from './media.js';
import { path } from './path.js';
import { room } from './room.js';
import { outcomes } from './outcomes.js';
import { gaps, remarks } from './remarks.js';

const numbers = new Intl.NumberFormat('en', { useGrouping: false });

export const en: Locale = {
  number: (value) => numbers.format(value),
  causes: { ...room, ...delivery, ...offers, ...answers, ...candidates, ...path, ...media },
  outcomes,
  remarks,
  gaps,
  roles: { caller: 'the caller', callee: 'the callee' },
};
