/** Of a page whose own code breaks off. */
export const brokeCode =
  'Ошибка видна в консоли этой страницы, вместе со строкой. Часто переменная ещё не задана: поток, чей getUserMedia не дождались, или соединение, которое ищут под другим id.';
export const unmadeCode =
  'Ошибка видна в консоли этой страницы. В `iceServers` у каждой записи нужны `urls`, которые начинаются с `stun:`, `turn:` или `turns:`; для TURN нужны ещё `username` и `credential`. Проверьте, не пусты ли переменные сборки.';
