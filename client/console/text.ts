import type { Language } from '../../protocol/languages.js';
import { rejectWords } from '../../protocol/reject-words.js';
import type { RejectCode } from '../../protocol/rejects.js';
import { protocolWords, rungName, type ProtocolWords } from '../../protocol/words.js';
import type { HopKind } from '../../src/domain/hop.js';

const en = {
  labels: {
    title: 'Hopline – console',
    console: 'console',
    views: 'Views',
    handshakes: 'Handshakes',
    lastHour: 'Last hour',
    refusals: 'Refusals',
    rooms: 'Rooms',
    search: 'Search names, rooms, ids, causes',
    filters: 'Filters',
    outcome: 'Outcome',
    cause: 'Cause',
    owedBy: 'Owed by',
    room: 'Room',
    participant: 'Participant',
    noFilter: 'Show all',
    who: 'Who → whom',
    ladder: 'Ladder',
    time: 'Time',
    took: 'Took',
    keys: '↑ ↓ or j k: through the rows · Enter: open · Esc: back · /: search',
  },
  any: 'any',
  connecting: 'connecting…',
  live: 'live',
  lost: 'connection lost, trying again',
  silent: (instances: readonly string[]) =>
    `${instances.length === 1 ? 'One instance of the gateway does' : `${instances.length} instances of the gateway do`} not answer: ${instances.join(', ')}. What is kept there is not shown.`,
  sizes: (people: number, rooms: number) => `${people} in ${rooms} ${rooms === 1 ? 'room' : 'rooms'}`,
  count: (shown: number, kept: number) =>
    `${shown === kept ? kept : `${shown} of ${kept}`} ${kept === 1 ? 'handshake' : 'handshakes'}`,
  active: (filters: number) => (filters === 0 ? '' : `(${filters})`),
  nothing: 'No handshake yet. Open the call page in two tabs, or point your own page at this gateway.',
  noMatch: 'No handshake matches.',
  strip: (reached: number, missing: string, overdue: string) =>
    `${reached} of 16 rungs${missing && `, missing: ${missing}`}${overdue && `, overdue: ${overdue}`}`,
  goingOn: 'going on',
  detail: {
    close: 'Close',
    gone: 'This handshake is not kept any more.',
    failed: 'The gateway did not answer.',
    again: 'Try again',
    copy: 'Copy report',
    copied: 'The report is copied.',
    copyByHand: 'Copy the report',
    trace: 'Trace in Jaeger',
    previous: 'Handshake before this one',
    evidence: 'Evidence',
    started: 'Started',
    also: 'Also seen',
    since: 'Overdue since',
    changes: 'What changed the verdict',
    afterStart: 'After the start',
    because: 'Because of',
    waitOver: 'a wait was over',
    diagram: 'What happened, hop by hop',
    pictureOf: (hops: number) => `Ladder diagram of ${hops} hops; the timeline below has the same as a table.`,
    gateway: 'gateway',
    candidates: 'Candidates',
    side: 'Sent by',
    total: 'all',
    rungs: 'All 16 rungs',
    rung: 'Rung',
    status: 'Status',
    seenBy: 'Seen by',
    timeline: (hops: number) => `Timeline: ${hops} hops`,
    omitted: (hops: number) => `${hops} more came after the timeline was full.`,
    noTimeline: 'The hops of this handshake are not kept any more.',
    hop: 'Hop',
    result: 'Result',
    from: 'Whose',
    about: 'About',
    raw: 'Raw JSON',
    results: { reached: 'reached', refused: 'refused', failed: 'failed' },
    missing: 'missing',
    waiting: 'waiting',
    bytes: 'B',
    some: (candidates: number) => `${candidates} ${candidates === 1 ? 'candidate' : 'candidates'}`,
    caller: 'caller',
    callee: 'callee',
  },
  hour: {
    about: 'How far the handshakes that settled in the last hour came.',
    none: 'No handshake has settled in the last hour.',
    reached: 'Reached',
    unseen: 'Nobody saw',
    stopped: 'Stopped here',
    unknown: 'cause not known',
    whole: (count: number) => `${count} settled`,
  },
  refusalList: {
    about: 'What was refused lately, the newest first.',
    none: 'Nothing was refused lately.',
    who: 'Who',
    event: 'Event',
    why: 'Why',
    stranger: 'not connected',
    times: (count: number) => `${count} times`,
  },
  roomList: {
    none: 'Nobody is here.',
    more: (rooms: number) => `${rooms} more rooms are not shown.`,
    nameless: 'no name',
  },
};

export type ConsoleText = typeof en & {
  words: ProtocolWords;
  reasons: Record<RejectCode, string>;
  language: Language;
};

