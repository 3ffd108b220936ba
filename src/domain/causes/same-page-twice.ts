import { sides } from '../../../protocol/verdict.js';
import { otherSide } from '../handshake.js';
import type { Cause } from './cause.js';
import { held } from './path.js';

export const samePageTwice: Cause = {
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
  sentence: {
    en: 'The page of {side} is in the room twice: one page has joined with two connections, and the call goes to one and is answered on the other.',
    ru: 'Страница участника {side} вошла в комнату дважды, с двумя соединениями: звонок приходит на одно, а отвечают на другом.',
  },
  advice: {
    en: {
      caller: 'Reload the page of {side}.',
      callee: 'Reload the page of {side}.',
      developer:
        'That page opens its socket twice: React StrictMode runs effects twice in development, and an effect without cleanup does so on every render. Call `io()` once outside the component, or disconnect the socket in the cleanup.',
    },
    ru: {
      caller: 'Обновите страницу участника {side}.',
      callee: 'Обновите страницу участника {side}.',
      developer:
        'Эта страница открывает сокет дважды: React StrictMode при разработке выполняет эффекты два раза, а эффект без очистки — при каждой отрисовке. Вызывайте `io()` один раз вне компонента или отключайте сокет при очистке.',
    },
  },
  variants: {
    self: {
      sentence: {
        en: 'The page of {side} called itself: one page has joined the room twice, with two connections.',
        ru: 'Страница участника {side} позвонила сама себе: одна страница вошла в комнату дважды, с двумя соединениями.',
      },
    },
  },
};
