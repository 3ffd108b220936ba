import type { Language } from '../../protocol/languages.js';
import type { FaultName } from './fault-choices.js';

/** What the fault buttons say. */
interface FaultText {
  about: string;
  people: string;
  nobody: string;
  fault: string;
  /** With the names of the two. */
  names: Readonly<Record<FaultName, (first: string, second: string) => string>>;
  set: string;
  takeBack: string;
  /** @param name whose page is to be reloaded */
  isSet: (name: string) => string;
  takenBack: string;
  failed: string;
  verdict: string;
}

export const faultTexts: Readonly<Record<Language, FaultText>> = {
  en: {
    about: 'Break the next call of two people on purpose, and see which verdict it gets.',
    people: 'Two people in a room',
    nobody: 'Nobody yet: it takes a room with two people',
    fault: 'What goes wrong',
    names: {
      'lose-offer': () => 'Every offer is lost',
      'lose-answer': () => 'Every answer is lost',
      'lose-candidates': () => 'Every candidate is lost',
      'spoil-offer': () => 'Every offer arrives damaged',
      'spoil-answer': () => 'Every answer arrives damaged',
      'freeze-first': (first) => `The connection of ${first} freezes`,
      'freeze-second': (_, second) => `The connection of ${second} freezes`,
    },
    set: 'Set the fault',
    takeBack: 'Take all faults back',
    isSet: (name: string) => `The fault is set. Reload the page of ${name}: the next call meets it.`,
    takenBack: 'All faults are taken back.',
    failed: 'The gateway did not take it. Are both people still in the room?',
    verdict: 'Verdict of the next call',
  },
  ru: {
    about: 'Сломайте следующий звонок двух людей нарочно и посмотрите, какой будет вердикт.',
    people: 'Двое в комнате',
    nobody: 'Пока никого: нужна комната, где двое',
    fault: 'Что сломать',
    names: {
      'lose-offer': () => 'Каждый offer теряется',
      'lose-answer': () => 'Каждый answer теряется',
      'lose-candidates': () => 'Каждый кандидат теряется',
      'spoil-offer': () => 'Каждый offer приходит испорченным',
      'spoil-answer': () => 'Каждый answer приходит испорченным',
      'freeze-first': (first) => `Соединение участника ${first} замирает`,
      'freeze-second': (_, second) => `Соединение участника ${second} замирает`,
    },
    set: 'Включить',
    takeBack: 'Убрать все',
    isSet: (name) => `Включено. Обновите страницу участника ${name}: следующий звонок сломается.`,
    takenBack: 'Все неисправности убраны.',
    failed: 'Шлюз этого не принял. Оба ещё в комнате?',
    verdict: 'Вердикт следующего звонка',
  },
};