const ru: typeof en = {
  labels: {
    title: 'Hopline – консоль',
    console: 'консоль',
    views: 'Разделы',
    handshakes: 'Рукопожатия',
    lastHour: 'Последний час',
    refusals: 'Отказы',
    rooms: 'Комнаты',
    search: 'Поиск: имя, комната, id, причина',
    filters: 'Фильтры',
    outcome: 'Исход',
    cause: 'Причина',
    owedBy: 'За кем',
    room: 'Комната',
    participant: 'Участник',
    noFilter: 'Показать все',
    who: 'Кто → кому',
    ladder: 'Лестница',
    time: 'Время',
    took: 'Длилось',
    keys: '↑ ↓ или j k: по строкам · Enter: открыть · Esc: назад · /: поиск',
  },
  any: 'любой',
  connecting: 'подключаемся…',
  live: 'вживую',
  lost: 'связь потеряна, пробуем снова',
  silent: (instances) =>
    `Не отвечают экземпляры шлюза: ${instances.join(', ')}. То, что хранится на них, здесь не показано.`,
  sizes: (people, rooms) => `участников: ${people}, комнат: ${rooms}`,
  count: (shown, kept) => (shown === kept ? `рукопожатий: ${kept}` : `рукопожатий: ${shown} из ${kept}`),
  active: (filters) => (filters === 0 ? '' : `(${filters})`),
  nothing:
    'Рукопожатий ещё не было. Откройте страницу звонка в двух вкладках или направьте на этот шлюз свою страницу.',
  noMatch: 'Ничего не найдено.',
  strip: (reached, missing, overdue) =>
    `ступеней: ${reached} из 16${missing && `, не хватает: ${missing}`}${overdue && `, задерживается: ${overdue}`}`,
  goingOn: 'идёт',
  detail: {
    close: 'Закрыть',
    gone: 'Это рукопожатие больше не хранится.',
    failed: 'Шлюз не ответил.',
    again: 'Ещё раз',
    copy: 'Скопировать отчёт',
    copied: 'Отчёт скопирован.',
    copyByHand: 'Скопируйте отчёт',
    trace: 'Трасса в Jaeger',
    previous: 'Предыдущее рукопожатие',
    evidence: 'Доказательство',
    started: 'Начало',
    also: 'Замечено ещё',
    since: 'Задерживается с',
    changes: 'Что изменило вердикт',
    afterStart: 'От начала',
    because: 'Из-за чего',
    waitOver: 'время ожидания вышло',
    diagram: 'Что произошло, шаг за шагом',
    pictureOf: (hops) => `Диаграмма лестницы, шагов: ${hops}; в ленте ниже то же самое таблицей.`,
    gateway: 'шлюз',
    candidates: 'Кандидаты',
    side: 'Отправил',
    total: 'все',
    rungs: 'Все 16 ступеней',
    rung: 'Ступень',
    status: 'Состояние',
    seenBy: 'Кто видел',
    timeline: (hops) => `Лента, шагов: ${hops}`,
    omitted: (hops) => `Ещё шагов, которые в ленту не вошли: ${hops}.`,
    noTimeline: 'Шаги этого рукопожатия больше не хранятся.',
    hop: 'Шаг',
    result: 'Итог',
    from: 'Чей',
    about: 'О чём',
    raw: 'Исходный JSON',
    results: { reached: 'есть', refused: 'отказ', failed: 'сбой' },
    missing: 'нет',
    waiting: 'ждём',
    bytes: 'Б',
    some: (candidates) => `кандидатов: ${candidates}`,
    caller: 'вызывающий',
    callee: 'вызываемый',
  },
  hour: {
    about: 'Как далеко дошли рукопожатия, завершившиеся за последний час.',
    none: 'За последний час не завершилось ни одного рукопожатия.',
    reached: 'Дошло',
    unseen: 'Не видно',
    stopped: 'Остановились здесь',
    unknown: 'причина неизвестна',
    whole: (count) => `завершилось: ${count}`,
  },
  refusalList: {
    about: 'Что было отклонено за последнее время, новое сверху.',
    none: 'За последнее время отказов не было.',
    who: 'Кто',
    event: 'Событие',
    why: 'Почему',
    stranger: 'не подключён',
    times: (count) => `раз: ${count}`,
  },
  roomList: {
    none: 'Здесь никого нет.',
    more: (rooms) => `Ещё комнат, которые не показаны: ${rooms}.`,
    nameless: 'без имени',
  },
};

const texts = { en, ru };

/** The console's language: the first of the reader's that there is, English otherwise. */
export function pickText(preferred: readonly string[]): ConsoleText {
  const found = preferred.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'en' || tag === 'ru');
  const language = found ?? 'en';
  return { ...texts[language], words: protocolWords[language], reasons: rejectWords[language], language };
}

/** What a hop is called: `offer received`, `candidate forwarded`, `probe started`. */
export function hopName(kind: HopKind, { words }: ConsoleText): string {
  if (kind in words.rung) return rungName(kind as keyof typeof words.rung, words);
  const name = words.step[kind as keyof typeof words.step];
  return kind.startsWith('candidate-') ? `${words.message['ice-candidate']} ${name}` : name;
}
