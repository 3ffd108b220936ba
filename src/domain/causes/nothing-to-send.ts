import type { Cause } from './cause.js';

/** A remark only: what is sent, and why not, stands in its notes. */
export const nothingToSend: Cause = {
  code: 'nothing-to-send',
  rule: 'Connected, and one side sends nothing that could be heard or seen: refused, muted, without a track, with one that was never negotiated, or nothing was negotiated. A remark, no failure; where neither side sends anything, it is `no-media`.',
  owedBy: 'nobody',
  restsOn: ['either:media-flowing'],
  // Never named by a verdict; a side that sends later takes its remark back.
  refutedBy: [],
  find: () => undefined,
  sentence: {
    en: 'One side sends nothing that could be heard or seen.',
    ru: 'Одна сторона не передаёт ничего, что можно услышать или увидеть.',
  },
  advice: {
    en: {
      caller: 'Check whose microphone is off.',
      callee: 'Check whose microphone is off.',
      developer:
        'Add the track before createOffer or createAnswer, and tell the person when the microphone is refused.',
    },
    ru: {
      caller: 'Проверьте, чей микрофон выключен.',
      callee: 'Проверьте, чей микрофон выключен.',
      developer: 'Добавляйте дорожку до createOffer или createAnswer и сообщайте человеку об отказе в микрофоне.',
    },
  },
};
