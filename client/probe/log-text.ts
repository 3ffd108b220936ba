import type { ProbeStep } from '../../protocol/reports.js';
import type { Note } from './log-entry.js';

/** English and Russian. */
type Words = readonly [en: string, ru: string];

export const notWord: Words = ['not ', 'не '];

/** Follows the event that the gateway has refused. */
export const refusedWord: Words = ['refused', 'отклонён'];

export const overBoundWords: Words = [
  'larger than a message may be: the gateway has closed the connection (1009)',
  'больше, чем может быть сообщение: шлюз закрыл соединение (1009)',
];

/** The tilde is where a failure says "not". */
export const stepWords: Record<ProbeStep, Words> = {
  'probe-started': ['handshake ~started', 'соединение ~начато'],
  'media-requested': [
    'microphone or camera asked for, the browser waits',
    'микрофон или камера запрошены, браузер ждёт',
  ],
  'media-captured': ['microphone or camera ~available', 'микрофон или камера ~доступны'],
  'offer-created': ['offer ~created and set', 'offer ~создан и установлен'],
  'offer-applied': ['remote offer ~set', 'чужой offer ~установлен'],
  'answer-created': ['answer ~created and set', 'answer ~создан и установлен'],
  'answer-applied': ['remote answer ~set', 'чужой answer ~установлен'],
  'candidate-applied': ['remote candidates ~accepted', 'чужие кандидаты ~приняты'],
  'candidates-gathered': ['own candidates ~gathered', 'свои кандидаты ~собраны'],
  'turn-allocated': ['TURN address ~allocated', 'адрес TURN ~выделен'],
  'ice-connected': ['ICE ~connected', 'ICE ~соединён'],
  'dtls-connected': ['DTLS ~connected', 'DTLS ~соединён'],
  'media-flowing': ['media ~flowing', 'медиа ~идёт'],
  'connection-closed': ['connection closed by the page', 'соединение закрыто страницей'],
  'connection-kept': ['connection ~kept', 'соединение ~держится'],
  'offer-sent': ['offer written to the socket', 'offer записан в сокет'],
  'answer-sent': ['answer written to the socket', 'answer записан в сокет'],
  'page-threw': ['page ~ran without an error', 'страница ~выполнилась без ошибок'],
  'context-checked': ['page ~opened over https or on localhost', 'страница ~открыта по https или на localhost'],
  'page-gone': ['page closed or left', 'страница закрыта или покинута'],
};

export const noteWords: Record<Note, Words> = {
  candidate: ['remote candidate added', 'чужой кандидат добавлен'],
  checking: ['ICE checking', 'ICE проверяет пути'],
  disconnected: ['ICE disconnected', 'ICE прервался'],
};

/** Packets of the signaling, by event and direction; the name of the other one follows. */
export const packetWords: Readonly<Record<string, Words>> = {
  'offer to': ['offer sent to', 'offer отправлен участнику'],
  'offer from': ['offer received from', 'offer получен от участника'],
  'answer to': ['answer sent to', 'answer отправлен участнику'],
  'answer from': ['answer received from', 'answer получен от участника'],
  'ice-candidate to': ['candidate sent to', 'кандидат отправлен участнику'],
  'ice-candidate from': ['candidate received from', 'кандидат получен от участника'],
};

/** What a failure means: by step and error name or code, or by error name. */
export const whyWords: Readonly<Record<string, Words>> = {
  'offer-applied InvalidStateError': [
    'two offers crossed: one must be rolled back',
    'встречные offer: один нужно отозвать',
  ],
  'answer-applied InvalidStateError': [
    'no open offer: a second answer, or to another one',
    'нет открытого offer: answer повторный или чужой',
  ],
  'candidate-applied TypeError': [
    'it has neither sdpMid nor sdpMLineIndex: send the whole candidate',
    'нет ни sdpMid, ни sdpMLineIndex: отправляйте кандидат целиком',
  ],
  'candidate-applied InvalidStateError': [
    'too early: keep it until setRemoteDescription is done',
    'слишком рано: придержите до конца setRemoteDescription',
  ],
  'offer-applied OperationError': ['the description cannot be read', 'описание не читается'],
  'turn-allocated 401': ['wrong name or password', 'неверное имя или пароль'],
  'turn-allocated 701': ['the server does not answer', 'сервер не отвечает'],
  'ice-connected failed': ['no path: firewall, NAT, TURN is needed', 'пути нет: файрвол, NAT, нужен TURN'],
  'media-flowing source': ['nothing leaves here', 'отсюда ничего не уходит'],
  'media-flowing path': ['nothing arrives here', 'сюда ничего не приходит'],
  'page-threw construct': ['no RTCPeerConnection: look at iceServers', 'нет RTCPeerConnection: проверьте iceServers'],
  'context-checked insecure': [
    'no microphone or camera here: open it over https',
    'микрофона и камеры здесь нет: откройте её по https',
  ],
  'context-checked TypeError': [
    'the page asked for navigator.mediaDevices, which only https has',
    'странице нужен navigator.mediaDevices, а он есть только по https',
  ],
  NotAllowedError: ['not allowed by user or browser', 'не разрешено'],
  NotFoundError: ['no device', 'нет устройства'],
  NotReadableError: ['in use elsewhere', 'занято'],
};
