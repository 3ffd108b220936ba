/** The other instances, as the API asks them; the cluster brings it there. */
export interface Others {
  /** Of those that are there, as far as is known. */
  readonly names: readonly string[];
  /** Asks one of them; undefined where it does not answer in time. */
  ask(instance: string, question: object): Promise<object | undefined>;
  /** Tells one of them something, if it can be reached. */
  tell(instance: string, message: object): void;
  /** From now on, what they ask is answered, and what they tell is heard. */
  serve(taker: Taker): void;
}

export interface Taker {
  answer(question: object, from: string): object | Promise<object>;
  hear(message: object, from: string): void;
}
