import { limits } from '../../../protocol/limits.js';

const qualities =
  'amber bold brisk calm clear cosy early gentle golden green kind lucky mellow quiet sunny swift'.split(' ');
const places =
  'bay bridge garden harbor hill island lake meadow mill orchard pier river station tower valley wharf'.split(' ');

function pick(words: readonly string[]): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return words[random % words.length] ?? '';
}

/** A room name that can be said over the phone; two digits keep strangers apart. */
export function randomRoomName(): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `${pick(qualities)}-${pick(places)}-${10 + (random % 90)}`;
}

/**
 * The room that somebody means: spaces, dashes and case are heard differently by everybody, and must not split people.
 * `Amber  Bridge 42` is `amber-bridge-42`.
 */
export function roomNameOf(written: string): string {
  const joined = written
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Pd}]+/gu, '-');
  return joined.replace(/^-|-$/g, '').slice(0, limits.roomChars);
}
