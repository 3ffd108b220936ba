import { rungName } from '../../protocol/words.js';
import type { HopKind } from '../../src/domain/hop.js';
import type { ConsoleText } from './text.js';

/** What a hop is called: `offer received`, `candidate forwarded`, `probe started`. */
export function hopName(kind: HopKind, { words }: ConsoleText): string {
  if (kind in words.rung) return rungName(kind as keyof typeof words.rung, words);
  const name = words.step[kind as keyof typeof words.step];
  return kind.startsWith('candidate-') ? `${words.message['ice-candidate']} ${name}` : name;
}
