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
