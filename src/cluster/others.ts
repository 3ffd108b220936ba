import type { Link } from './link.js';

/** What takes the questions of other instances, and what they tell, on behalf of the API. */
interface Taker {
  answer(question: object, from: string): object | Promise<object>;
  hear(message: object, from: string): void;
}

/** The other instances, as the API asks them. What is asked is no concern of the cluster: it goes there and back. */
export class Others {
  private taker: Taker | undefined;

  /** @param onDefect gets the error when an answer fails */
  constructor(
    private readonly link: Link,
    private readonly list: () => string[],
    private readonly onDefect: (error: unknown) => void,
  ) {}

  get names(): string[] {
    return this.list();
  }

  ask(instance: string, question: object): Promise<object | undefined> {
    return new Promise((resolve) => this.link.ask(instance, 'view', { question }, (reply) => resolve(reply?.answer)));
  }

  tell(instance: string, message: object): void {
    this.link.tell(instance, 'told', { message });
  }

  serve(taker: Taker): void {
    this.taker = taker;
  }

  answer(from: string, question: object, reply: (body: { answer: object }) => void): void {
    const answer = this.taker?.answer(question, from);
    if (answer instanceof Promise) answer.then((long: object) => reply({ answer: long }), this.onDefect);
    else if (answer) reply({ answer });
  }

  hear(from: string, message: object): void {
    this.taker?.hear(message, from);
  }
}
