import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Told } from '../../client/console/told.js';
import type { HandshakeRow, LiveAway, LiveChange, LiveSnapshot, RoomView } from '../../protocol/console.js';
import { atEnd } from './teardown.js';

interface Message {
  event: string;
  data: LiveChange;
  at: number;
}

/** Reads the live stream; every message is given out once. */
export class Live {
  /** What all instances have told, as a console adds it up. */
  readonly told = new Told();
  /** Those that have told all they have, the one that was asked under no name. */
  private readonly whole = new Set<string>();
  private readonly messages: Message[] = [];
  private wake = () => {};
  private text = '';

  constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8').on('data', (chunk: string) => this.take(chunk));
    response.on('error', () => {});
  }

  async next(event: string, will: (data: LiveChange) => boolean = () => true): Promise<Message> {
    for (;;) {
      const index = this.messages.findIndex((message) => message.event === event && will(message.data));
      const [found] = index < 0 ? [] : this.messages.splice(0, index + 1).slice(-1);
      if (found) return found;
      await new Promise<void>((wake) => (this.wake = wake));
    }
  }

  snapshot = async () => (await this.next('snapshot')).data as LiveSnapshot;

  /** Waits until so many instances have told all that they have. */
  async all(instances: number): Promise<Told> {
    return this.until(() => this.whole.size >= instances);
  }

  /** Waits until what all have told is so. */
  async until(will: (told: Told) => boolean): Promise<Told> {
    while (!will(this.told)) await new Promise<void>((wake) => (this.wake = wake));
    return this.told;
  }

  /** The next change that tells of such a handshake. */
  async row(will: (row: HandshakeRow) => boolean): Promise<HandshakeRow | undefined> {
    const { data } = await this.next('change', ({ handshakes }) => handshakes.some(will));
    return data.handshakes.find(will);
  }

  private take(chunk: string): void {
    const parts = `${this.text}${chunk}`.split('\n\n');
    this.text = parts.pop() ?? '';
    for (const part of parts) {
      const { event, data } = /^event: (?<event>\w+)\ndata: (?<data>.*)$/.exec(part)?.groups ?? {};
      if (!event || !data) continue;
      const read = JSON.parse(data) as LiveSnapshot;
      if (event === 'snapshot') this.told.snapshot(read);
      if (event === 'snapshot') this.whole.add(read.instance ?? '');
      if (event === 'change') this.told.change(read);
      if (event === 'away') this.told.away(JSON.parse(data) as LiveAway);
      this.messages.push({ event, data: read, at: performance.now() });
    }
    this.wake();
  }
}

/** Opens a live stream; the answer may be a refusal. */
export async function openLive(
  url: string,
  query = '',
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
  const asked = request(`${url}/api/live${query}`, { headers }).end();
  atEnd(() => asked.destroy());
  asked.on('error', () => {});
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}

export const live = async (...asked: Parameters<typeof openLive>) => new Live(await openLive(...asked));

/** Rooms with the names of who is in them. */
export const namesIn = (rooms: RoomView[]) =>
  rooms.map(({ room, participants }) => [room, participants.map((one) => one.username)] as const);
