import { protocolWords } from '../../../../protocol/words.js';
import type { DiagnosisText } from '../en/diagnosis.js';

export const diagnosis: DiagnosisText = {
  words: protocolWords.ru,
  heading: 'диагностика звонка',
  rungs: 'Шаги:',
  candidates: 'Кандидаты по типам:',
  checks: 'Проверки перед звонком:',
  evidence: 'кто видел',
  remarks: 'Кроме того',
  browser: 'Браузер',
  version: 'Hopline',
  inConsole: 'В консоли',
  handshake: 'Handshake',
  trace: 'Trace',
  time: 'Скопировано',
  you: 'вы',
  sendsNothing: 'вы ничего не передаёте',
};
