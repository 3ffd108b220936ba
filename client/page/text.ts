import type { RejectCode } from '../../protocol/rejects.js';
import { ladderTexts } from '../ui/ladder-text.js';
import { checksTexts } from './checks/checks-text.js';
import type { MediaKind, MediaProblem } from '../lib/local-media.js';
import type { PeerState } from '../lib/peer.js';

const en = {
  labels: {
    title: 'Hopline – call',
    lead: 'A call in the browser.',
    share: 'Share the link, and whoever opens it is in the same room.',
    name: 'Your name',
    room: 'Room',
    microphone: 'Microphone',
    camera: 'Camera',
    on: 'on',
    off: 'off',
    join: 'Join',
    leave: 'Leave',
    copyLink: 'Copy link',
    inRoom: 'In the room',
    playSound: 'Play the sound',
    controls: 'Microphone, camera and room',
    checks: 'Before you join',
    checkAgain: 'Check again',
    copyDiagnosis: 'Copy diagnosis',
  },
  ladder: ladderTexts.en,
  checks: checksTexts.en,
  diagnosis: {
    heading: 'diagnosis of a call',
    rungs: 'Steps:',
    candidates: 'Candidates, by type:',
    checks: 'Checks before the call:',
    evidence: 'known by',
    remarks: 'Besides',
    browser: 'Browser',
    handshake: 'Handshake',
    trace: 'Trace',
    time: 'Copied at',
    copied: 'The diagnosis is copied: paste it into a message to whoever helps you.',
    byHand: 'Copy this text and send it to whoever helps you.',
    close: 'Close',
    of: (name: string) => `Copy diagnosis of the call with ${name}`,
  },
  you: (name: string) => `${name} (you)`,
  states: {
    waiting: 'waiting for the call',
    connecting: 'connecting',
    connected: 'connected',
    interrupted: 'interrupted, trying again',
    failed: 'failed, trying again',
  } satisfies Record<PeerState, string>,
  selfState: (microphone: boolean, camera: boolean) =>
    `microphone ${microphone ? 'on' : 'off'}, camera ${camera ? 'on' : 'off'}`,
  nameMissing: 'Write your name first: the others see it.',
  roomMissing: 'Write the name of a room first.',
  joining: 'Joining… If the browser asks for the microphone, allow it.',
  joined: 'You are in the room.',
  alone: 'You are the only one here. Share the link with somebody.',
  left: 'You have left the room.',
  peerJoined: (name: string) => `${name} is in the room.`,
  peerLeft: (name: string) => `${name} has left the room.`,
  linkCopied: 'The link is copied.',
  linkIs: (link: string) => `The link to this room is ${link}`,
  gatewayAway: 'The gateway cannot be reached. Check your connection and try again.',
  gatewaySilent: 'The gateway did not answer in time. Try again.',
  reconnecting: 'The gateway is away. Reconnecting by itself; calls that stand go on.',
  reconnected: 'The gateway is back.',
  refused: (sentence: string) => `The gateway refused: ${sentence}`,
  refusedTryingAgain: (sentence: string) => `The gateway refused: ${sentence} Trying again.`,
  peerProblem: (name: string, reason: string) => `The call with ${name} met a problem: ${reason}`,
  /** The gateway's own sentences are English already. */
  refusals: {} as Partial<Record<RejectCode, string>>,
  media: {
    audio: {
      denied: 'The browser does not allow the microphone. Allow it in the address bar. You can still listen.',
      missing: 'No microphone was found. You can still listen.',
      busy: 'The microphone is used by another program. You can still listen.',
      insecure: 'The browser gives a microphone only to pages with HTTPS. You can still listen.',
      unknown: 'The microphone could not be switched on. You can still listen.',
    },
    video: {
      denied: 'The browser does not allow the camera. Allow it in the address bar.',
      missing: 'No camera was found.',
      busy: 'The camera is used by another program.',
      insecure: 'The browser gives a camera only to pages with HTTPS.',
      unknown: 'The camera could not be switched on.',
    },
  } satisfies Record<MediaKind, Record<MediaProblem, string>>,
  mediaEnded: {
    audio: 'The microphone is gone: unplugged, or taken away by the browser.',
    video: 'The camera is gone: unplugged, or taken away by the browser.',
  } satisfies Record<MediaKind, string>,
};

export type Text = typeof en;

