import type { IncomingMessage, RequestOptions, ServerResponse } from 'node:http';
import type { OwnAnswers, Question } from './answers.js';
import { linesOf, readAnswer, writeAnswer } from './lines.js';
import type { LiveForOthers } from './live-for-others.js';

/** How long an instance is waited for, in ms, however much it has to say; and for a sign of life of one that is heard. */
const patience = { answerMs: 2000, signMs: 3000 } as const;
/** A question has a filter at most. */
const questionBytes = 65_536;

/** The way to the other instances, each by the address at which it is reached. */
export interface Wire {
  readonly addresses: readonly string[];
  /** What one of them answers, as text. Rejects where it does not, or refuses. */
  open(address: string, options: RequestOptions, body?: string): Promise<AsyncIterable<string>>;
}

/** The other instances, as the API asks them. */
export class Others {
  constructor(private readonly wire: Wire) {}

  get names(): readonly string[] {
    return this.wire.addresses;
  }

  /** Plain data in and out; undefined where the instance has not answered in time, or not to the end. */
  async ask(instance: string, question: Question): Promise<object | undefined> {
    const options = { method: 'POST', path: '/ask', signal: AbortSignal.timeout(patience.answerMs) };
    try {
      return await readAnswer(await this.wire.open(instance, options, JSON.stringify(question)));
    } catch {
      // It is named as one that has not answered.
      return undefined;
    }
  }

  /**
   * Hears what changes there, until what is returned is called.
   *
   * @param heard gets what it tells, and an empty object as a sign of life, the first one at once
   * @param over the instance is not heard any more
   */
  follow(instance: string, heard: (told: object) => void, over: () => void): () => void {
    const stopped = new AbortController();
    this.hear(instance, stopped.signal, heard)
      .catch(() => undefined)
      .finally(() => stopped.signal.aborted || over());
    return () => stopped.abort();
  }

  private async hear(instance: string, signal: AbortSignal, heard: (told: object) => void): Promise<void> {
    const lines = linesOf(await this.wire.open(instance, { path: '/live', signal, timeout: patience.signMs }));
    for await (const line of lines) if (!signal.aborted) heard(JSON.parse(line) as object);
  }
}

/** Answers what the others ask. */
export function answerOthers(own: OwnAnswers, live: Pick<LiveForOthers, 'add'>) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const route = `${request.method} ${request.url}`;
    if (route === 'GET /live') live.add(response);
    else if (route !== 'POST /ask') response.writeHead(404).end();
    else {
      const { kind, question } = JSON.parse(await bodyOf(request)) as Question;
      await writeAnswer(response, await own.to(kind, question));
    }
  };
}

/** @throws RangeError where it is longer than any question */
async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += piece;
    if (text.length > questionBytes) throw new RangeError('The question of another instance is too long.');
  }
  return text;
}
