/** Advice for a page whose own code breaks off, and for one that can make no connection. */
export const brokeCode =
  'Ошибка видна в консоли этой страницы, вместе со строкой. Часто переменная ещё не задана: поток, чей getUserMedia не дождались, или соединение, которое ищут под другим id.';
export const unmadeCode =
  'Ошибка видна в консоли этой страницы. В `iceServers` у каждой записи нужны `urls`, которые начинаются с `stun:`, `turn:` или `turns:`; для TURN нужны ещё `username` и `credential`. Проверьте, не пусты ли переменные сборки.';

/** Where that keeps the callee's page from taking the call. */
export const notTaken = (developer: string) => ({
  caller: 'Страница собеседника не смогла принять звонок. Попросите его сообщить её авторам.',
  callee: 'Ваша страница не смогла принять звонок. Сообщите её авторам.',
  developer,
});

/** Where that keeps the caller's page from starting it. */
export const notStarted = (developer: string) => ({
  caller: 'Ваша страница не смогла начать звонок. Сообщите её авторам.',
  callee: 'Страница собеседника не смогла начать звонок. Попросите его сообщить её авторам.',
  developer,
});