const ru: Text = {
  labels: {
    title: 'Hopline – звонок',
    lead: 'Звонок в браузере.',
    share: 'Поделитесь ссылкой: кто её откроет, окажется в той же комнате.',
    name: 'Ваше имя',
    room: 'Комната',
    microphone: 'Микрофон',
    camera: 'Камера',
    on: 'вкл.',
    off: 'выкл.',
    join: 'Войти',
    leave: 'Выйти',
    copyLink: 'Скопировать ссылку',
    inRoom: 'В комнате',
    playSound: 'Включить звук',
    controls: 'Микрофон, камера и комната',
    checks: 'Перед входом',
    checkAgain: 'Проверить ещё раз',
    copyDiagnosis: 'Скопировать диагностику',
  },
  ladder: ladderTexts.ru,
  checks: checksTexts.ru,
  diagnosis: {
    heading: 'диагностика звонка',
    rungs: 'Шаги:',
    candidates: 'Кандидаты по типам:',
    checks: 'Проверки перед звонком:',
    evidence: 'кто видел',
    remarks: 'Кроме того',
    browser: 'Браузер',
    handshake: 'Handshake',
    trace: 'Trace',
    time: 'Скопировано',
    copied: 'Диагностика скопирована: вставьте её в сообщение тому, кто помогает.',
    byHand: 'Скопируйте этот текст и отправьте тому, кто помогает.',
    close: 'Закрыть',
    of: (name) => `Скопировать диагностику звонка с участником ${name}`,
  },
  you: (name) => `${name} (вы)`,
  states: {
    waiting: 'ждём звонка',
    connecting: 'соединяемся',
    connected: 'на связи',
    interrupted: 'связь прервалась, пробуем снова',
    failed: 'не удалось соединиться, пробуем снова',
  },
  selfState: (microphone, camera) =>
    `микрофон ${microphone ? 'включён' : 'выключен'}, камера ${camera ? 'включена' : 'выключена'}`,
  nameMissing: 'Сначала напишите своё имя: его увидят остальные.',
  roomMissing: 'Сначала напишите название комнаты.',
  joining: 'Входим… Если браузер спросит о микрофоне, разрешите.',
  joined: 'Вы в комнате.',
  alone: 'Пока здесь только вы. Поделитесь ссылкой.',
  left: 'Вы вышли из комнаты.',
  peerJoined: (name) => `${name} теперь в комнате.`,
  peerLeft: (name) => `${name} больше не в комнате.`,
  linkCopied: 'Ссылка скопирована.',
  linkIs: (link) => `Ссылка на эту комнату: ${link}`,
  gatewayAway: 'Шлюз недоступен. Проверьте соединение и попробуйте ещё раз.',
  gatewaySilent: 'Шлюз не ответил вовремя. Попробуйте ещё раз.',
  reconnecting: 'Шлюз недоступен. Переподключаемся сами; текущие звонки продолжаются.',
  reconnected: 'Шлюз снова на связи.',
  refused: (sentence) => `Шлюз отказал: ${sentence}`,
  refusedTryingAgain: (sentence) => `Шлюз отказал: ${sentence} Пробуем снова.`,
  peerProblem: (name, reason) => `В звонке с участником ${name} возникла проблема: ${reason}`,
  refusals: {
    'too-large': 'Сообщение больше, чем шлюз пересылает.',
    'not-in-room': 'Сначала войдите в комнату.',
    'room-full': 'В комнате нет свободных мест.',
    'rooms-exhausted': 'На шлюзе открыто столько комнат, сколько разрешено.',
    draining: 'Шлюз останавливается. Подключитесь ещё раз чуть позже.',
    internal: 'Шлюз не смог обработать сообщение.',
  },
  media: {
    audio: {
      denied: 'Браузер не разрешает микрофон. Разрешите его в адресной строке. Слушать можно и так.',
      missing: 'Микрофон не найден. Слушать можно и так.',
      busy: 'Микрофон занят другой программой. Слушать можно и так.',
      insecure: 'Браузер даёт микрофон только страницам с HTTPS. Слушать можно и так.',
      unknown: 'Не удалось включить микрофон. Слушать можно и так.',
    },
    video: {
      denied: 'Браузер не разрешает камеру. Разрешите её в адресной строке.',
      missing: 'Камера не найдена.',
      busy: 'Камера занята другой программой.',
      insecure: 'Браузер даёт камеру только страницам с HTTPS.',
      unknown: 'Не удалось включить камеру.',
    },
  },
  mediaEnded: {
    audio: 'Микрофон пропал: отключён или отобран браузером.',
    video: 'Камера пропала: отключена или отобрана браузером.',
  },
};

/** The page's language: the first of the reader's that there is, English otherwise. */
export function pickText(languages: readonly string[]): { language: 'en' | 'ru'; text: Text } {
  for (const language of languages) {
    if (/^ru\b/i.test(language)) return { language: 'ru', text: ru };
    if (/^en\b/i.test(language)) return { language: 'en', text: en };
  }
  return { language: 'en', text: en };
}
