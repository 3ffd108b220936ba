import { deaf, missing, type Cause } from './cause.js';

export const glare: Cause = {
  code: 'glare',
  rule: 'Offers went both ways and neither was answered before its wait was over.',
  owedBy: 'both pages',
  find: (view) => {
    const { rival, marks } = view.handshake;
    const unanswered = missing(view, 'offer-handled', 'offer-applied', 'answer-created', 'answer-received');
    if (rival === undefined || marks['answer-received'] || !unanswered || deaf(view, 'callee')) return undefined;
    return { stage: 'answer-received', owedBy: 'both', evidence: 'gateway' };
  },
  sentence: {
    en: '{caller} and {callee} called each other at the same time, and neither answered.',
    ru: '{caller} и {callee} вызвали друг друга одновременно, и ни один не ответил.',
  },
  advice: {
    en: {
      caller: 'Reload one of the two pages, not both.',
      callee: 'Reload one of the two pages, not both.',
      developer:
        'Let only one side offer (for instance the one that joined later), or use perfect negotiation: the polite side rolls its own offer back and answers.',
    },
    ru: {
      caller: 'Обновите одну из двух страниц, не обе.',
      callee: 'Обновите одну из двух страниц, не обе.',
      developer:
        'Пусть offer создаёт только одна сторона (например, вошедшая позже), или используйте perfect negotiation: уступающая сторона откатывает свой offer и отвечает.',
    },
  },
};
