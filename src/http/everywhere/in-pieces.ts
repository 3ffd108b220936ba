import { setTimeout as after } from 'node:timers/promises';
import { turn } from '../../telemetry/turns.js';
import type { Others, Taker } from './others.js';

/** How long an instance is waited for, in ms, however much it has to say. */
const patienceMs = 2000;
/** Items of a list that travel at once. */
const pieceLength = 100;

/** A question, under the key that the pieces of its answer have. */
interface Keyed {
  key: number;
  question: object;
}

/** Items of a list of the answer, told ahead of it. */
interface Piece {
  pieceOf: number;
  list: string;
  items: unknown[];
}

interface Answered {
  /** Its lists are empty where they were told in pieces. */
  answer: Record<string, unknown>;
  pieces: number;
}

/**
 * The other instances, with long lists sent in pieces: a thousand handshakes in one piece block the event loop of both for
 * 10 to 15 ms. Pieces are sent before the answer, and messages keep their order: if a piece is missing when the answer
 * arrives, it was lost, and the whole answer is dropped.
 */
export class InPieces implements Others {
  private readonly coming = new Map<number, Piece[]>();
  private serial = 0;

  constructor(private readonly others: Others) {}

  get names(): readonly string[] {
    return this.others.names;
  }

  async ask(instance: string, question: object): Promise<object | undefined> {
    const key = ++this.serial;
    const pieces: Piece[] = [];
    this.coming.set(key, pieces);
    const asked = this.others.ask(instance, { key, question } satisfies Keyed);
    const answered = (await Promise.race([asked, after(patienceMs, undefined, { ref: false })])) as
      Answered | undefined;
    this.coming.delete(key);
    if (answered?.pieces !== pieces.length) return undefined;
    const { answer } = answered;
    for (const { list, items } of pieces) answer[list] = [...(answer[list] as unknown[]), ...items];
    return answer;
  }

  tell(instance: string, message: object): void {
    this.others.tell(instance, message);
  }

  serve(taker: Taker): void {
    this.others.serve({
      answer: (asked, from) => {
        const { key, question } = asked as Keyed;
        const answer = taker.answer(question, from);
        return answer instanceof Promise
          ? answer.then((long: object) => this.split(long, key, from))
          : ({ answer: { ...answer }, pieces: 0 } satisfies Answered);
      },
      hear: (message, from) => {
        if ('pieceOf' in message) this.take(message as Piece);
        else taker.hear(message, from);
      },
    });
  }

  private take(piece: Piece): void {
    this.coming.get(piece.pieceOf)?.push(piece);
  }

  private async split(long: object, key: number, to: string): Promise<Answered> {
    const answer: Record<string, unknown> = { ...long };
    let pieces = 0;
    for (const [list, items] of Object.entries(answer)) {
      if (!Array.isArray(items) || items.length <= pieceLength) continue;
      answer[list] = [];
      for (let start = 0; start < items.length; start += pieceLength) {
        await turn();
        this.tell(to, { pieceOf: key, list, items: items.slice(start, start + pieceLength) } satisfies Piece);
        pieces++;
      }
    }
    return { answer, pieces };
  }
}
