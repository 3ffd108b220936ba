import { rowLimit, type HandshakeFilter, type LiveSnapshot } from '../../../protocol/console.js';
import { addFunnels, addSizes, allRooms, lettersSeen, newestFirst } from './merge.js';
import type { Others } from './others.js';

/** A snapshot of all other instances, while they are asked. */
export class Gathering {
  /** All have answered, or were waited for long enough. */
  readonly done: Promise<unknown>;
  private readonly parts = new Map<string, LiveSnapshot>();
  private readonly asked: readonly string[];

  /** @param answered is called with each answer when it arrives */
  constructor(
    filter: HandshakeFilter,
    others: Others,
    private readonly answered: (instance: string, part: LiveSnapshot) => void,
  ) {
    const { names } = others;
    this.asked = names;
    this.done = Promise.all(names.map((name) => this.gather(name, filter, others)));
  }

  /** Everything at once. @param roomLimit rooms at most */
  with(own: LiveSnapshot, roomLimit: number): LiveSnapshot {
    const parts = [...this.parts.values()];
    const silent = this.asked.filter((instance) => !this.parts.has(instance));
    return {
      handshakes: newestFirst(
        [own, ...parts].map(({ handshakes }) => handshakes),
        rowLimit,
        lettersSeen,
      ),
      rooms: allRooms([own, ...parts].map(({ rooms }) => rooms)).slice(0, roomLimit),
      sizes: addSizes([own, ...parts].map(({ sizes }) => sizes)),
      funnel: addFunnels([own.funnel, ...parts.map(({ funnel }) => funnel)]),
      instances: { answered: parts.length + 1, silent },
    };
  }

  private async gather(instance: string, filter: HandshakeFilter, others: Others): Promise<void> {
    const answer = await others.ask(instance, { kind: 'snapshot', question: { filter } });
    if (!answer) return;
    const part = answer as LiveSnapshot;
    this.parts.set(instance, part);
    this.answered(instance, part);
  }
}
