import type { Text } from './causes/cause.js';

type Words = Text['sentence'];

/** What a remark says, by its cause and, behind a slash, its variant. */
export const noteTexts: Readonly<Record<string, Words>> = {
  'same-page-twice': {
    en: 'The page of {side} is in this room twice: one page has opened two connections and joined with both.',
    ru: 'Страница участника {side} вошла в эту комнату дважды: одна страница открыла два соединения.',
  },
  'same-page-twice/perhaps': {
    en: '{side} is in this room twice, under one name and from one browser: perhaps one page has joined twice, or is open in two tabs.',
    ru: '{side} есть в комнате дважды, под одним именем и из одного браузера: возможно, страница вошла дважды или открыта в двух вкладках.',
  },
  'one-connection-for-many': {
    en: 'The page of {side} uses one RTCPeerConnection for more than one participant.',
    ru: 'Страница участника {side} использует один RTCPeerConnection для нескольких участников.',
  },
  'answer-unexpected': {
    en: 'The same offer was answered more than once.',
    ru: 'На один и тот же offer ответили несколько раз.',
  },
  'answer-unexpected/twice': {
    en: 'The page of {callee} answered one offer from two connections: is its handler of `offer` registered twice?',
    ru: 'Страница участника {callee} ответила на один offer из двух соединений: не назначен ли обработчик `offer` дважды?',
  },
  'answer-unexpected/ambiguous': {
    en: '{caller} had made several offers and {callee} answered one of them; which one, nobody could see.',
    ru: '{caller} отправил несколько offer, {callee} ответил на один из них; на какой, никто не видел.',
  },
  glare: {
    en: '{caller} and {callee} called each other at the same time.',
    ru: '{caller} и {callee} позвонили друг другу одновременно.',
  },
  'turn-unauthorized': {
    en: 'A TURN server refused the credentials of {side}.',
    ru: 'TURN-сервер отклонил учётные данные участника {side}.',
  },
  'turn-unreachable': {
    en: 'A TURN server did not answer {side}.',
    ru: 'TURN-сервер не ответил участнику {side}.',
  },
  'candidate-refused': {
    en: 'The browser of {side} could not add some of the candidates that it got.',
    ru: 'Браузер участника {side} не смог добавить некоторых присланных кандидатов.',
  },
  'candidate-refused/unplaced': {
    en: 'The candidates of {side} carry neither `sdpMid` nor `sdpMLineIndex`: no browser takes them unless the other page adds one of the two.',
    ru: 'В кандидатах участника {side} нет ни `sdpMid`, ни `sdpMLineIndex`: браузер их не примет, если другая страница не добавит одно из двух.',
  },
  'media-denied': {
    en: 'The browser of {side} did not open the microphone or camera.',
    ru: 'Браузер участника {side} не открыл микрофон или камеру.',
  },
  'nothing-to-send/denied': {
    en: '{side} sends nothing: the microphone or camera was refused or is missing.',
    ru: '{side} ничего не передаёт: микрофон или камера запрещены или отсутствуют.',
  },
  'nothing-to-send/muted': {
    en: '{side} is muted: silence or a black picture is sent.',
    ru: '{side} без звука: передаётся тишина или чёрная картинка.',
  },
  'nothing-to-send/ended': {
    en: '{side} sends nothing: the track of its microphone or camera has ended.',
    ru: '{side} ничего не передаёт: дорожка микрофона или камеры завершена.',
  },
  'nothing-to-send/no-track': {
    en: '{side} sends nothing: its page negotiated to send and has no track.',
    ru: '{side} ничего не передаёт: страница договорилась передавать, но дорожки нет.',
  },
  'nothing-to-send/not-negotiated': {
    en: '{side} sends nothing: its page added its track after the answer, and never negotiated it.',
    ru: '{side} ничего не передаёт: страница добавила дорожку после answer и не согласовала её.',
  },
  'nothing-to-send/nothing-negotiated': {
    en: '{side} sends nothing: its page negotiated nothing to send.',
    ru: '{side} ничего не передаёт: страница не договаривалась что-либо передавать.',
  },
};
