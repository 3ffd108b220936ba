import type { Language } from './languages.js';
import type { RungView, Side, Silence } from './verdict.js';

/** How it is said that a side sends nothing, and why. */
export interface SilenceWords {
  sendsNothing: (name: string) => string;
  silence: Record<Silence, string>;
}

export const silenceWords: Record<Language, SilenceWords> = {
  en: {
    sendsNothing: (name) => `${name} sends nothing`,
    silence: {
      denied: 'microphone or camera denied',
      muted: 'microphone or camera off',
      ended: 'microphone or camera has stopped',
      'no-track': 'the connection has no track',
      'not-negotiated': 'a track was added and not negotiated',
      'nothing-negotiated': 'nothing was negotiated',
    },
  },
  ru: {
    sendsNothing: (name) => `${name} ничего не передаёт`,
    silence: {
      denied: 'микрофон или камера запрещены',
      muted: 'микрофон или камера выключены',
      ended: 'микрофон или камера отключились',
      'no-track': 'в соединении нет дорожки',
      'not-negotiated': 'дорожка добавлена, но не согласована',
      'nothing-negotiated': 'передача не согласована',
    },
  },
};

/**
 * Why nothing of each silent side arrives: `Boris sends nothing: microphone or camera denied`.
 *
 * @param sendsNothing what is said of a side, whose name, or `you`, it has
 */
export function silenceTexts(
  { silent = [] }: Pick<RungView, 'silent'>,
  sendsNothing: (side: Side) => string,
  { silence }: SilenceWords,
): string[] {
  return silent.map(({ side, why }) => `${sendsNothing(side)}: ${silence[why]}`);
}
