import type { RoomView } from '../../protocol/console.js';

/** What can be made to go wrong between two people. */
export type FaultName =
  'lose-offer' | 'lose-answer' | 'lose-candidates' | 'spoil-offer' | 'spoil-answer' | 'freeze-first' | 'freeze-second';

/** So that every try of theirs meets it, until it is taken back. */
const always = 1_000_000;

/** The faults of `POST /api/faults` for a room of two. */
export function faultsFor(name: FaultName, { room, participants }: RoomView): object[] {
  const on = (fault: string, message: string) => [{ fault, message, room, times: always }];
  const freeze = (index: number) =>
    participants.slice(index, index + 1).map(({ id }) => ({ fault: 'freeze', participant: id }));
  switch (name) {
    case 'lose-offer':
      return on('drop', 'offer');
    case 'lose-answer':
      return on('drop', 'answer');
    case 'lose-candidates':
      return on('drop', 'ice-candidate');
    case 'spoil-offer':
      return on('corrupt', 'offer');
    case 'spoil-answer':
      return on('corrupt', 'answer');
    case 'freeze-first':
      return freeze(0);
    case 'freeze-second':
      return freeze(1);
  }
}
